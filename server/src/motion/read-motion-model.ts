import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMotionModel, type MotionManifest, type MotionModel } from '@troupe/avatars/motion';

/** A motion model as it lies in a folder: the database, ready to play, and the bytes of its network. */
export interface MotionFiles {
  readonly model: MotionModel;
  /** The network that poses are decoded with. */
  readonly network: Uint8Array;
  /** The exact network, which golden vectors hold; `network` is it, or its int8 twin. */
  readonly exactNetwork: Uint8Array;
}

/** Exact, or the twin of 8 bits: somewhat cheaper, but rounding that changes from tick to tick lets a standing person tremble. */
export const MOTION_NETWORKS = ['exact', 'int8'] as const;
export type MotionNetwork = (typeof MOTION_NETWORKS)[number];

const INT8 = 'decompressor.int8.onnx';
const REBUILD = 'rebuild it with avatars/train/motion/build.py or check out assets/models/motion again';

/**
 * Reads assets/models/motion, or a folder like it, with the network of `choice`, and checks every file against the sums in its manifest.
 *
 * @throws Error naming the file, what is wrong with it and what to do
 */
export function readMotionModel(folder: string, choice: MotionNetwork = 'exact'): MotionFiles {
  const manifest = readManifest(join(folder, 'motion.json'));
  const database = readChecked(folder, 'database.bin', manifest);
  const exactNetwork = readChecked(folder, 'decompressor.onnx', manifest);
  // With a decompressor of twice the width, jerk of standing people was 1.6 of the recordings' with the twin and 1.1 without.
  const network = choice === 'int8' ? readChecked(folder, INT8, manifest) : exactNetwork;
  const bytes = database.buffer.slice(database.byteOffset, database.byteOffset + database.byteLength);
  return { model: createMotionModel(manifest, bytes as ArrayBuffer), network, exactNetwork };
}

function readManifest(path: string): MotionManifest {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`motion model: cannot read ${path} (${(error as Error).message}); ${REBUILD}`);
  }
  try {
    return JSON.parse(text) as MotionManifest;
  } catch (error) {
    throw new Error(`motion model: ${path} is not JSON (${(error as Error).message}); ${REBUILD}`);
  }
}

function readChecked(folder: string, name: string, manifest: MotionManifest): Uint8Array {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`motion model: cannot read ${path} (${(error as Error).message}); ${REBUILD}`);
  }
  const wanted = manifest.files?.[name]?.sha256;
  const found = createHash('sha256').update(bytes).digest('hex');
  if (wanted !== found) {
    throw new Error(`motion model: ${path} has sha256 ${found}, motion.json says ${wanted}; ${REBUILD}`);
  }
  return bytes;
}
