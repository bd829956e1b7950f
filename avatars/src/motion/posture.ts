// Constructed, not captured: every human carries itself a little differently, so that two who play the same row of the
// same person's idle are still not twins.
import { quatCopy, quatFromVector, quatMultiply } from '../maths/quat.ts';
import { createRandom, hashSeed } from '../maths/random.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';

/** Greatest turn about x, y, z (rad) of each joint that tells how somebody carries herself. */
const HABITS: readonly (readonly [number, number, number, number])[] = [
  [JOINT_INDEX.spine, 0.012, 0.015, 0.01],
  [JOINT_INDEX.chest, 0.02, 0.02, 0.014],
  [JOINT_INDEX.neck, 0.035, 0.02, 0.02],
  [JOINT_INDEX.head, 0.035, 0.03, 0.035],
  [JOINT_INDEX.leftShoulder, 0.01, 0.02, 0.03],
  [JOINT_INDEX.rightShoulder, 0.01, 0.02, 0.03],
  [JOINT_INDEX.leftUpperArm, 0.05, 0.03, 0.035],
  [JOINT_INDEX.rightUpperArm, 0.05, 0.03, 0.035],
  [JOINT_INDEX.leftLowerArm, 0.03, 0.05, 0.01],
  [JOINT_INDEX.rightLowerArm, 0.03, 0.05, 0.01],
];
/** Values per human. */
export const POSTURE_VALUES = HABITS.length * 4;

/** Draws the posture of human n from a seed of its own. */
export function resetPosture(posture: Float32Array, n: number, seed: number): void {
  const random = createRandom(hashSeed(seed, 7));
  HABITS.forEach(([, x, y, z], k) => {
    const swing = (): number => random() * 2 - 1;
    quatFromVector(posture, n * POSTURE_VALUES + k * 4, x * swing(), y * swing(), z * swing());
  });
}

/** Puts the posture of human n on a pose (local rotations of the body). */
export function carry(posture: Float32Array, n: number, joints: Float64Array): void {
  let at = n * POSTURE_VALUES;
  for (let k = 0; k < HABITS.length; k++, at += 4) {
    const joint = HABITS[k][0] * 4;
    quatCopy(TURN, 0, posture, at);
    quatMultiply(joints, joint, joints, joint, TURN, 0);
  }
}

const TURN = new Float64Array(4);
