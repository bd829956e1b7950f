// CONTRIBUTOR NOTES
// Constructed, not captured. A hand goes by blending the joints of the posed arm into the joints of the solved one on a
// minimum-jerk clock: the hand then travels an arc, as hands do, and the arm's own swing fades instead of being cut.
// A straight line of the hand solved every tick cuts through the belly. How long it takes follows from the way to go
// and fastestMps (a minimum-jerk path peaks at 1.875 x its mean speed). A target that jumps while the hand is there is
// followed by a critical spring slow enough for the same speed.
import { clamp, length3, minimumJerk } from '../maths/angle.ts';
import { quatFromVector, quatInverseMultiply, quatMultiply, quatRotate, quatSlerp } from '../maths/quat.ts';
import { ARMS, type Arm, armLength, facePalm, solveArm } from '../skeleton/arm-ik.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import { JOINT_INDEX, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import { type PosedBody, placeInPerson, placeInWorld, turnToWorld } from './posed-body.ts';
import { helpHands, TRUNK } from './trunk-help.ts';

/**
 * What a hand does: nothing of its own; put the palm to a place in the world; point at a place in the world; hold
 * something at a place in the person's own frame (x left, y above the ground, z ahead, m).
 */
export const REACH = { none: 0, reach: 1, point: 2, carry: 3 } as const;

export const REACH_DEFAULTS = {
  /** Peak speed of a hand on its way, m/s; and shortest and longest way there, s. */
  fastestMps: 1.7,
  shortestS: 0.35,
  longestS: 1.3,
  /** From the wrist to the middle of the palm, as share of the arm's length. */
  palmShare: 0.16,
  /** A pointing arm is this straight; a near thing is pointed at from this share of an arm before it. */
  pointShare: 0.94,
  pointBeforeShare: 0.35,
  /** The trunk sets in at this share of the hand's way. */
  trunkLate: 0.12,
  /** A trunk that is no longer needed stands up within, s. */
  trunkS: 0.9,
  /** Most a collarbone follows, rad. */
  collarRad: 0.3,
  /** A target that moves more than this in a tick has jumped, m. */
  jumpM: 0.12,
  /** Share of the way at which the hand shapes itself for what it is going to do. */
  preshape: 0.35,
} as const;

const CHAINS = ARMS.map((arm) => Int32Array.of(arm.upper, arm.hinge, arm.end));
const COLLARED = ARMS.map((arm) => Int32Array.of(arm.shoulder, arm.upper, arm.hinge, arm.end));
const UPPER_CHEST = JOINT_INDEX.upperChest;

/** What is asked of the two hands of one human: kinds, places and palm directions, left and right. */
export interface HandWishes {
  readonly kind: Uint8Array;
  readonly place: Float64Array;
  readonly palm: Float64Array;
}

/** Takes hands to places. Costs a test of a few bytes for whoever uses none. */
export class Reach {
  private readonly dtS: number;
  /** Two hands each: what is being done, way gone (0..1) and how much a tick, and how far the trunk is in it. */
  private readonly kind: Uint8Array;
  private readonly phase: Float64Array;
  private readonly rate: Float64Array;
  private readonly help: Float64Array;
  /** Place wanted (world), what is left of older ones with its speed and half-life, and the place shown (person's frame). */
  private readonly wanted: Float64Array;
  private readonly offset: Float64Array;
  private readonly offsetV: Float64Array;
  private readonly halfLife: Float64Array;
  private readonly shown: Float64Array;
  /** Of the body being posed: where its hands are to be (world), and how much the trunk may help each. */
  private readonly target = new Float64Array(6);
  private readonly helps = new Float64Array(2);
  private readonly vector = new Float64Array(3);
  private readonly pole = new Float64Array(3);
  private readonly turn = new Float64Array(4);

  constructor(capacity: number, dtS: number) {
    const f64 = (n: number) => new Float64Array(capacity * n);
    this.dtS = dtS;
    this.kind = new Uint8Array(capacity * 2);
    this.phase = f64(2);
    this.rate = f64(2);
    this.help = f64(2);
    this.wanted = f64(6);
    this.offset = f64(6);
    this.offsetV = f64(6);
    this.halfLife = f64(2).fill(1);
    this.shown = f64(6);
  }

