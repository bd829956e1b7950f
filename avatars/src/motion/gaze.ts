// CONTRIBUTOR NOTES
// Head 60 %, neck 25 %, trunk 15 % of the turn (spread over its three joints), eyes the rest, like people: eyes arrive
// first (within a tick), the head follows on a spring from rest, whose slow start is the delay, and the eyes go back as
// it comes. The turn is kept as a rotation vector in the frame of the upper chest, so that shares of it add up; heads of
// captured idles keep moving below it.
import { clamp, length2, smoothStep } from '../maths/angle.ts';
import {
  quatFromVector,
  quatInverseMultiply,
  quatMultiply,
  quatMultiplyInverse,
  quatRotate,
  quatToVector,
} from '../maths/quat.ts';
import { decaySprings, type SpringStep, springStep } from '../maths/spring.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { GAZE_LIMITS } from '../skeleton/joint-limits.ts';

/** Values of gaze per human: the head's turn as a rotation vector (3). */
export const GAZE_VALUES = 3;

const { upperChest: CHEST, neck: NECK, head: HEAD } = JOINT_INDEX;
const SHARE = { chest: 0.15, neck: 0.25, head: 0.6 } as const;
/** How the trunk's share is spread over its joints. */
const TRUNK_SHARES: readonly (readonly [number, number])[] = [
  [JOINT_INDEX.spine, 0.04],
  [JOINT_INDEX.chest, 0.05],
  [JOINT_INDEX.upperChest, 0.06],
];
const HALF_LIFE_S = 0.14;
/** Eyes are all there at this fraction (1 / EYES_LEAD) of the gaze's weight. */
const EYES_LEAD = 5;
/** Where the eyes are above the head joint, m; heads differ by less than the gaze shows. */
const EYES_UP_M = 0.07;
/** Nearer than this a target is in the face, not before it, m. */
const NEAREST_M = 0.15;
/** Targets further round than this are given up on: the body must turn first. */
const BEHIND = { fromRad: 1.75, toRad: 2.3 } as const;

/** Turns heads and eyes. */
export class Gaze {
  /** Yaw, pitch (rad) the eyes still have to go against the head, and how much the target counts (0..1). */
  readonly eyes = new Float64Array(3);
  private readonly step: SpringStep;
  /** Yaw, pitch and distance of the target in the frame last asked for. */
  private readonly direction = new Float64Array(3);
  private readonly own = new Float64Array(4);
  private readonly wanted = new Float64Array(4);
  private readonly turn = new Float64Array(4);
  private readonly vector = new Float64Array(3);
  private readonly goal = new Float64Array(3);

  constructor(dtS: number) {
    this.step = springStep(HALF_LIFE_S, dtS);
  }

  /**
   * Turns upper chest, neck and head of human n towards a target and leaves in `eyes` what the eyes still have to go.
   *
   * @param positions 52 x 3 and rotations 52 x 4 of the trunk, placed
   * @param joints local rotations, 52 x 4, written
   */
  apply(
    state: { readonly gaze: Float64Array; readonly gazeV: Float64Array },
    n: number,
    target: ArrayLike<number>,
    weight: number,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): void {
    const { eyes, goal, own, vector, direction } = this;
    const { gaze, gazeV } = state;
    const at = n * GAZE_VALUES;
    this.aim(target, n * 3, weight, positions, rotations, joints);
    for (let k = 0; k < 3; k++) gaze[at + k] -= goal[k];
    decaySprings(gaze, gazeV, at, 3, this.step);
    let size = 0;
    for (let k = 0; k < 3; k++) {
      gaze[at + k] += goal[k];
      vector[k] = gaze[at + k];
      size += vector[k] * vector[k];
    }
    eyes[0] = 0;
    eyes[1] = 0;
    if (size < 1e-8 && eyes[2] === 0) return;
    this.turnHead(joints);
    if (eyes[2] === 0) return;
    // World rotation of the turned head, from the untouched chest on, tells what is left for the eyes.
    quatMultiply(own, 0, joints, NECK * 4, joints, HEAD * 4);
    this.part(SHARE.chest);
    quatMultiply(own, 0, this.turn, 0, own, 0);
    quatMultiply(rotations, HEAD * 4, rotations, CHEST * 4, own, 0);
    this.sight(HEAD, target, n * 3, positions, rotations);
    // A gaze that is only coming up has the eyes already: they jump, whatever the head takes its time for.
    const eager = Math.min(1, eyes[2] * EYES_LEAD);
    eyes[0] = clamp(direction[0], -GAZE_LIMITS.eyeYawRad, GAZE_LIMITS.eyeYawRad) * eager;
    eyes[1] = clamp(direction[1], -GAZE_LIMITS.eyePitchRad, GAZE_LIMITS.eyePitchRad) * eager;
  }

