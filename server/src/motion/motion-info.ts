import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CapsuleSettings,
  type MotionManifest,
  type MotionStyle,
  stylesOf,
} from '@troupe/avatars/motion';
import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { TICK_HZ } from '../world/limits.ts';
import { type ActionTimes, SYNC_POINTS } from '../world/performance.ts';

/** What the rest of the server needs to know of a motion model without loading it. */
export interface MotionInfo {
  /** Names of the actions; the world's arrays hold index + 1. */
  readonly actionNames: readonly string[];
  /** When their sync points come, in ticks from the start, fractions included. */
  readonly actionTimes: readonly ActionTimes[];
  /** True for those that move the arms, in the same order. */
  readonly actionArms: readonly boolean[];
  /** The styles, learned ones first, then those derived from them; the world's arrays hold the index. */
  readonly styles: readonly MotionStyle[];
  /** How people's capsules move: the law the model was made for. */
  readonly capsule: CapsuleSettings;
  /** Sum over the sums of its files: the model's identity in a record. */
  readonly sha256: string;
}

/**
 * Reads motion.json of a model folder.
 *
 * @throws Error naming the file, what is wrong and what to do
 */
export function readMotionInfo(folder: string): MotionInfo {
  const path = join(folder, 'motion.json');
  let manifest: MotionManifest;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as MotionManifest;
  } catch (error) {
    throw new Error(
      `motion model: cannot read ${path} (${(error as Error).message}); check out assets/models/motion again`,
    );
  }
  if (manifest.format !== 'troupe-motion') throw new Error(`motion model: ${path} is not a motion manifest`);
  const sums = Object.entries(manifest.files).map(([name, { sha256 }]) => `${name} ${sha256}\n`);
  return {
    actionNames: manifest.actions.map((action) => action.name),
    actionTimes: manifest.actions.map(({ sync }) => {
      const ticks = SYNC_POINTS.map((name) => [name, (sync[name] / manifest.rowsHz) * TICK_HZ]);
      return Object.fromEntries(ticks) as ActionTimes;
    }),
    actionArms: manifest.actions.map(({ mask }) => {
      const weights = manifest.masks[mask];
      return weights[JOINT_INDEX.leftUpperArm] > 0 || weights[JOINT_INDEX.rightUpperArm] > 0;
    }),
    styles: stylesOf(manifest),
    capsule: manifest.capsule,
    sha256: createHash('sha256').update(sums.join('')).digest('hex'),
  };
}