  /** Forgets what the hands of human n did. */
  reset(n: number): void {
    this.kind.fill(0, n * 2, n * 2 + 2);
    this.phase.fill(0, n * 2, n * 2 + 2);
    this.help.fill(0, n * 2, n * 2 + 2);
  }

  /** True while a hand of human n is on its way, there, or on its way back. */
  busy(n: number): boolean {
    return this.phase[n * 2] > 0 || this.phase[n * 2 + 1] > 0;
  }

  /** What a hand (0 left, 1 right) of human n shapes itself for: a REACH kind. */
  shapedFor(n: number, hand: number): number {
    const i = n * 2 + hand;
    return this.phase[i] > REACH_DEFAULTS.preshape ? this.kind[i] : REACH.none;
  }

  /** How much a hand (0 left, 1 right) of human n is taken from the motion, 0..1. */
  weight(n: number, hand: number): number {
    return minimumJerk(this.phase[n * 2 + hand]);
  }

  /** Moves targets of human n on and lets its trunk help: when the hips stand in place, before the rest is placed. */
  bendTrunk(n: number, ticks: number, wishes: HandWishes, body: PosedBody): void {
    const { positions, rotations, joints, scale } = body;
    placeJoints(positions, rotations, joints, 0, scale.restOffsets, TRUNK);
    for (let hand = 0; hand < 2; hand++) {
      this.advance(n, hand, ticks, wishes, body);
      this.helps[hand] = this.moveHelp(n * 2 + hand, ticks);
    }
    if (this.helps[0] + this.helps[1] > 0) helpHands(body, this.target, this.helps, REACH_DEFAULTS.palmShare);
  }

  /** How much the trunk helps a hand: it sets in with the hand, and gives way in its own time when the hand no longer reaches. */
  private moveHelp(i: number, ticks: number): number {
    const { help, kind, rate } = this;
    const step = kind[i] === REACH.reach ? rate[i] : -this.dtS / REACH_DEFAULTS.trunkS;
    help[i] = clamp(help[i] + step * ticks, 0, this.phase[i]);
    return minimumJerk((help[i] - REACH_DEFAULTS.trunkLate) / (1 - REACH_DEFAULTS.trunkLate));
  }

  /** Works out where a hand is to be now (world, in `target`) and how far on its way it is. */
  private advance(n: number, hand: number, ticks: number, wishes: HandWishes, body: PosedBody): void {
    const { kind, phase, rate, wanted, offset, target, vector, shown } = this;
    const i = n * 2 + hand;
    const p = i * 3;
    const { place } = wishes;
    const from = hand * 3;
    // A place that is no number is no wish.
    const known = Number.isFinite(place[from] + place[from + 1] + place[from + 2]);
    const asked = known ? wishes.kind[hand] : REACH.none;
    if (asked === REACH.none) {
      phase[i] = Math.max(0, phase[i] - rate[i] * ticks);
      if (phase[i] === 0) {
        kind[i] = REACH.none;
        this.help[i] = 0;
      }
      placeInWorld(body, shown, p, target, hand * 3);
      return;
    }
    this.aim(ARMS[hand], asked, place, from, body);
    const moved = length3(vector[0] - wanted[p], vector[1] - wanted[p + 1], vector[2] - wanted[p + 2]);
    if (phase[i] === 0) {
      offset.fill(0, p, p + 3);
      this.offsetV.fill(0, p, p + 3);
      rate[i] = this.rateOf(hand, body);
    } else if (kind[i] !== asked || moved > REACH_DEFAULTS.jumpM) {
      placeInWorld(body, shown, p, target, hand * 3);
      for (let k = 0; k < 3; k++) offset[p + k] = target[hand * 3 + k] - vector[k];
      // A critical spring from rest peaks at 0.51 x distance / half-life.
      const far = length3(offset[p], offset[p + 1], offset[p + 2]);
      this.halfLife[i] = Math.max(0.08, (0.51 * far) / REACH_DEFAULTS.fastestMps);
    }
    kind[i] = asked;
    phase[i] = Math.min(1, phase[i] + rate[i] * ticks);
    this.decay(i, this.dtS * ticks);
    for (let k = 0; k < 3; k++) {
      wanted[p + k] = vector[k];
      target[hand * 3 + k] = vector[k] + offset[p + k];
    }
    placeInPerson(body, target, hand * 3, shown, p);
  }