  /** Leaves in `goal` the turn that would face the target, and in eyes[2] how much the target counts. */
  private aim(
    target: ArrayLike<number>,
    targetAt: number,
    weight: number,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): void {
    const { eyes, goal, own, wanted, direction } = this;
    goal.fill(0);
    eyes[2] = 0;
    if (weight <= 0.01) return;
    this.sight(CHEST, target, targetAt, positions, rotations);
    const counts = weight * (1 - smoothStep(BEHIND.fromRad, BEHIND.toRad, Math.abs(direction[0])));
    if (!(direction[2] > NEAREST_M) || !(counts > 0)) return;
    facing(
      clamp(direction[0], -GAZE_LIMITS.yawRad, GAZE_LIMITS.yawRad),
      clamp(direction[1], -GAZE_LIMITS.downRad, GAZE_LIMITS.upRad),
      wanted,
    );
    quatMultiply(own, 0, joints, NECK * 4, joints, HEAD * 4);
    quatMultiplyInverse(wanted, 0, wanted, 0, own, 0);
    quatToVector(goal, 0, wanted, 0);
    for (let k = 0; k < 3; k++) goal[k] *= counts;
    eyes[2] = counts;
  }

  /** Direction from the eyes to the target in the frame of a joint: yaw, pitch and distance in `direction`. */
  private sight(
    joint: number,
    target: ArrayLike<number>,
    at: number,
    positions: Float64Array,
    rotations: Float64Array,
  ): void {
    const { direction, turn } = this;
    for (let k = 0; k < 3; k++) {
      direction[k] = target[at + k] - positions[HEAD * 3 + k];
      turn[k] = -rotations[joint * 4 + k];
    }
    turn[3] = rotations[joint * 4 + 3];
    direction[1] -= EYES_UP_M;
    quatRotate(direction, 0, turn, 0, direction, 0);
    const [x, y, z] = [direction[0], direction[1], direction[2]];
    const flat = length2(x, z);
    direction[0] = Math.atan2(x, z);
    direction[1] = Math.atan2(y, flat);
    direction[2] = length2(flat, y);
  }

  /** Leaves a share of the head's turn in `turn`. */
  private part(share: number): void {
    const { vector } = this;
    quatFromVector(this.turn, 0, vector[0] * share, vector[1] * share, vector[2] * share);
  }

  /** exp(.15 v) on the trunk, exp(.25 v) on the neck, and the head's part carried through the neck's own rotation. */
  private turnHead(joints: Float64Array): void {
    const { own, turn } = this;
    this.part(SHARE.head);
    quatMultiply(own, 0, turn, 0, joints, NECK * 4);
    quatMultiply(own, 0, own, 0, joints, HEAD * 4);
    quatInverseMultiply(joints, HEAD * 4, joints, NECK * 4, own, 0);
    this.part(SHARE.neck);
    quatMultiply(joints, NECK * 4, turn, 0, joints, NECK * 4);
    // The vector is told in the chest's own frame, and the chest's local rotation ends there: on the right.
    for (const [joint, share] of TRUNK_SHARES) {
      this.part(share);
      quatMultiply(joints, joint * 4, joints, joint * 4, turn, 0);
    }
  }
}

/** Rotation that faces yaw (left positive) and pitch (up positive). */
function facing(yawRad: number, pitchRad: number, out: Float64Array): void {
  const sy = Math.sin(yawRad / 2);
  const cy = Math.cos(yawRad / 2);
  const sp = Math.sin(-pitchRad / 2);
  const cp = Math.cos(-pitchRad / 2);
  out[0] = cy * sp;
  out[1] = sy * cp;
  out[2] = -sy * sp;
  out[3] = cy * cp;
}
