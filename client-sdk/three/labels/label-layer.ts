import type { Camera } from 'three';
import { Vector3 } from 'three';
import type { StagePerson } from '../people/stage-person.ts';
import { arrangeLabels, type HeadDisc, type LabelBox, type LabelPlace } from './arrange-labels.ts';

/** Names are shown up to this distance, m; speech up to the second. */
const NAME_M = 13;
const SPEECH_M = 45;
/** Over the middle of the head, m. */
const OVER_HEAD_M = 0.19;
/** Where a caption goes when there is no room above: below the chin. */
const UNDER_CHIN_M = -0.34;
const EDGE_PX = 10;
/** Between a line and the name below it, px; the page's style has the same. */
const NAME_PX = 24;
/** Radius of a head, m, and time constant with which a line makes room, s. */
const HEAD_M = 0.13;
const LIFT_S = 0.12;

interface Label {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly speech: HTMLElement;
  shownName: string;
  until: number;
  visible: boolean;
  /** Left out of the picture for want of room. */
  hidden: boolean;
  liftPx: number;
  /** Size of the line as the browser sets it, px; below 0 until it was measured. */
  speechWidth: number;
  speechHeight: number;
  nameWidth: number;
}

/** A label that has its place in the picture, before others are asked. */
interface Placed {
  readonly label: Label;
  readonly person: StagePerson;
  readonly x: number;
  readonly y: number;
  readonly under: boolean;
  readonly speaking: boolean;
}

/**
 * Names and spoken lines as real text over the picture: selectable, readable by machines, sharp at every size. A line
 * stands above the speaker's head, above what others say, and above nearer heads; without room there it goes below the
 * chin. A name that would lie on somebody else is left out (arrange-labels.ts). Never over a face.
 *
 * Styling is the page's: the classes are `person-label`, `person-name`, `person-speech`.
 */
export class LabelLayer {
  readonly #host: HTMLElement;
  readonly #labels = new Map<number, Label>();
  readonly #point = new Vector3();
  #timeS = 0;
  namesShown = true;
  /** False where lines are read elsewhere: captions under the picture. */
  linesShown = true;
  /** True where the page shows lines as captions and has no room for them twice. */
  captioned = false;
  /** Upper edge of the room for labels, px from that of the picture: below the bars of a page. */
  topPx = 0;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Shows a line over a person until `untilS` (view time). */
  say(netId: number, text: string, untilS: number, locale: string): void {
    const label = this.#label(netId);
    label.speech.textContent = text;
    label.speech.lang = locale;
    label.speechWidth = -1;
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
    const label: Label = {
      root,
      name,
      speech,
      shownName: '',
      until: -1,
      visible: false,
      hidden: false,
      liftPx: 0,
      speechWidth: -1,
      speechHeight: 0,
      nameWidth: -1,
    };
    this.#labels.set(netId, label);
    return label;
  }