  /** Lets what is left of an older target fade: a critical spring of the hand's own half-life. */
  private decay(i: number, dtS: number): void {
    const { offset, offsetV, halfLife } = this;
    const p = i * 3;
    if (offset[p] === 0 && offset[p + 1] === 0 && offset[p + 2] === 0) return;
    const y = (2 * Math.LN2) / halfLife[i];
    const decay = Math.exp(-y * dtS);
    let left = 0;
    for (let k = p; k < p + 3; k++) {
      const j = offsetV[k] + offset[k] * y;
      offset[k] = decay * (offset[k] + j * dtS);
      offsetV[k] = decay * (offsetV[k] - j * y * dtS);
      left += Math.abs(offset[k]) + Math.abs(offsetV[k]);
    }
    if (left > 1e-4) return;
    offset.fill(0, p, p + 3);
    offsetV.fill(0, p, p + 3);
  }

  /** Leaves in `vector` where the hand is to be (world) for what is asked of it. */
  private aim(arm: Arm, asked: number, targets: Float64Array, at: number, body: PosedBody): void {
    const { vector } = this;
    if (asked === REACH.carry) {
      placeInWorld(body, targets, at, vector, 0);
      return;
    }
    for (let k = 0; k < 3; k++) vector[k] = targets[at + k];
    if (asked !== REACH.point) return;
    const shoulder = arm.upper * 3;
    for (let k = 0; k < 3; k++) vector[k] -= body.positions[shoulder + k];
    const far = Math.max(length3(vector[0], vector[1], vector[2]), 0.05);
    const length = armLength(arm, body.scale.restOffsets);
    const before = far - REACH_DEFAULTS.pointBeforeShare * length;
    const wrist = clamp(before, 0.3 * length, REACH_DEFAULTS.pointShare * length);
    for (let k = 0; k < 3; k++) vector[k] = body.positions[shoulder + k] + (vector[k] / far) * wrist;
  }

  /** Share of the way a tick, from where the motion has the hand to `vector`. */
  private rateOf(hand: number, body: PosedBody): number {
    const { positions, rotations, joints, scale } = body;
    placeJoints(positions, rotations, joints, 0, scale.restOffsets, CHAINS[hand]);
    const end = ARMS[hand].end * 3;
    const way = length3(
      this.vector[0] - positions[end],
      this.vector[1] - positions[end + 1],
      this.vector[2] - positions[end + 2],
    );
    const seconds = (1.875 * way) / REACH_DEFAULTS.fastestMps;
    return this.dtS / clamp(seconds, REACH_DEFAULTS.shortestS, REACH_DEFAULTS.longestS);
  }

  /** Bends the arms of human n, whose trunk is final and whose arms are placed; brings them up to date. */
  apply(n: number, wishes: HandWishes, body: PosedBody): void {
    const { positions, rotations, joints, scale } = body;
    for (let hand = 0; hand < 2; hand++) {
      const share = this.weight(n, hand);
      if (share <= 0) continue;
      const arm = ARMS[hand];
      this.liftCollar(hand, share, body);
      this.solve(n, hand, wishes, body);
      let parent = arm.shoulder;
      for (const joint of CHAINS[hand]) {
        quatInverseMultiply(this.turn, 0, rotations, parent * 4, rotations, joint * 4);
        quatSlerp(joints, joint * 4, joints, joint * 4, this.turn, 0, share);
        parent = joint;
      }
      placeJoints(positions, rotations, joints, 0, scale.restOffsets, CHAINS[hand]);
    }
  }

