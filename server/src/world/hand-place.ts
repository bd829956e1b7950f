import { REACH_DEFAULTS } from '@troupe/avatars/motion';
import { ARMS, JOINT_COUNT, JOINT_INDEX, placeJoints } from '@troupe/avatars/skeleton';
import type { World } from './world.ts';

const TRUNK = [JOINT_INDEX.spine, JOINT_INDEX.chest, JOINT_INDEX.upperChest];
const CHAINS = ARMS.map((arm) => Int32Array.of(...TRUNK, arm.shoulder, arm.upper, arm.hinge, arm.end));
const positions = new Float64Array(JOINT_COUNT * 3);
const rotations = new Float64Array(JOINT_COUNT * 4);

/**
 * Where the palm of a hand (0 left, 1 right) is in the newest pose of a human: x, y, z (m, world) into `out`.
 * Returns false while it has no pose.
 */
export function palmOf(world: World, slot: number, hand: number, out: Float64Array | number[]): boolean {
  const { humans, bodies } = world;
  if (humans.posed[slot] === 0) return false;
  const { restOffsets } = bodies[humans.body[slot]];
  if (restOffsets.length !== JOINT_COUNT * 3) return false;
  const at = slot * JOINT_COUNT * 4;
  for (let k = 0; k < 3; k++) positions[k] = humans.poseHips[slot * 3 + k];
  for (let k = 0; k < 4; k++) rotations[k] = humans.poseJoints[at + k];
  placeJoints(positions, rotations, humans.poseJoints, at, restOffsets as number[], CHAINS[hand]);
  const arm = ARMS[hand];
  const length = (joint: number): number =>
    Math.hypot(restOffsets[joint * 3], restOffsets[joint * 3 + 1], restOffsets[joint * 3 + 2]);
  const forearm = Math.max(length(arm.end), 1e-6);
  const beyond = ((length(arm.hinge) + forearm) * REACH_DEFAULTS.palmShare) / forearm;
  for (let k = 0; k < 3; k++) {
    const wrist = positions[arm.end * 3 + k];
    out[k] = wrist + (wrist - positions[arm.hinge * 3 + k]) * beyond;
  }
  return true;
}
