import { HUMAN_JOINTS, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { LAYER_JOINTS } from '../../protocol/pose-format.ts';

const JOINTS = HUMAN_JOINTS.length;

/** Share of the way to rest that a joint no longer streamed goes in a second. */
const REST_RATE_HZ = 1.6;

/** Standing at ease: what a joint does of which nothing is known. Hips are always known. */
export const EASE_POSE: Float32Array = easePose();

function easePose(): Float32Array {
  const pose = new Float32Array(JOINTS * 4);
  for (let j = 0; j < JOINTS; j++) pose[j * 4 + 3] = 1;
  const set = (joint: number, x: number, y: number, z: number): void => {
    const angle = Math.hypot(x, y, z);
    const share = angle > 0 ? Math.sin(angle / 2) / angle : 0;
    pose.set([x * share, y * share, z * share, Math.cos(angle / 2)], joint * 4);
  };
  for (const side of ['left', 'right'] as const) {
    const sign = side === 'left' ? -1 : 1;
    set(JOINT_INDEX[`${side}UpperArm`], 0.08, 0, sign * 1.22);
    set(JOINT_INDEX[`${side}LowerArm`], 0, sign * 0.28, 0);
    for (const finger of ['Index', 'Middle', 'Ring', 'Little'] as const) {
      for (const part of ['Proximal', 'Intermediate', 'Distal'] as const)
        set(JOINT_INDEX[`${side}${finger}${part}`], 0, 0, sign * 0.3);
    }
  }
  return pose;
}

/**
 * Takes a sampled pose into a person's own: joints that the stream's layer carries as they are, the others ease to
 * rest. So a body whose first frame holds its hips alone stands at ease, never in the T-pose, and an arm does not
 * stay frozen in a wave when the body falls back to a coarse layer.
 *
 * @param joints the person's own rotations, 52 x 4, kept from frame to frame
 * @param sampled rotations from the stream
 * @param layer layer of the newest frame (0 finest)
 * @param first true when the person has no pose yet
 */
export function takePose(
  joints: Float32Array,
  sampled: ArrayLike<number>,
  layer: number,
  first: boolean,
  dtS: number,
): void {
  const known = LAYER_JOINTS[layer as 0] ?? 1;
  for (let i = 0; i < known * 4; i++) joints[i] = sampled[i];
  if (first) {
    for (let i = known * 4; i < JOINTS * 4; i++) joints[i] = EASE_POSE[i];
    return;
  }
  if (known >= JOINTS) return;
  const share = 1 - Math.exp(-REST_RATE_HZ * dtS);
  for (let j = known; j < JOINTS; j++) easeJoint(joints, j * 4, share);
}

function easeJoint(joints: Float32Array, at: number, share: number): void {
  let dot = 0;
  for (let k = 0; k < 4; k++) dot += joints[at + k] * EASE_POSE[at + k];
  const sign = dot < 0 ? -1 : 1;
  let square = 0;
  for (let k = 0; k < 4; k++) {
    joints[at + k] += (sign * EASE_POSE[at + k] - joints[at + k]) * share;
    square += joints[at + k] ** 2;
  }
  const inverse = square > 1e-9 ? 1 / Math.sqrt(square) : 0;
  for (let k = 0; k < 4; k++) joints[at + k] *= inverse;
}
