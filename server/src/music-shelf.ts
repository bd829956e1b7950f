import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SCORE_SCHEMA } from '@troupe/client-sdk/protocol';
import {
  type FindOptions,
  type FoundBeats,
  findBeats,
  isRecordingName,
  type Recording,
  type RecordingRefusal,
  readRecording,
} from './music/index.ts';

export { SURE } from './music/index.ts';

/** Loudness of a recording is told so often a second, for drawing. */
const PEAKS_HZ = 20;
/** Pieces kept in memory as sound; what was found in them is kept for all. */
const KEPT_MAX = 2;

/** What the show desk draws of a recording. */
export interface RecordingDrawing {
  readonly seconds: number;
  readonly peaksHz: number;
  /** Greatest loudness of each part, 0..1 of the loudest. */
  readonly peaks: readonly number[];
  readonly found: FoundBeats;
}

/** Music of a folder of shows: read once, and again when a file has changed. Used beside the tick, never inside. */
export interface MusicShelf {
  /** Whether a piece can be played: a score or a recording; or why not. Only files that are there are asked for. */
  look(path: string): RecordingRefusal | undefined;
  /** Beats found in a recording, or why there are none. */
  beats(path: string, options: FindOptions): FoundBeats | RecordingRefusal;
  drawing(path: string, options: FindOptions): RecordingDrawing | RecordingRefusal;
}

export const isRefusal = (value: object): value is RecordingRefusal => 'hint' in value && 'message' in value;

export function createMusicShelf(folder: string): MusicShelf {
  const sounds = new Map<string, Recording | RecordingRefusal>();
  const wrong = new Map<string, RecordingRefusal | undefined>();
  const found = new Map<string, FoundBeats>();
  const stampOf = (path: string): string => {
    const { mtimeMs, size } = statSync(join(folder, path));
    return `${path}@${mtimeMs}/${size}`;
  };
  const soundOf = (path: string): Recording | RecordingRefusal => {
    const stamp = stampOf(path);
    const known = sounds.get(stamp);
    if (known) return known;
    const sound = readRecording(readFileSync(join(folder, path)), path);
    sounds.set(stamp, sound);
    if (sounds.size > KEPT_MAX) sounds.delete([...sounds.keys()][0]);
    return sound;
  };
  const beats = (path: string, options: FindOptions): FoundBeats | RecordingRefusal => {
    const key = `${stampOf(path)} ${options.bpm ?? ''}/${options.meter}`;
    const known = found.get(key);
    if (known) return known;
    const sound = soundOf(path);
    if (isRefusal(sound)) return sound;
    const result = findBeats(sound, options);
    found.set(key, result);
    return result;
  };
  return {
    look(path) {
      const stamp = stampOf(path);
      if (!wrong.has(stamp))
        wrong.set(stamp, path.endsWith('.json') ? judgeScore(join(folder, path)) : judge(path, soundOf));
      return wrong.get(stamp);
    },
    beats,
    drawing(path, options) {
      const sound = soundOf(path);
      if (isRefusal(sound)) return sound;
      const result = beats(path, options);
      if (isRefusal(result)) return result;
      return { seconds: sound.seconds, peaksHz: PEAKS_HZ, peaks: peaksOf(sound), found: result };
    },
  };
}

function judge(
  path: string,
  soundOf: (path: string) => Recording | RecordingRefusal,
): RecordingRefusal | undefined {
  const sound = soundOf(path);
  if (isRefusal(sound)) return sound;
  return isRecordingName(path)
    ? undefined
    : { tooLong: false, message: 'its name does not tell that it is sound', hint: 'call it ….wav or ….flac' };
}

function judgeScore(file: string): RecordingRefusal | undefined {
  const hint = 'a score is made as docs/shows.md tells under "Music"';
  try {
    const read = SCORE_SCHEMA.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (read.success) return undefined;
    const [{ message, path }] = read.error.issues;
    return { tooLong: false, message: `it is no score: ${path.join('.')} ${message}`.slice(0, 200), hint };
  } catch (error) {
    return { tooLong: false, message: `it is no score: ${(error as Error).message}`.slice(0, 200), hint };
  }
}

function peaksOf({ samples, rateHz, seconds }: Recording): number[] {
  const peaks = new Array<number>(Math.max(1, Math.ceil(seconds * PEAKS_HZ))).fill(0);
  let most = 1e-6;
  for (let i = 0; i < samples.length; i++) {
    const k = Math.min(peaks.length - 1, Math.floor((i / rateHz) * PEAKS_HZ));
    peaks[k] = Math.max(peaks[k], Math.abs(samples[i]));
    most = Math.max(most, peaks[k]);
  }
  return peaks.map((peak) => Math.round((peak / most) * 100) / 100);
}
