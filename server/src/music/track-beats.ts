import { FRAME_HZ } from './onsets.ts';
import { beatSecondsAt, type TempoPath } from './tempo-path.ts';

/** How dear a beat is that does not come when the tempo says. */
const TIGHT = 100;
/** Beats at either end weaker than this share of the others are no beats: before the music and after it. */
const WEAK = 0.35;

/**
 * Beats as frames (fractions too): those that lie on strong onsets and come in the tempo, by dynamic programming
 * (Ellis 2007, "Beat tracking by dynamic programming").
 *
 * @param onsets rise by frame, 0 and more, of a mean spread of about 1
 */
export function trackBeats(onsets: Float64Array, tempo: TempoPath): number[] {
  const frames = onsets.length;
  const score = new Float64Array(frames);
  const before = new Int32Array(frames).fill(-1);
  for (let frame = 0; frame < frames; frame++) {
    const beat = beatSecondsAt(tempo, frame) * FRAME_HZ;
    let best = 0;
    for (let at = Math.max(0, Math.ceil(frame - 2 * beat)); at <= frame - beat / 2; at++) {
      const value = score[at] - TIGHT * Math.log((frame - at) / beat) ** 2;
      if (value <= best) continue;
      best = value;
      before[frame] = at;
    }
    score[frame] = onsets[frame] + best;
  }
  const beats: number[] = [];
  for (let at = lastBeat(score, tempo); at >= 0; at = before[at]) beats.unshift(at);
  return trimmed(beats, onsets).map((frame) => refined(frame, onsets));
}

/** The best end: the highest score within the last beat and a half. */
function lastBeat(score: Float64Array, tempo: TempoPath): number {
  const beat = beatSecondsAt(tempo, score.length - 1) * FRAME_HZ;
  let best = score.length - 1;
  for (let at = Math.max(0, Math.floor(score.length - 1.5 * beat)); at < score.length; at++)
    if (score[at] > score[best]) best = at;
  return best;
}

function trimmed(beats: readonly number[], onsets: Float64Array): number[] {
  const strength = beats.map((frame) => peakNear(frame, onsets));
  const least = WEAK * Math.sqrt(strength.reduce((sum, value) => sum + value * value, 0) / strength.length);
  const first = strength.findIndex((value) => value > least);
  const last = strength.findLastIndex((value) => value > least);
  return first < 0 ? [] : beats.slice(first, last + 1);
}

function peakNear(frame: number, onsets: Float64Array): number {
  let most = 0;
  for (let at = Math.max(0, frame - 3); at <= Math.min(onsets.length - 1, frame + 3); at++)
    most = Math.max(most, onsets[at]);
  return most;
}

/** The top of the parabola through a frame and its neighbours. */
function refined(frame: number, onsets: Float64Array): number {
  const [a, b, c] = [onsets[frame - 1] ?? 0, onsets[frame], onsets[frame + 1] ?? 0];
  const bend = a - 2 * b + c;
  return bend >= 0 ? frame : frame + Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / bend));
}
