// What becomes of a pose between the engine and the page: through the wire, onto the bones of the body's own file.

import { forwardKinematics, JOINT_COUNT } from '@troupe/avatars/skeleton';
import { FINE_BYTES, PoseDecoder, PoseEncoder } from '@troupe/client-sdk/protocol';
import type { MotionRun } from './motion-metrics.ts';
import { boneLengths, type VrmSkeleton } from './vrm-skeleton.ts';

const FACE = 18;
/** Header of a pose message: version and skeleton 1; tick and time do not matter here. */
const HEADER = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * The run as a client decodes it from the finest layer: a chain of deltas with hips in whole mm and rotations in 32 bits,
 * refined as the stage does for who is near.
 */
export function streamRun(run: MotionRun, refined = true): MotionRun {
  const { people, ticks } = run;
  const encoder = new PoseEncoder(people);
  const decoder = new PoseDecoder();
  const hips = new Float32Array(run.hips.length);
  const joints = new Float32Array(run.joints.length);
  const netId = Array.from({ length: people }, (_, n) => n + 1);
  const face = new Float32Array(people * FACE);
  for (let tick = 0; tick < ticks; tick++) {
    const [h, q] = [tick * people * 3, tick * people * JOINT_COUNT * 4];
    const source = {
      netId,
      hips: run.hips.subarray(h, h + people * 3),
      joints: run.joints.subarray(q, q + people * JOINT_COUNT * 4),
      face,
    };
    encoder.beginTick(tick);
    const bytes = [...HEADER];
    for (let n = 0; n < people; n++) {
      encoder.encode(source, n);
      const key = !encoder.hasDelta(n, 0);
      const length = encoder.blockLength(n + 1, n, 0, key);
      if (refined) {
        const fine = encoder.fineOffset(n);
        bytes.push(...encoder.arena.subarray(fine, fine + FINE_BYTES));
      }
      const from = encoder.blockOffset(n, 0, key);
      bytes.push(...encoder.arena.subarray(from, from + length));
    }
    decoder.decode(Uint8Array.from(bytes), {
      onBody(body) {
        hips.set(body.hips, h + (body.netId - 1) * 3);
        joints.set(body.joints, q + (body.netId - 1) * JOINT_COUNT * 4);
      },
    });
  }
  return { ...run, hips, joints };
}

/** How the bones of a body's file carry a pose; mm. */
export interface WornErrors {
  /** Greatest change of a bone's length, posed on the file's bones, against its rest in the file and in body.json. */
  boneLengthMm: number;
  /** Greatest distance of a joint on the file's bones from the engine's own kinematics of the same pose. */
  skeletonMm: number;
  /** Distances of joints as streamed, on the file's bones, from what the engine worked out. */
  readonly streamMm: number[];
  poses: number;
}

/** Puts poses of a run, every so many ticks, on the bones of the body's file, and compares. */
export function wearRun(
  run: MotionRun,
  streamed: MotionRun,
  restOffsets: readonly number[],
  vrm: VrmSkeleton,
  everyTicks: number,
): WornErrors {
  const offsets = Float64Array.from(restOffsets);
  const ownRest = boneLengths(vrm.rest);
  const engineRest = Float64Array.from({ length: JOINT_COUNT }, (_, j) =>
    j === 0 ? 0 : Math.hypot(offsets[j * 3], offsets[j * 3 + 1], offsets[j * 3 + 2]),
  );
  const errors: WornErrors = { boneLengthMm: 0, skeletonMm: 0, streamMm: [], poses: 0 };
  const [worn, same, meant] = [0, 1, 2].map(() => new Float64Array(JOINT_COUNT * 3));
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const apartMm = (a: Float64Array, b: Float64Array, j: number): number =>
    Math.hypot(a[j] - b[j], a[j + 1] - b[j + 1], a[j + 2] - b[j + 2]) * 1_000;
  for (let i = 0; i < run.ticks * run.people; i++) {
    if (Math.floor(i / run.people) % everyTicks !== 0) continue;
    const [h, q] = [i * 3, i * JOINT_COUNT * 4];
    vrm.place(streamed.hips.subarray(h, h + 3), streamed.joints.subarray(q, q + JOINT_COUNT * 4), worn);
    forwardKinematics(same, rotations, streamed.hips, h, streamed.joints, q, offsets);
    forwardKinematics(meant, rotations, run.hips, h, run.joints, q, offsets);
    errors.poses += 1;
    const lengths = boneLengths(worn);
    for (let j = 0; j < JOINT_COUNT; j++) {
      if (!Number.isFinite(ownRest[j])) continue;
      const change = Math.max(Math.abs(lengths[j] - ownRest[j]), Math.abs(lengths[j] - engineRest[j]));
      errors.boneLengthMm = Math.max(errors.boneLengthMm, change * 1_000);
      errors.skeletonMm = Math.max(errors.skeletonMm, apartMm(worn, same, j * 3));
      errors.streamMm.push(apartMm(worn, meant, j * 3));
    }
  }
  return errors;
}
