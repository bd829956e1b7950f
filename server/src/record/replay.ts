import type { Stage } from '../tick/stage.ts';
import { differingParts, fingerprint, hashParts, partNames } from '../world/world-hash.ts';
import type { RecordTick } from './record-format.ts';

/** What a replay found. */
export interface ReplayResult {
  readonly ticks: number;
  readonly equal: number;
  /** First tick whose hash differs, if any: which parts of the state differ there, and the hash of every part. */
  readonly divergedAtTick?: number;
  readonly expected?: string;
  readonly found?: string;
  readonly differs?: readonly string[];
  readonly parts?: Record<string, string>;
}

/**
 * Steps a fresh stage through recorded ticks and compares every state hash. Motion frames are collected at exactly the
 * tick in which the recorded stage collected them, so a late worker then is a late worker now.
 *
 * @param onTick called after each equal tick, for progress
 */
export async function replay(
  stage: Stage,
  ticks: readonly RecordTick[],
  onTick: (done: number) => void = () => {},
): Promise<ReplayResult> {
  let equal = 0;
  for (const tick of ticks) {
    if (tick.d === 1) await stage.motion.finish();
    stage.step(tick.m, tick.d === 1);
    const found = fingerprint(stage.world);
    if (found.hash !== tick.h) {
      await stage.motion.finish();
      return {
        ticks: ticks.length,
        equal,
        divergedAtTick: tick.t,
        expected: tick.h,
        found: found.hash,
        differs: tick.p === undefined ? [] : differingParts(partNames(stage.world), tick.p, found.parts),
        parts: hashParts(stage.world),
      };
    }
    equal += 1;
    onTick(equal);
  }
  await stage.motion.finish();
  return { ticks: ticks.length, equal };
}
