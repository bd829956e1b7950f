import { TICK_HZ } from '../world/limits.ts';
import { type BeatGrid, meterOfBar, secondsOfBeat, secondsOfBeats } from './beat-grid.ts';

/** Beats and frames of a show; bpm 0: the show has no beats. */
export interface ShowClock {
  readonly bpm: number;
  readonly meter: number;
  /** Where beat 1.1 lies after the start of a scene, s. */
  readonly offset: number;
  /** Frames a second of SMPTE times. */
  readonly fps: number;
  /** Beats of a piece whose tempo changes, instead of `bpm` and `meter`. */
  readonly grid?: BeatGrid;
  /** Moment of the cue whose lengths are read, s: beats are as long as they are there. */
  readonly fromS?: number;
}

export const CLOCK_DEFAULTS: ShowClock = { bpm: 0, meter: 4, offset: 0, fps: 25 };

/** A moment after another cue. */
export interface CueRef {
  readonly cue: string;
  readonly point: string;
  readonly laterS: number;
}

const BEAT = /^beat\s+(\d+)\.(\d+(?:\.\d+)?)\s*([+-]\s*\d+(?:\.\d+)?)?s?$/;
const SMPTE = /^(\d{2}):(\d{2}):(\d{2})[:;](\d{2})$/;
const MINUTES = /^(\d{1,3}):([0-5]\d(?:\.\d+)?)$/;
const SECONDS = /^(\d+(?:\.\d+)?)\s*s?$/;
/** Names of cues, scenes, cast and marks: a dash stands before a letter only, so that `hi-200ms` is 200 ms before `hi`. */
const NAME = String.raw`[\p{L}_][\p{L}\w]*(?:-[\p{L}_][\p{L}\w]*)*`;
export const SHOW_NAME = new RegExp(`^${NAME}$`, 'u');
const REF = new RegExp(String.raw`^(${NAME})(?::(${NAME}))?\s*(?:([+-])\s*(\d+(?:\.\d+)?)\s*(ms|s)?)?$`, 'u');
const LENGTH = /^(\d+(?:\.\d+)?)\s*(s|ms|beats?|bars?)?$/;

/** Seconds from the start of a scene: `12.5`, `1:30`, `beat 5.1`, `00:01:02:12`; a string says what is wrong. */
export function parseMoment(value: string | number, clock: ShowClock): number | string {
  if (typeof value === 'number') return value >= 0 ? value : 'a moment is not before the start of its scene';
  const text = value.trim();
  const seconds = SECONDS.exec(text);
  if (seconds) return Number(seconds[1]);
  const minutes = MINUTES.exec(text);
  if (minutes) return Number(minutes[1]) * 60 + Number(minutes[2]);
  const frames = SMPTE.exec(text);
  if (frames) {
    if (Number(frames[4]) >= clock.fps) return `frame ${frames[4]} of ${clock.fps} a second`;
    return (
      Number(frames[1]) * 3600 + Number(frames[2]) * 60 + Number(frames[3]) + Number(frames[4]) / clock.fps
    );
  }
  const beat = BEAT.exec(text);
  if (!beat) return `"${value}" is no moment; write 12.5, 1:30, beat 5.1 or 00:01:02:12`;
  if (clock.bpm === 0 && !clock.grid) return 'beats need clock: {bpm: …}';
  const [bar, count] = [Number(beat[1]), Number(beat[2])];
  const meter = clock.grid ? meterOfBar(clock.grid, bar).beats : clock.meter;
  if (bar < 1 || count < 1 || count >= meter + 1)
    return `there is no beat ${beat[2]} in bar ${bar}; a bar has ${meter}, counted from 1`;
  const later = beat[3] ? Number(beat[3].replace(/\s/g, '')) : 0;
  const music = clock.grid
    ? secondsOfBeat(clock.grid, bar, count)
    : (((bar - 1) * meter + count - 1) * 60) / clock.bpm;
  return Math.max(0, clock.offset + music + later);
}

/** A length in seconds: `2`, `2.5s`, `8 beats`, `2 bars`; a string says what is wrong. */
export function parseLength(value: string | number, clock: ShowClock): number | string {
  if (typeof value === 'number') return value >= 0 ? value : 'a length is not negative';
  const match = LENGTH.exec(value.trim());
  if (!match) return `"${value}" is no length; write 2.5, 2.5s, 8 beats or 2 bars`;
  const [count, unit] = [Number(match[1]), match[2] ?? 's'];
  if (unit === 's') return count;
  if (unit === 'ms') return count / 1000;
  const bars = unit.startsWith('bar');
  if (clock.grid) {
    const fromS = Math.max(0, (clock.fromS ?? clock.offset) - clock.offset);
    return secondsOfBeats(clock.grid, { count, bars }, fromS);
  }
  if (clock.bpm === 0) return 'beats and bars need clock: {bpm: …}';
  return (count * 60 * (bars ? clock.meter : 1)) / clock.bpm;
}

/** Reads `id`, `id:sync`, `id:sync+0.5s`, `id-200ms`; a string says what is wrong. */
export function parseCueRef(text: string, usual: string): CueRef | string {
  const match = REF.exec(text.trim());
  if (!match) return `"${text}" is no moment of a cue; write id, id:sync or id:sync+0.5s`;
  const later = match[4] === undefined ? 0 : Number(match[4]) / (match[5] === 'ms' ? 1000 : 1);
  return { cue: match[1], point: match[2] ?? usual, laterS: match[3] === '-' ? -later : later };
}

export const ticksOf = (seconds: number): number => Math.round(seconds * TICK_HZ);