  /** World rotations of the solved arm. */
  private solve(n: number, hand: number, wishes: HandWishes, body: PosedBody): void {
    const { target, vector, pole } = this;
    const { positions, rotations, scale } = body;
    const arm = ARMS[hand];
    const kind = this.kind[n * 2 + hand];
    this.elbowPole(hand, body);
    for (let k = 0; k < 3; k++) vector[k] = target[hand * 3 + k];
    // A place in the world stays; what was told from shoulder or person goes down with it.
    if (kind !== REACH.reach) vector[1] -= body.loweredM;
    solveArm(arm, vector, pole, positions, rotations, scale.restOffsets);
    if (kind !== REACH.point) {
      // The target is the palm's: once more, with the wrist short of it along the forearm.
      const bone = armLength(arm, scale.restOffsets) * REACH_DEFAULTS.palmShare;
      let length = 0;
      for (let k = 0; k < 3; k++) length += (positions[arm.end * 3 + k] - positions[arm.hinge * 3 + k]) ** 2;
      const share = bone / Math.max(Math.sqrt(length), 1e-6);
      for (let k = 0; k < 3; k++)
        vector[k] -= (positions[arm.end * 3 + k] - positions[arm.hinge * 3 + k]) * share;
      solveArm(arm, vector, pole, positions, rotations, scale.restOffsets);
    }
    const at = hand * 3;
    const { palm } = wishes;
    if (palm[at] === 0 && palm[at + 1] === 0 && palm[at + 2] === 0) return;
    if (kind === REACH.carry) turnToWorld(body, palm, at, vector, 0);
    else for (let k = 0; k < 3; k++) vector[k] = palm[at + k];
    facePalm(arm, vector, rotations, scale.restOffsets);
  }

  /** Elbows hang: down, somewhat out and back; out and ahead when the hand is above the shoulder. */
  private elbowPole(hand: number, body: PosedBody): void {
    const { pole, target } = this;
    const arm = ARMS[hand];
    const high = clamp((target[hand * 3 + 1] - body.positions[arm.upper * 3 + 1]) / 0.4, 0, 1);
    pole[0] = arm.side * (0.35 + 0.2 * high);
    pole[1] = -1 + 0.7 * high;
    pole[2] = -0.3 + 1.1 * high;
    quatRotate(pole, 0, body.rotations, UPPER_CHEST * 4, pole, 0);
  }

  /** The collarbone goes a little along with the hand. */
  private liftCollar(hand: number, share: number, body: PosedBody): void {
    const { target, vector, pole, turn } = this;
    const { positions, rotations, joints, scale } = body;
    const arm = ARMS[hand];
    for (let k = 0; k < 3; k++) {
      vector[k] = target[hand * 3 + k] - positions[arm.upper * 3 + k];
      pole[k] = positions[arm.upper * 3 + k] - positions[arm.shoulder * 3 + k];
    }
    const far = Math.max(length3(vector[0], vector[1], vector[2]), 1e-6);
    const up = clamp(vector[1] / far, 0, 1);
    const stretched = clamp(far / armLength(arm, scale.restOffsets) - 0.8, 0, 0.4) * 2;
    const rad = REACH_DEFAULTS.collarRad * share * Math.max(up, stretched);
    if (rad < 1e-3) return;
    const scaled = rad / (Math.max(length3(pole[0], pole[1], pole[2]), 1e-6) * far);
    quatFromVector(
      turn,
      0,
      (pole[1] * vector[2] - pole[2] * vector[1]) * scaled,
      (pole[2] * vector[0] - pole[0] * vector[2]) * scaled,
      (pole[0] * vector[1] - pole[1] * vector[0]) * scaled,
    );
    quatMultiply(turn, 0, turn, 0, rotations, arm.shoulder * 4);
    quatInverseMultiply(joints, arm.shoulder * 4, rotations, JOINT_PARENTS[arm.shoulder] * 4, turn, 0);
    placeJoints(positions, rotations, joints, 0, scale.restOffsets, COLLARED[hand]);
  }
}
