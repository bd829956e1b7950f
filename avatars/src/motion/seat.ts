// CONTRIBUTOR NOTES
// Constructed, not captured: puts the hips of a person on a seat of any height with the feet where they stand. The
// capsule stays before the seat, so feet and root stay and only the hips go back and down. A sitting action of the
// motion model (sitDown, sitIdle, standUp) plays below this: then the hips it brings are merely moved the rest of the way
// and the trunk's own lean is left to it. People lean forward to keep their weight over the feet until the seat has
// them; without that lean a person who sits down looks lowered on a rope.
import { clamp, minimumJerk } from '../maths/angle.ts';
import { quatCopy, quatFromVector, quatFromYaw, quatMultiply, quatSlerp } from '../maths/quat.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import type { MotionControls } from './controls.ts';
import { bringFeetBack, createHeldFeet, LEG_LIMBS, noteFeet } from './leg-hold.ts';
import { type PosedBody, placeInPerson } from './posed-body.ts';
import { bendSpine, leanHips, TRUNK } from './trunk-help.ts';

export const SEAT_DEFAULTS = {
  /** How long sitting down and standing up take, s. */
  sitS: 1.5,
  standS: 1.3,
  /** From a hip joint down to what one sits on, for a leg of the canonical length, m. */
  fleshM: 0.095,
  /** Lean of hips and spine on the way, and of the pelvis (back) and spine (forward) when seated, rad. */
  leanRad: 0.75,
  leanHipsShare: 0.6,
  pelvisRad: 0.14,
  slumpRad: 0.1,
  /** Where a hand rests: share of the thigh, m above its bone, m outwards. */
  restShare: 0.6,
  restAboveM: 0.09,
  restOutM: 0.01,
  /** Seated beyond this share hands find their rest. */
  restFrom: 0.55,
} as const;

const HIPS = JOINT_INDEX.hips;

/** Seats people. */
export class Seat {
  private readonly dtS: number;
  /** 0 stands .. 1 sits, and the seat of whoever is getting up. */
  private readonly phase: Float64Array;
  private readonly place: Float64Array;
  private readonly feet = createHeldFeet();
  private readonly upright = new Float64Array(4);
  private readonly turn = new Float64Array(4);
  private readonly thigh = new Float64Array(3);

  constructor(capacity: number, dtS: number) {
    this.dtS = dtS;
    this.phase = new Float64Array(capacity);
    this.place = new Float64Array(capacity * 4);
  }

  /** Human n stands. */
  reset(n: number): void {
    this.phase[n] = 0;
  }

  /** True while human n sits or is on its way down or up. */
  busy(n: number, controls: MotionControls): boolean {
    return controls.sitting[n] !== 0 || this.phase[n] > 0;
  }

  /** True when the hands of human n have nothing else to do than lie on its thighs. */
  rests(n: number, controls: MotionControls): boolean {
    return controls.sitting[n] !== 0 && this.phase[n] > SEAT_DEFAULTS.restFrom;
  }

  /**
   * Brings the hips of human n to its seat, as far as it has sat down.
   *
   * @param acted how much a sitting action of the motion model is playing, 0..1
   */
  apply(n: number, ticks: number, controls: MotionControls, acted: number, body: PosedBody): void {
    const { phase, place, feet } = this;
    const seat = controls.seat;
    const known = Number.isFinite(seat[n * 4] + seat[n * 4 + 1] + seat[n * 4 + 2] + seat[n * 4 + 3]);
    const down = controls.sitting[n] !== 0 && known;
    if (down) for (let k = n * 4; k < n * 4 + 4; k++) place[k] = seat[k];
    const step = down ? this.dtS / SEAT_DEFAULTS.sitS : -this.dtS / SEAT_DEFAULTS.standS;
    phase[n] = clamp(phase[n] + step * ticks, 0, 1);
    if (phase[n] === 0) return;
    noteFeet(body, feet);
    this.moveHips(n, acted, body);
    this.lean(n, acted, body);
    bringFeetBack(body, feet);
  }

  private moveHips(n: number, acted: number, body: PosedBody): void {
    const { place, upright, turn } = this;
    const { positions, joints, scale } = body;
    const u = this.phase[n];
    // Back first, then down: the seat is found before the weight is given to it.
    const back = minimumJerk(u / 0.85);
    const drop = minimumJerk((u - 0.12) / 0.88);
    const below = -scale.restOffsets[LEG_LIMBS[0].upper * 3 + 1];
    const height = place[n * 4 + 1] + below + SEAT_DEFAULTS.fleshM * scale.legRatio;
    positions[0] += (place[n * 4] - positions[0]) * back;
    positions[1] += (height - positions[1]) * drop;
    positions[2] += (place[n * 4 + 2] - positions[2]) * back;
    quatFromYaw(upright, 0, place[n * 4 + 3]);
    quatFromVector(turn, 0, -SEAT_DEFAULTS.pelvisRad, 0, 0);
    quatMultiply(upright, 0, upright, 0, turn, 0);
    quatSlerp(joints, HIPS * 4, joints, HIPS * 4, upright, 0, 0.85 * drop * (1 - acted));
  }

  private lean(n: number, acted: number, body: PosedBody): void {
    const u = this.phase[n];
    // Highest somewhat before the seat is reached, gone when it is.
    const rise = Math.sin(Math.PI * u ** 0.9) ** 2;
    const lean = SEAT_DEFAULTS.leanRad * rise * (1 - acted);
    const slump = (SEAT_DEFAULTS.pelvisRad + SEAT_DEFAULTS.slumpRad) * minimumJerk(u) * (1 - acted);
    const cos = Math.cos(body.yaw);
    const sin = Math.sin(body.yaw);
    const tip = lean * SEAT_DEFAULTS.leanHipsShare;
    leanHips(body, cos * tip, -sin * tip, 0);
    quatCopy(body.rotations, 0, body.joints, 0);
    placeJoints(body.positions, body.rotations, body.joints, 0, body.scale.restOffsets, TRUNK);
    const bend = lean - tip + slump;
    bendSpine(body, cos * bend, 0, -sin * bend);
  }

  /** Where a hand (0 left, 1 right) rests, in the person's frame; legs must be placed. Writes 3 values from `at`. */
  rest(hand: number, body: PosedBody, out: Float64Array, at: number): void {
    const { upper, hinge } = LEG_LIMBS[hand];
    const { thigh } = this;
    for (let k = 0; k < 3; k++) {
      const hip = body.positions[upper * 3 + k];
      thigh[k] = hip + (body.positions[hinge * 3 + k] - hip) * SEAT_DEFAULTS.restShare;
    }
    placeInPerson(body, thigh, 0, out, at);
    out[at] += (hand === 0 ? 1 : -1) * SEAT_DEFAULTS.restOutM;
    out[at + 1] += SEAT_DEFAULTS.restAboveM * body.scale.legRatio;
  }
}