  /** Places the labels for one picture of `width` x `height` CSS pixels. */
  update(
    people: Iterable<StagePerson>,
    camera: Camera,
    view: { width: number; height: number; timeS: number; ownNetId: number },
  ): void {
    const dtS = Math.max(0, view.timeS - this.#timeS);
    this.#timeS = view.timeS;
    const placed: Placed[] = [];
    const heads: HeadDisc[] = [];
    for (const person of people) {
      const label = this.#label(person.netId);
      const speaking = this.linesShown && !this.captioned && label.until > view.timeS;
      const named =
        this.namesShown &&
        person.distanceM < NAME_M &&
        person.netId !== view.ownNetId &&
        person.info.name !== '';
      const seen = person.posed && person.inView;
      if (seen && person.distanceM < NAME_M) heads.push(this.#head(person, camera, view));
      const wanted = seen && (named || (speaking && person.distanceM < SPEECH_M));
      const place = wanted ? this.#place(label, person, camera, view, speaking) : undefined;
      if (label.visible !== (place !== undefined)) label.root.hidden = !place;
      label.visible = place !== undefined;
      if (!place) continue;
      if (label.shownName !== person.info.name) {
        label.name.textContent = person.info.name;
        label.shownName = person.info.name;
        label.nameWidth = -1;
      }
      label.speech.hidden = !speaking;
      label.name.hidden = !named && !speaking;
      placed.push(place);
    }
    const rooms = arrangeLabels(placed.map(boxOf), heads, this.topPx);
    const share = 1 - Math.exp(-dtS / LIFT_S);
    for (const [i, place] of placed.entries()) this.#show(place, rooms[i], share);
  }

  #head(person: StagePerson, camera: Camera, view: { width: number; height: number }): HeadDisc {
    person.headInto(this.#point);
    const { x: headX, y: headY, z: headZ } = this.#point;
    this.#point.project(camera);
    const x = (this.#point.x * 0.5 + 0.5) * view.width;
    const y = (0.5 - this.#point.y * 0.5) * view.height;
    this.#point.set(headX, headY + HEAD_M, headZ).project(camera);
    const radius = Math.abs(y - (0.5 - this.#point.y * 0.5) * view.height);
    return { x, y, radius, distanceM: person.distanceM };
  }

  /** Where a label belongs over its own person; undefined when that is outside the picture. */
  #place(
    label: Label,
    person: StagePerson,
    camera: Camera,
    view: { width: number; height: number },
    speaking: boolean,
  ): Placed | undefined {
    person.headInto(this.#point);
    const { x: headX, y: headY, z: headZ } = this.#point;
    this.#point.set(headX, headY + OVER_HEAD_M, headZ).project(camera);
    if (this.#point.z > 1 || Math.abs(this.#point.x) > 1.1) return undefined;
    // Measured when the line was first shown; until then as wide as most.
    const half = speaking ? Math.max(130, label.speechWidth / 2) : 40;
    const x = clamp((this.#point.x * 0.5 + 0.5) * view.width, half + EDGE_PX, view.width - half - EDGE_PX);
    let y = (0.5 - this.#point.y * 0.5) * view.height;
    const room = speaking ? 74 : 24;
    const under = y < this.topPx + room + EDGE_PX;
    if (under) {
      this.#point.set(headX, headY + UNDER_CHIN_M, headZ).project(camera);
      y = (0.5 - this.#point.y * 0.5) * view.height;
    }
    if (y > view.height + 40) return undefined;
    return { label, person, x, y, under, speaking };
  }

  #show({ label, person, x, y, under, speaking }: Placed, room: LabelPlace, share: number): void {
    label.hidden = room.hidden;
    label.liftPx += (room.liftPx - label.liftPx) * share;
    const { style, classList } = label.root;
    classList.toggle('under', under);
    const fade = clamp((NAME_M - person.distanceM) / 2.5, 0, 1);
    style.opacity = room.hidden ? '0' : speaking ? '1' : fade.toFixed(2);
    style.transform = `translate(${x.toFixed(1)}px, ${(y - label.liftPx).toFixed(1)}px)`;
    style.zIndex = String(1000 - Math.min(999, Math.round(person.distanceM * 10)));
  }

  dispose(): void {
    for (const label of this.#labels.values()) label.root.remove();
    this.#labels.clear();
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The box of a label as the browser set it; measured once for each text, for measuring makes the page lay out. */
function boxOf({ label, person, x, y, under, speaking }: Placed): LabelBox {
  if (speaking && label.speechWidth < 0) {
    label.speechWidth = label.speech.offsetWidth;
    label.speechHeight = label.speech.offsetHeight;
  }
  if (label.nameWidth < 0 && !under) label.nameWidth = label.name.offsetWidth;
  const height = speaking ? label.speechHeight + (under ? 0 : NAME_PX) : NAME_PX;
  return {
    x,
    y: under ? y + height : y,
    width: speaking ? Math.max(label.speechWidth, label.nameWidth) : label.nameWidth,
    height,
    speaking,
    under,
    distanceM: person.distanceM,
    wasHidden: label.hidden,
  };
}
