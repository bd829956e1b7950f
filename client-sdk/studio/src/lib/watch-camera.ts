import type { StageView } from '@troupe/client-sdk/three';

/** The operator leaves a view alone that somebody chose by hand for this long, s. */
const HANDS_OFF_S = 14;
const TURN_S = 2.8;
const SWAY_RAD = 0.34;

/**
 * The camera of somebody who watches: in front of whom it looks at, a little to the side, swaying like a person who
 * shifts weight; it looks to whoever speaks and stays a while.
 */
export class WatchCamera {
  readonly #view: StageView;
  readonly #still: boolean;
  #timeS = 0;
  #chosenAtS = -1e9;
  #cutAtS = -1e9;

  /** @param still true when motion is to be reduced */
  constructor(view: StageView, still: boolean) {
    this.#view = view;
    this.#still = still;
  }

  /** Somebody dragged, or chose whom to look at. */
  chosen(): void {
    this.#chosenAtS = this.#timeS;
  }

  /** True while a hand has, or just had, the camera. */
  get byHand(): boolean {
    return this.#timeS - this.#chosenAtS < HANDS_OFF_S;
  }

  /** Time goes by while somebody else has the camera. */
  pass(dtS: number): void {
    this.#timeS += dtS;
  }

  /** Somebody speaks: look there, unless the last change was a moment ago or a hand is on the camera. */
  speaker(netId: number): void {
    if (this.#timeS - this.#chosenAtS < HANDS_OFF_S || this.#timeS - this.#cutAtS < 5) return;
    const person = this.#view.people.get(netId);
    if (!person?.posed) return;
    this.#cutAtS = this.#timeS;
    this.#view.subject = { netId };
  }

  update(dtS: number): void {
    this.#timeS += dtS;
    const { subject, rig, people } = this.#view;
    const person = 'netId' in subject ? people.get(subject.netId) : undefined;
    if (!person?.posed || this.#timeS - this.#chosenAtS < HANDS_OFF_S) return;
    const [x, y, z, w] = person.joints;
    const facing = Math.atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y));
    const sway = this.#still ? 0.3 : 0.3 + SWAY_RAD * Math.sin(this.#timeS * 0.11);
    const gap = Math.atan2(Math.sin(facing + sway - rig.yaw), Math.cos(facing + sway - rig.yaw));
    // Small turns of the body are not followed at all: a camera that answers every step makes one seasick.
    if (Math.abs(gap) > 0.5 || Math.abs(gap) < 0.2) rig.yaw += gap * (1 - Math.exp(-dtS / TURN_S)) * 0.8;
  }
}
