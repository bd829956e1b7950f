import type { Stage } from '../tick/stage.ts';
import { hashParts, hashWorld } from '../world/world-hash.ts';
import type { RecordTick } from './record-format.ts';

/** What a replay found. */
export interface ReplayResult {
  readonly ticks: number;
  readonly equal: number;
  /** First tick whose hash differs, if any, with the hash of every part there. */
  readonly divergedAtTick?: number;
  readonly expected?: string;
  readonly found?: string;
  readonly parts?: Record<string, string>;
}

/**
 * Steps a fresh stage through recorded ticks and compares every state hash. Motion frames are collected at exactly the
 * tick in which the recorded stage collected them, so a late worker then is a late worker now.
 */
export async function replay(stage: Stage, ticks: readonly RecordTick[]): Promise<ReplayResult> {
  let equal = 0;
  for (const tick of ticks) {
    if (tick.d === 1) await stage.motion.finish();
    stage.step(tick.m, tick.d === 1);
    const found = hashWorld(stage.world);
    if (found !== tick.h) {
      return {
        ticks: ticks.length,
        equal,
        divergedAtTick: tick.t,
        expected: tick.h,
        found,
        parts: hashParts(stage.world),
      };
    }
    equal += 1;
  }
  await stage.motion.finish();
  return { ticks: ticks.length, equal };
}
