// CONTRIBUTOR NOTES
// Head 60 %, neck 25 %, upper chest 15 % of the turn, eyes the rest, like people: eyes arrive first (within a tick), the
// head follows on a spring from rest, whose slow start is the delay. The turn is kept as a rotation vector in the frame
// of the upper chest, so that shares of it add up; heads of captured idles keep moving below it.
import { clamp, smoothStep } from '../maths/angle.ts';
import {
  quatFromVector,
  quatInverseMultiply,
  quatMultiply,
  quatMultiplyInverse,
  quatRotate,
  quatToVector,
} from '../maths/quat.ts';
import { decaySprings, springStep } from '../maths/spring.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { GAZE_LIMITS } from '../skeleton/joint-limits.ts';

/** Values of gaze per human: the head's turn as a rotation vector (3). */
export const GAZE_VALUES = 3;

const { upperChest: CHEST, neck: NECK, head: HEAD } = JOINT_INDEX;
const SHARE = { chest: 0.15, neck: 0.25, head: 0.6 } as const;
const HALF_LIFE_S = 0.14;
/** Where the eyes are above the head joint, m; heads differ by less than the gaze shows. */
const EYES_UP_M = 0.07;
/** Targets further round than this are given up on: the body must turn first. */
const BEHIND = { fromRad: 1.75, toRad: 2.3 } as const;

export interface Gaze {
  /**
   * Turns upper chest, neck and head of human n towards a target and leaves in `eyes` the yaw and pitch (rad) that the
   * eyes still have to go.
   *
   * @param positions 52 x 3 and rotations 52 x 4 of the trunk, placed
   * @param joints local rotations, 52 x 4, written
   */
  apply(
    gaze: Float64Array,
    gazeV: Float64Array,
    n: number,
    target: ArrayLike<number>,
    targetAt: number,
    weight: number,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): void;
  /** Yaw, pitch of the eyes against the head, and how much the target counts (0..1). */
  readonly eyes: Float64Array;
}

export function createGaze(dtS: number): Gaze {
  const step = springStep(HALF_LIFE_S, dtS);
  const eyes = new Float64Array(3);
  const direction = new Float64Array(3);
  const own = new Float64Array(4);
  const wanted = new Float64Array(4);
  const turn = new Float64Array(4);
  const vector = new Float64Array(3);

  /** Direction from the eyes to the target in the frame of a joint, as yaw and pitch in `direction`. */
  function sight(
    joint: number,
    target: ArrayLike<number>,
    at: number,
    positions: Float64Array,
    rotations: Float64Array,
  ) {
    const x = target[at] - positions[HEAD * 3];
    const y = target[at + 1] - positions[HEAD * 3 + 1] - EYES_UP_M;
    const z = target[at + 2] - positions[HEAD * 3 + 2];
    turn[0] = -rotations[joint * 4];
    turn[1] = -rotations[joint * 4 + 1];
    turn[2] = -rotations[joint * 4 + 2];
    turn[3] = rotations[joint * 4 + 3];
    direction[0] = x;
    direction[1] = y;
    direction[2] = z;
    quatRotate(direction, 0, turn, 0, direction, 0);
    const yaw = Math.atan2(direction[0], direction[2]);
    const pitch = Math.atan2(direction[1], Math.hypot(direction[0], direction[2]));
    direction[0] = yaw;
    direction[1] = pitch;
    direction[2] = Math.hypot(x, y, z);
  }

  /** Adds a share of the head's turn before joint's own rotation, in the frame of the upper chest. */
  function share(joints: Float64Array, joint: number, part: number): void {
    quatFromVector(turn, 0, vector[0] * part, vector[1] * part, vector[2] * part);
    quatMultiply(joints, joint * 4, turn, 0, joints, joint * 4);
  }

  return {
    eyes,
    apply(gaze, gazeV, n, target, targetAt, weight, positions, rotations, joints) {
      const at = n * GAZE_VALUES;
      let goalX = 0;
      let goalY = 0;
      let goalZ = 0;
      eyes[2] = 0;
      quatMultiply(own, 0, joints, NECK * 4, joints, HEAD * 4);
      if (weight > 0.01) {
        sight(CHEST, target, targetAt, positions, rotations);
        const counts = weight * (1 - smoothStep(BEHIND.fromRad, BEHIND.toRad, Math.abs(direction[0])));
        if (direction[2] > 0.15 && counts > 0) {
          const yaw = clamp(direction[0], -GAZE_LIMITS.yawRad, GAZE_LIMITS.yawRad);
          const pitch = clamp(direction[1], -GAZE_LIMITS.downRad, GAZE_LIMITS.upRad);
          facing(yaw, pitch, wanted);
          quatMultiplyInverse(wanted, 0, wanted, 0, own, 0);
          quatToVector(vector, 0, wanted, 0);
          goalX = vector[0] * counts;
          goalY = vector[1] * counts;
          goalZ = vector[2] * counts;
          eyes[2] = counts;
        }
      }
      gaze[at] -= goalX;
      gaze[at + 1] -= goalY;
      gaze[at + 2] -= goalZ;
      decaySprings(gaze, gazeV, at, 3, step);
      gaze[at] += goalX;
      gaze[at + 1] += goalY;
      gaze[at + 2] += goalZ;
      vector[0] = gaze[at];
      vector[1] = gaze[at + 1];
      vector[2] = gaze[at + 2];
      eyes[0] = 0;
      eyes[1] = 0;
      if (vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2] < 1e-8 && eyes[2] === 0)
        return;
      turnHead(joints);
      if (eyes[2] === 0) return;
      // World rotation of the turned head, from the untouched chest on, tells what is left for the eyes.
      quatMultiply(own, 0, joints, NECK * 4, joints, HEAD * 4);
      quatFromVector(turn, 0, vector[0] * SHARE.chest, vector[1] * SHARE.chest, vector[2] * SHARE.chest);
      quatMultiply(own, 0, turn, 0, own, 0);
      quatMultiply(rotations, HEAD * 4, rotations, CHEST * 4, own, 0);
      sight(HEAD, target, targetAt, positions, rotations);
      eyes[0] = clamp(direction[0], -GAZE_LIMITS.eyeYawRad, GAZE_LIMITS.eyeYawRad) * eyes[2];
      eyes[1] = clamp(direction[1], -GAZE_LIMITS.eyePitchRad, GAZE_LIMITS.eyePitchRad) * eyes[2];
    },
  };

  /** exp(.15 v) on the chest, exp(.25 v) on the neck, and the head's part carried through the neck's own rotation. */
  function turnHead(joints: Float64Array): void {
    quatFromVector(turn, 0, vector[0] * SHARE.head, vector[1] * SHARE.head, vector[2] * SHARE.head);
    quatMultiply(own, 0, turn, 0, joints, NECK * 4);
    quatMultiply(own, 0, own, 0, joints, HEAD * 4);
    quatInverseMultiply(joints, HEAD * 4, joints, NECK * 4, own, 0);
    share(joints, NECK, SHARE.neck);
    // The chest's local frame is its parent's: the vector is told in the chest's own, so the turn goes on the right.
    quatFromVector(turn, 0, vector[0] * SHARE.chest, vector[1] * SHARE.chest, vector[2] * SHARE.chest);
    quatMultiply(joints, CHEST * 4, joints, CHEST * 4, turn, 0);
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
