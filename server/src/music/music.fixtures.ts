import type { ScoreFile } from '@troupe/client-sdk/protocol';
import type { Recording } from './recording.ts';
import { renderScore } from './render-score.ts';

const RATE_HZ = 22_050;
/** Silence before the music, s: nothing may depend on where a file begins. */
const LEAD_S = 0.37;
const ROOTS = [45, 41, 48, 43];

type Notes = ScoreFile['tracks'][number]['notes'];

/** Four bars of chords, bass, strokes, a drum and a hat: as plain as music is. */
export function plainSong(bpm: number, drums: boolean): ScoreFile {
  const [kick, hat, bass, pad, pluck]: Notes[] = [[], [], [], [], []];
  ROOTS.forEach((root, bar) => {
    const from = bar * 4;
    for (const beat of [0, 2, 2.5]) kick.push([from + beat, 0.2, 36]);
    for (let beat = 0; beat < 4; beat += 0.5) {
      hat.push([from + beat, 0.1, beat % 2 === 1 ? 76 : 84]);
      bass.push([from + beat, 0.4, root - 12]);
    }
    for (const tone of [0, 4, 7]) pad.push([from, 3.9, root + 12 + tone]);
    for (const beat of [1, 3]) pluck.push([from + beat, 0.5, root + 24]);
  });
  const tracks: ScoreFile['tracks'] = [
    { instrument: 'bass', volume: 0.5, notes: bass },
    { instrument: 'pad', volume: 0.3, notes: pad },
    { instrument: 'pluck', volume: 0.2, notes: pluck },
  ];
  if (drums)
    tracks.push(
      { instrument: 'kick', volume: 0.6, notes: kick },
      { instrument: 'hat', volume: 0.15, notes: hat },
    );
  return { title: { en: '', ko: '' }, bpm, meter: 4, bars: 4, tracks };
}

export interface Sounded {
  readonly recording: Recording;
  /** Moments of its beats, s. */
  readonly beats: readonly number[];
}

/** A score of so many seconds with the moments of its beats; `faster`: how much faster its second half is; `noise`: 0..1 of its loudness. */
export function sounded(
  score: ScoreFile,
  {
    seconds = 14,
    swing = 0,
    faster = 1,
    noise = 0,
  }: { seconds?: number; swing?: number; faster?: number; noise?: number } = {},
): Sounded {
  const beatS = 60 / score.bpm;
  const beats = score.bars * score.meter;
  const rounds = Math.max(1, Math.round(seconds / (beats * beatS)));
  const middle = (beats * rounds) / 2;
  const secondsOf = (beat: number): number =>
    beat < middle ? beat * beatS : middle * beatS + ((beat - middle) * beatS) / faster;
  const music = renderScore(score, { rateHz: RATE_HZ, rounds, swing, secondsOf });
  const lead = Math.round(LEAD_S * RATE_HZ);
  const loudness = Math.sqrt(music.reduce((sum, value) => sum + value * value, 0) / music.length);
  const hiss = noise > 0 ? hissOf(music.length + lead) : new Float32Array(music.length + lead);
  const samples = hiss.map((value, i) => value * noise * loudness + (music[i - lead] ?? 0));
  return {
    recording: recordingOf(samples),
    beats: Array.from({ length: beats * rounds }, (_, i) => secondsOf(i) + LEAD_S),
  };
}

export const recordingOf = (samples: Float32Array): Recording => {
  return { rateHz: RATE_HZ, channels: 1, samples, seconds: samples.length / RATE_HZ };
};

/** Hiss of a spread of about 1, the same every time. */
export function hissOf(count: number): Float32Array {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => (next() + next() + next() - 1.5) * 2);
}

/** F-measure of found beats against the true ones within 70 ms, each matched once. */
export function fMeasure(found: readonly number[], truth: readonly number[], withinS = 0.07): number {
  let [hits, k] = [0, 0];
  for (const atS of truth) {
    while (k < found.length && found[k] < atS - withinS) k += 1;
    if (k < found.length && found[k] <= atS + withinS) {
      hits += 1;
      k += 1;
    }
  }
  return (2 * hits) / Math.max(1, found.length + truth.length);
}
