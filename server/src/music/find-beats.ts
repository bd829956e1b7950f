import { settleLevel } from './bar-level.ts';
import { FRAME_HZ, type Onsets, onsetsOf } from './onsets.ts';
import type { Recording } from './recording.ts';
import { tempoPathOf } from './tempo-path.ts';
import { trackBeats } from './track-beats.ts';

/** Beats of a recording as they were found. */
export interface FoundBeats {
  /** Median tempo. */
  readonly bpm: number;
  /** Where the first bar begins, s of the recording. */
  readonly offsetS: number;
  /** True when one tempo holds throughout: `bpm` and `offsetS` then say it all. */
  readonly steady: boolean;
  /** How sure the beats are, 0..1. */
  readonly confidence: number;
  /** Moments of the beats, s, and which of them begins the first whole bar. */
  readonly beats: readonly number[];
  readonly firstBar: number;
  readonly meter: number;
}

export interface FindOptions {
  /** Tempo when it is known roughly: decides between half and double. */
  readonly bpm?: number;
  /** Beats a bar. */
  readonly meter: number;
}

/** Under this nobody should trust the beats: music rendered with noise at half its loudness is at 0.3 and more, noise and speech at 0.2 and less. */
export const SURE = 0.28;
const BEATS_MIN = 8;
/** What the tracker follows: hats come off the beat as often as on it. */
const FOLLOWED = { low: 1, mid: 1.3, high: 0.2 } as const;
/** An onset counts no more than this many spreads: the first sound after silence is 20, and hid the pulse of the first 8 s. */
const LOUDEST = 6;
/** A piece is steady when no beat is farther from its line than this, s. */
const STEADY_S = 0.045;

/**
 * Finds the beats of a recording: onsets over mel bands, a tempogram with a log-normal prior, dynamic programming over both,
 * then which level of what was found is the beat, and where bars begin. A pure function: the same recording has the same beats.
 */
export function findBeats(recording: Recording, options: FindOptions): FoundBeats {
  return beatsOf(onsetsOf(recording), options);
}

/** Beats of what changes over time. */
export function beatsOf(onsets: Onsets, { bpm: told, meter }: FindOptions): FoundBeats {
  const strength = strengthOf(onsets);
  const tempo = tempoPathOf(strength, told);
  const tracked = trackBeats(strength, tempo);
  const { beats: frames, firstBar } = settleLevel(onsets, tracked, { meter, bpm: told });
  const moments = frames.map((frame) => frame / FRAME_HZ + onsets.fromS);
  const line = lineThrough(moments);
  const steady = moments.length >= BEATS_MIN && line.worstS < STEADY_S;
  const beats = steady ? moments.map((_, i) => line.fromS + i * line.beatS) : moments;
  const gaps = moments.slice(1).map((atS, i) => atS - moments[i]);
  const beatS = steady ? line.beatS : (median(gaps) ?? 0.5);
  return {
    bpm: 60 / beatS,
    offsetS: Math.max(0, beats[firstBar] ?? 0),
    steady,
    confidence: moments.length < BEATS_MIN ? 0 : (median([...tempo.clarity]) ?? 0),
    beats: beats.map((atS) => Math.max(0, atS)),
    firstBar,
    meter,
  };
}

/** What rises, each part of the sound above its own usual and in its own spread: loud and quiet passages count alike. */
function strengthOf(onsets: Onsets): Float64Array {
  const sum = new Float64Array(onsets.low.length);
  for (const name of ['low', 'mid', 'high'] as const)
    standardised(onsets[name]).forEach((value, i) => {
      sum[i] += FOLLOWED[name] * value;
    });
  return standardised(sum);
}

function standardised(all: Float64Array): Float64Array {
  const reach = FRAME_HZ;
  const sums = new Float64Array(all.length + 1);
  for (let i = 0; i < all.length; i++) sums[i + 1] = sums[i] + all[i];
  const out = all.map((value, i) => {
    const [from, to] = [Math.max(0, i - reach), Math.min(all.length, i + reach)];
    return Math.max(0, value - (sums[to] - sums[from]) / (to - from));
  });
  return unitSpread(unitSpread(out).map((value) => Math.min(value, LOUDEST)));
}

function unitSpread(values: Float64Array): Float64Array {
  const spread = Math.sqrt(
    values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length),
  );
  return spread > 1e-9 ? values.map((value) => value / spread) : values;
}

/** Straight line through moments: their distance, the first, and the greatest distance of one from it. */
function lineThrough(moments: readonly number[]): { beatS: number; fromS: number; worstS: number } {
  const n = moments.length;
  if (n < 2) return { beatS: 0.5, fromS: moments[0] ?? 0, worstS: Number.POSITIVE_INFINITY };
  const middle = (n - 1) / 2;
  const mean = moments.reduce((sum, atS) => sum + atS, 0) / n;
  let rise = 0;
  let run = 0;
  moments.forEach((atS, i) => {
    rise += (i - middle) * (atS - mean);
    run += (i - middle) ** 2;
  });
  const beatS = rise / run;
  const fromS = mean - middle * beatS;
  const worstS = Math.max(...moments.map((atS, i) => Math.abs(atS - fromS - i * beatS)));
  return { beatS, fromS, worstS };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
