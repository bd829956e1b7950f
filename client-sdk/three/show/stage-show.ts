import { Color, Group, Vector3 } from 'three';
import type { ShowMessage, ShowWireTarget, StageFile } from '../../protocol/index.ts';
import type { CameraRig } from '../camera/camera-rig.ts';
import type { StagePerson } from '../people/stage-person.ts';
import type { ViewLight } from '../simple-light.ts';
import { ShowCamera } from './show-camera.ts';
import { ShowFx } from './show-fx.ts';
import { ShowLight } from './show-light.ts';

const HEAD_M = 1.55;
/** Fireworks that nobody has given a place burst so high over the stage, m. */
const FIREWORKS_M = 6;

/**
 * A show as it is seen: light, director's camera, effects and outfits. Give it what the show says at its moment, and the
 * moment that is shown once a picture; between the two nothing depends on when messages came.
 */
export class StageShow {
  readonly group = new Group();
  readonly light: ShowLight;
  readonly fx = new ShowFx();
  readonly camera = new ShowCamera();
  /** True while the show has the camera. */
  directs = false;
  #message: ShowMessage | undefined;
  #worn: Readonly<Record<string, string>> = {};
  #ms = 0;
  readonly #centre: Vector3;
  readonly #focus = new Vector3();
  readonly #paper = new Color();
  readonly #people: ReadonlyMap<number, StagePerson>;

  constructor(stage: StageFile, light: ViewLight, people: ReadonlyMap<number, StagePerson>) {
    this.#people = people;
    this.light = new ShowLight(light);
    const step = stage.colliders.find(({ kind }) => kind === 'step');
    this.#centre = new Vector3(0, 0, 0);
    if (step?.shape === 'box' || step?.shape === 'cylinder')
      this.#centre.set(step.centre[0], 0, step.centre[2]);
    this.group.add(this.light.group, this.fx.group);
    this.group.name = 'show';
  }

  /** How the show stands; undefined when none is on. */
  set message(message: ShowMessage | undefined) {
    const on = message?.status === 'playing' || message?.status === 'paused';
    // After the last cue light and clothes go back, as the hall's own light comes on.
    this.#message = on ? message : undefined;
    this.light.set(this.#message?.light);
    if (!on) this.fx.clear();
    const effects = this.#message?.effects ?? [];
    this.fx.stopOthers(new Set(effects.map(({ key }) => key)), this.#ms);
    for (const effect of effects) this.#begin(effect);
    this.#dress();
  }

  /** Names of outfits by wire id that are worn apart from shows; a show's own lies over them. */
  set worn(outfits: Readonly<Record<string, string>>) {
    this.#worn = outfits;
    this.#dress();
  }

  #dress(): void {
    for (const person of this.#people.values()) this.dress(person);
  }

  /** Dresses somebody who has just come. */
  dress(person: StagePerson): void {
    const id = String(person.netId);
    person.outfit = this.#message?.outfits[id] ?? this.#worn[id] ?? '';
  }

  get message(): ShowMessage | undefined {
    return this.#message;
  }

  #begin({ key, name, target, sinceMs, lastMs }: ShowMessage['effects'][number]): void {
    const at = new Vector3();
    this.#placeOf(target ?? { at: 'place', x: this.#centre.x, y: 0, z: this.#centre.z }, at);
    // What is let off in the air has the height of its place; everything else comes from the floor or from above.
    if (name !== 'fireworks' || target?.at !== 'place') at.y = name === 'fireworks' ? FIREWORKS_M : 0;
    this.fx.begin(key, name, { at, sinceMs, lastMs });
  }

  /** Shows the moment `ms` of the stage. Points the camera when the show directs; returns what to look at then, m. */
  update(ms: number, dtS: number, rig: CameraRig): Vector3 | undefined {
    if (Number.isFinite(ms)) this.#ms = ms;
    const message = this.#message;
    this.#placeOf(message?.camera.target ?? { at: 'audience' }, this.#focus);
    this.light.update(this.#ms, dtS, this.#focus);
    this.#paper.setScalar(0.55 / Math.max(0.12, this.light.house));
    this.fx.update(this.#ms, this.#paper);
    if (!message || !this.directs) {
      this.camera.release();
      return undefined;
    }
    const { x, y, z } = this.camera.update(rig, message.camera, this.#ms, this.#focus, message.audience);
    return this.#focus.set(x, y, z);
  }

  /** Where a target is: a head, a place, or the middle of the stage for the audience's own view of it. */
  #placeOf(target: ShowWireTarget, out: Vector3): void {
    if (target.at === 'place') out.set(target.x, target.y, target.z);
    else {
      const person = target.at === 'human' ? this.#people.get(target.netId) : undefined;
      if (person?.posed) person.headInto(out);
      else out.set(this.#centre.x, HEAD_M, this.#centre.z);
    }
  }

  dispose(): void {
    this.light.dispose();
    this.fx.clear();
  }
}
