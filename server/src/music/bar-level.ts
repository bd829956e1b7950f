import { FRAME_HZ, type Onsets } from './onsets.ts';

/** Every gap between two beats is looked at in so many parts: halves, thirds and their multiples are whole numbers of them. */
const PARTS = 12;
/** Beats may turn out to be so many parts long: a half, two thirds, the same, one and a half, or two of those that were tracked. */
const LENGTHS = [6, 8, 12, 18, 24] as const;
/** What tells beats from what lies between them: bass and drum, a change of chord, strokes of the middle; hats hardly. */
const BEAT_ACCENTS = { low: 1, change: 1, mid: 1.5, high: 0.1 } as const;
/** What tells where bars begin. */
const BAR_ACCENTS = { low: 0, change: 1, mid: 0, high: 0 } as const;
const LEVEL = {
  usualBpm: 112,
  /** Octaves. */
  spread: 0.7,
  toldSpread: 0.12,
  /** What accents weigh beside the usual tempo. */
  beats: 3,
  /** A tempo outside of these is no beat. */
  fromBpm: 45,
  toBpm: 215,
} as const;

/** Which of the moments that were tracked, or between them, are beats, and which of those begin bars. */
export interface BarLevel {
  /** Frames, fractions too. */
  readonly beats: readonly number[];
  /** The beat at which the first whole bar begins. */
  readonly firstBar: number;
}

/**
 * Decides the level of the beat and its place: trackers follow something regular, but it may be the half or the double, or lie
 * between the beats on a hat. Every length and place is tried on the accents, which are sampled from beat to beat, so that
 * neither tempo nor its changes matter.
 */
export function settleLevel(
  onsets: Onsets,
  tracked: readonly number[],
  options: { readonly meter: number; readonly bpm?: number },
): BarLevel {
  if (tracked.length < 4) return { beats: tracked, firstBar: 0 };
  const parts = (tracked.length - 1) * PARTS + 1;
  const frameOf = (part: number): number => {
    const k = Math.min(tracked.length - 2, Math.floor(part / PARTS));
    return tracked[k] + ((tracked[k + 1] - tracked[k]) * (part - k * PARTS)) / PARTS;
  };
  const accents = accentsOf(onsets, parts, frameOf, BEAT_ACCENTS);
  const trackedBpm = (60 * FRAME_HZ * (tracked.length - 1)) / (tracked[tracked.length - 1] - tracked[0]);
  let best = { score: Number.NEGATIVE_INFINITY, length: PARTS, place: 0 };
  for (const length of LENGTHS) {
    const bpm = (trackedBpm * PARTS) / length;
    if (bpm < LEVEL.fromBpm || bpm > LEVEL.toBpm) continue;
    const [centre, spread] =
      options.bpm === undefined ? [LEVEL.usualBpm, LEVEL.spread] : [options.bpm, LEVEL.toldSpread];
    const prior = -0.5 * (Math.log2(bpm / centre) / spread) ** 2;
    for (let place = 0; place < length; place++) {
      const score = LEVEL.beats * combed(accents, length, place) + prior;
      if (score > best.score) best = { score, length, place };
    }
  }
  const beats: number[] = [];
  for (let part = best.place; part < parts; part += best.length) beats.push(frameOf(part));
  const firstBar = firstOfBar(accentsOf(onsets, parts, frameOf, BAR_ACCENTS), best, options.meter);
  return { beats, firstBar: Math.min(firstBar, Math.max(0, beats.length - 1)) };
}

/** Weighted accents by part, of a mean of 0 and a spread of 1. */
function accentsOf(
  onsets: Onsets,
  parts: number,
  frameOf: (part: number) => number,
  weights: Readonly<Record<'low' | 'change' | 'mid' | 'high', number>>,
): Float64Array {
  const sum = new Float64Array(parts);
  for (const name of ['low', 'change', 'mid', 'high'] as const) {
    const values = Float64Array.from({ length: parts }, (_, part) => around(onsets[name], frameOf(part)));
    const { mean, spread } = spreadOf(values);
    if (spread > 1e-6)
      values.forEach((value, i) => {
        sum[i] += (weights[name] * (value - mean)) / spread;
      });
  }
  const { mean, spread } = spreadOf(sum);
  return sum.map((value) => (spread > 1e-6 ? (value - mean) / spread : 0));
}

const around = (values: Float64Array, frame: number): number => {
  const at = Math.round(frame);
  let most = 0;
  for (let i = Math.max(0, at - 3); i <= Math.min(values.length - 1, at + 3); i++)
    most = Math.max(most, values[i]);
  return most;
};

function spreadOf(values: Float64Array): { mean: number; spread: number } {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let square = 0;
  for (const value of values) square += (value - mean) ** 2 / values.length;
  return { mean, spread: Math.sqrt(square) };
}

/** Which of the first beats begins a bar: where chords change. */
function firstOfBar(
  chords: Float64Array,
  { length, place }: { readonly length: number; readonly place: number },
  meter: number,
): number {
  let [most, first] = [Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < meter; i++) {
    const own = combed(chords, length * meter, place + i * length);
    if (own > most) [most, first] = [own, i];
  }
  return first;
}

/** Correlation of values (mean 0, spread 1) with a comb: a wide comb stands out more easily, and counts less for it. */
function combed(values: Float64Array, step: number, from: number): number {
  let [sum, count] = [0, 0];
  for (let part = from; part < values.length; part += step) {
    sum += values[part];
    count += 1;
  }
  return (sum / Math.max(1, count)) * Math.sqrt(1 / (step - 1));
}
