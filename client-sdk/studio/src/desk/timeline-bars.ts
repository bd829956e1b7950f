import type { ScoreFile } from '@troupe/client-sdk/protocol';
import type { DeskPlan, DeskRecording } from './desk-api.ts';

/** A bar of the timeline: its row, its lane in the row (cues at one time lie under one another), from and to in s. */
export interface TimelineBar {
  readonly key: string;
  readonly cue: string;
  readonly kind: string;
  readonly label: string;
  readonly line: number;
  readonly row: number;
  readonly lane: number;
  readonly fromS: number;
  readonly toS: number;
}

/** Kinds that are drawn as a moment, with a least length to be seen and pressed, s. */
const LEAST_S = 0.35;
export const LANES = 3;

/** Bars of a plan, a row for each of the cast and one for the stage; lanes keep what overlaps apart, up to LANES. */
export function barsOfPlan(plan: DeskPlan, castCount: number): TimelineBar[] {
  const free = Array.from({ length: castCount + 1 }, () => new Array<number>(LANES).fill(0));
  const sorted = plan.cues.map((cue, i) => ({ cue, i })).sort((a, b) => a.cue.fromS - b.cue.fromS);
  return sorted.flatMap(({ cue, i }) =>
    (cue.who.length > 0 ? cue.who : [castCount]).map((row) => {
      const toS = Math.max(cue.toS, cue.fromS + LEAST_S);
      const lanes = free[row];
      const found = lanes.findIndex((untilS) => untilS <= cue.fromS + 1e-6);
      const lane = found < 0 ? LANES - 1 : found;
      lanes[lane] = Math.max(lanes[lane], toS);
      const { kind, label, line, fromS } = cue;
      return { key: `${i}/${row}`, cue: cue.cue, kind, label, line, row, lane, fromS, toS };
    }),
  );
}

/** Loudness of a recording, 0..1, in `count` parts from its start to `toS`; nothing sounds after its end. */
export function loudnessOfRecording(
  { peaks, peaksHz }: DeskRecording,
  toS: number,
  count: number,
): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i / count) * toS * peaksHz);
    const to = Math.max(from + 1, Math.floor(((i + 1) / count) * toS * peaksHz));
    let most = 0;
    for (let k = from; k < to && k < peaks.length; k++) most = Math.max(most, peaks[k]);
    return most;
  });
}

/** Beats of a recording that begins at `beginS`, up to `toS` of the show. */
export function beatsOfRecording(
  { found: { beats, firstBar, meter } }: DeskRecording,
  beginS: number,
  toS: number,
): { atS: number; first: boolean }[] {
  return beats
    .map((atS, i) => ({ atS: beginS + atS, first: i >= firstBar && (i - firstBar) % meter === 0 }))
    .filter(({ atS }) => atS < toS);
}

/** Loudness of a score, 0..1, in `count` parts from `fromS` to `toS` of the piece, which goes round. */
export function loudnessOf(score: ScoreFile, fromS: number, toS: number, count: number): Float32Array {
  const beatS = 60 / score.bpm;
  const roundS = score.bars * score.meter * beatS;
  const one = new Float32Array(Math.max(1, Math.ceil(roundS / STEP_S)));
  for (const { volume, instrument, notes } of score.tracks) {
    const { keep } = ENVELOPE[instrument];
    for (const [beat, beats] of notes) {
      const from = Math.floor((beat * beatS) / STEP_S);
      const length = keep ? Math.ceil((beats * beatS) / STEP_S) : Math.ceil(0.18 / STEP_S);
      for (let i = 0; i < length; i++) {
        const fall = keep ? 1 : Math.exp((-3 * i) / length);
        one[(from + i) % one.length] += volume * fall * (keep ? 0.5 : 1);
      }
    }
  }
  const out = new Float32Array(count);
  let most = 1e-6;
  for (let i = 0; i < count; i++) {
    const a = fromS + ((toS - fromS) * i) / count;
    const b = fromS + ((toS - fromS) * (i + 1)) / count;
    for (let s = a; s < b; s += STEP_S) {
      const k = Math.floor((((s % roundS) + roundS) % roundS) / STEP_S) % one.length;
      out[i] = Math.max(out[i], one[k]);
    }
    most = Math.max(most, out[i]);
  }
  for (let i = 0; i < count; i++) out[i] /= most;
  return out;
}

const STEP_S = 0.05;
/** Instruments that sound as long as their note, and those that are struck. */
const ENVELOPE: Readonly<Record<ScoreFile['tracks'][number]['instrument'], { readonly keep: boolean }>> = {
  pad: { keep: true },
  bell: { keep: false },
  pluck: { keep: false },
  bass: { keep: true },
  kick: { keep: false },
  hat: { keep: false },
};

/** Beats between two moments of a piece that begins at `beginS`: s of the show, and whether it is the first of a bar. */
export function beatsOf(score: ScoreFile, beginS: number, toS: number): { atS: number; first: boolean }[] {
  const beatS = 60 / score.bpm;
  const count = Math.max(0, Math.floor((toS - beginS) / beatS + 1e-6));
  return Array.from({ length: Math.min(count, BEATS_MAX) }, (_, i) => ({
    atS: beginS + i * beatS,
    first: i % score.meter === 0,
  }));
}

const BEATS_MAX = 4_000;
