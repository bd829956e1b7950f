import type { Humans } from './world.ts';

/** How fast the span of a body that is worked out more often again shrinks, ticks a pose: it catches up, and does not jump. */
const CATCH_UP = 0.5;
/** A body that is this far from its last pose was put there, m: it is not led across the stage. */
const PUT_M = 1.5;

/** Poses on the way to the newest that motion gave, for bodies that it gives one only every few ticks. */
export interface LedPoses {
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  readonly face: Float32Array;
  /** Ticks until the newest pose is reached, 0: it is; and the span given to the last one. */
  readonly left: Float32Array;
  readonly span: Float32Array;
}

export function createLedPoses(humans: Humans): LedPoses {
  return {
    hips: new Float32Array(humans.poseHips.length),
    joints: new Float32Array(humans.poseJoints.length),
    face: new Float32Array(humans.poseFace.length),
    left: new Float32Array(humans.capacity),
    span: new Float32Array(humans.capacity).fill(1),
  };
}

/**
 * Says how the pose that motion has just given human n is to be taken: true at once, false when it is led to (copy the
 * pose to the led poses and call leadPose each tick).
 */
export function takesAtOnce(led: LedPoses, humans: Humans, n: number, hips: ArrayLike<number>): boolean {
  const pace = Math.max(1, humans.pace[n]);
  const moved = Math.hypot(
    hips[n * 3] - humans.poseHips[n * 3],
    hips[n * 3 + 1] - humans.poseHips[n * 3 + 1],
    hips[n * 3 + 2] - humans.poseHips[n * 3 + 2],
  );
  const put = humans.posed[n] === 0 || moved > PUT_M;
  led.span[n] = put ? 1 : Math.max(pace, led.span[n] - CATCH_UP);
  led.left[n] = led.span[n] > 1 ? led.span[n] : 0;
  return led.left[n] === 0;
}

/** Moves human n one tick on towards its newest pose. */
export function leadPose(led: LedPoses, humans: Humans, n: number): void {
  if (led.left[n] <= 0 || humans.posed[n] === 0) return;
  const share = 1 / Math.max(1, led.left[n]);
  led.left[n] = Math.max(0, led.left[n] - 1);
  approach(humans.poseHips, led.hips, n * 3, 3, share);
  const faceValues = led.face.length / humans.capacity;
  approach(humans.poseFace, led.face, n * faceValues, faceValues, share);
  const values = led.joints.length / humans.capacity;
  for (let at = n * values, end = at + values; at < end; at += 4)
    turn(humans.poseJoints, led.joints, at, share);
}

function approach(out: Float32Array, to: Float32Array, at: number, count: number, share: number): void {
  for (let k = at; k < at + count; k++) out[k] += (to[k] - out[k]) * share;
}

function turn(out: Float32Array, to: Float32Array, at: number, share: number): void {
  let dot = 0;
  for (let k = at; k < at + 4; k++) dot += out[k] * to[k];
  const sign = dot < 0 ? -1 : 1;
  let square = 0;
  for (let k = at; k < at + 4; k++) {
    out[k] += (sign * to[k] - out[k]) * share;
    square += out[k] * out[k];
  }
  const inverse = 1 / Math.sqrt(square);
  for (let k = at; k < at + 4; k++) out[k] *= inverse;
}
