import type { SungNote } from '../world/sung.ts';
import { parseLength, type ShowClock } from './parse-time.ts';

const NOTE = /^(~?)([A-Ga-g])([#b♯♭]?)([1-7])(?::(\d+(?:\.\d+)?))?$/;
const REST = /^-(?::(\d+(?:\.\d+)?))?$/;
const STEPS: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };
const NOTES_MAX = 256;
const BEATS = { least: 0.1, most: 32 } as const;

/** Notes of a line, ms from its first, and how long all of them take. */
export interface Melody {
  readonly notes: readonly SungNote[];
  readonly ms: number;
}

/**
 * Reads `D4 F4:2 ~E4 -:0.5`: a note by name and octave, then its beats (1 without), `~` to stay on the syllable before, `-`
 * for a rest. A string says what is wrong.
 */
export function parseNotes(text: string, clock: ShowClock): Melody | string {
  const words = text.trim().split(/\s+/);
  if (words.length > NOTES_MAX) return `${words.length} notes; a line has ${NOTES_MAX} at the most`;
  const notes: SungNote[] = [];
  let beats = 0;
  for (const word of words) {
    const note = NOTE.exec(word);
    const rest = note ? null : REST.exec(word);
    if (!note && !rest)
      return `"${word}" is no note; write D4, F#4:2 (beats), ~E4 (same syllable) or - (rest)`;
    const count = Number((note ? note[5] : rest?.[1]) ?? 1);
    if (count < BEATS.least || count > BEATS.most)
      return `"${word}" lasts ${count} beats; a note has ${BEATS.least} to ${BEATS.most}`;
    const from = msOfBeats(beats, clock);
    beats += count;
    const to = msOfBeats(beats, clock);
    if (typeof from === 'string') return from;
    if (typeof to === 'string') return to;
    if (note)
      notes.push({ atMs: from, ms: to - from, key: keyOf(note), tied: note[1] !== '' && notes.length > 0 });
  }
  const ms = msOfBeats(beats, clock);
  if (typeof ms === 'string') return ms;
  return notes.length === 0 ? 'there is no note in it' : { notes, ms };
}

function keyOf([, , name, sign, octave]: RegExpExecArray): number {
  const sharp = sign === '#' || sign === '♯' ? 1 : sign === '' ? 0 : -1;
  return 12 * (Number(octave) + 1) + STEPS[name.toLowerCase()] + sharp;
}

function msOfBeats(beats: number, clock: ShowClock): number | string {
  if (beats === 0) return 0;
  const seconds = parseLength(`${beats} beats`, clock);
  return typeof seconds === 'string' ? seconds : seconds * 1000;
}
