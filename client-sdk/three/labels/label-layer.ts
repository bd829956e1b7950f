import type { Camera } from 'three';
import { Vector3 } from 'three';
import type { StagePerson } from '../people/stage-person.ts';

/** Names are shown up to this distance, m; speech up to the second. */
const NAME_M = 13;
const SPEECH_M = 45;
/** Over the middle of the head, m. */
const OVER_HEAD_M = 0.19;
/** Where a caption goes when there is no room above: below the chin. */
const UNDER_CHIN_M = -0.34;
const EDGE_PX = 10;

interface Label {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly speech: HTMLElement;
  shownName: string;
  until: number;
  visible: boolean;
}

/**
 * Names and spoken lines as real text over the picture: selectable, readable by machines, sharp at every size. A line
 * stands above the speaker's head; without room there it goes below the chin. Never over a face.
 *
 * Styling is the page's: the classes are `person-label`, `person-name`, `person-speech`.
 */
export class LabelLayer {
  readonly #host: HTMLElement;
  readonly #labels = new Map<number, Label>();
  readonly #point = new Vector3();
  namesShown = true;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Shows a line over a person until `untilS` (view time). */
  say(netId: number, text: string, untilS: number, locale: string): void {
    const label = this.#label(netId);
    label.speech.textContent = text;
    label.speech.lang = locale;
    label.until = untilS;
  }

  remove(netId: number): void {
    this.#labels.get(netId)?.root.remove();
    this.#labels.delete(netId);
  }

  #label(netId: number): Label {
    const known = this.#labels.get(netId);
    if (known) return known;
    const make = (className: string): HTMLElement => {
      const element = document.createElement('div');
      element.className = className;
      return element;
    };
    const root = make('person-label');
    const speech = make('person-speech');
    const name = make('person-name');
    root.append(speech, name);
    root.hidden = true;
    // The log below the stage is what screen readers hear; labels would only repeat it.
    root.setAttribute('aria-hidden', 'true');
    this.#host.append(root);
    const label: Label = { root, name, speech, shownName: '', until: -1, visible: false };
    this.#labels.set(netId, label);
    return label;
  }

  /** Places the labels for one picture of `width` x `height` CSS pixels. */
  update(
    people: Iterable<StagePerson>,
    camera: Camera,
    view: { width: number; height: number; timeS: number; ownNetId: number },
  ): void {
    for (const person of people) {
      const label = this.#label(person.netId);
      const speaking = label.until > view.timeS;
      const named =
        this.namesShown &&
        person.distanceM < NAME_M &&
        person.netId !== view.ownNetId &&
        person.info.name !== '';
      const wanted = person.posed && person.inView && (named || (speaking && person.distanceM < SPEECH_M));
      if (!wanted || !this.#place(label, person, camera, view, speaking)) {
        if (label.visible) label.root.hidden = true;
        label.visible = false;
        continue;
      }
      if (!label.visible) label.root.hidden = false;
      label.visible = true;
      if (label.shownName !== person.info.name) {
        label.name.textContent = person.info.name;
        label.shownName = person.info.name;
      }
      label.speech.hidden = !speaking;
      label.name.hidden = !named && !speaking;
    }
  }

  #place(
    label: Label,
    person: StagePerson,
    camera: Camera,
    view: { width: number; height: number },
    speaking: boolean,
  ): boolean {
    person.headInto(this.#point);
    const headX = this.#point.x;
    const headY = this.#point.y;
    const headZ = this.#point.z;
    this.#point.set(headX, headY + OVER_HEAD_M, headZ).project(camera);
    if (this.#point.z > 1 || Math.abs(this.#point.x) > 1.1) return false;
    const half = speaking ? 130 : 40;
    const x = clamp((this.#point.x * 0.5 + 0.5) * view.width, half + EDGE_PX, view.width - half - EDGE_PX);
    let y = (0.5 - this.#point.y * 0.5) * view.height;
    const room = speaking ? 74 : 24;
    const under = y < room + EDGE_PX;
    if (under) {
      this.#point.set(headX, headY + UNDER_CHIN_M, headZ).project(camera);
      y = (0.5 - this.#point.y * 0.5) * view.height;
    }
    if (y > view.height + 40) return false;
    label.root.classList.toggle('under', under);
    const fade = clamp((NAME_M - person.distanceM) / 2.5, 0, 1);
    label.root.style.opacity = speaking ? '1' : fade.toFixed(2);
    label.root.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    label.root.style.zIndex = String(1000 - Math.min(999, Math.round(person.distanceM * 10)));
    return true;
  }

  dispose(): void {
    for (const label of this.#labels.values()) label.root.remove();
    this.#labels.clear();
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
