import { markWords } from '@troupe/avatars/gesture';
import { TICK_HZ, TICK_MS } from '../world/limits.ts';
import { layOnNotes, noteGroups, type SungNote, syllablesOf } from '../world/sung.ts';
import { parseNotes } from './parse-notes.ts';
import type { ShowClock } from './parse-time.ts';

const SINGING = {
  /** A sung line begins so long before its moment, ticks: the consonants before its first vowel, which falls on the beat. */
  leadTicks: 2,
  /** At its end one breathes, ms; it is taken from the last note. */
  breathMs: 150,
} as const;

/** A line on its notes. */
export interface SungLine {
  /** Times from the start of the cue, which comes `lead` ticks before the first note. */
  readonly notes: readonly SungNote[];
  readonly lead: number;
  readonly ticks: number;
  /** Ticks at which its words begin. */
  readonly words: readonly number[];
  readonly syllables: number;
  /** Notes that have a syllable of their own. */
  readonly groups: number;
}

/** Where a cue lies: its tick of the scene (null: after another cue), and what its tick leaves of its moment, ms. */
interface Place {
  readonly clock: ShowClock;
  readonly at: number | null;
  readonly offTickMs: number;
}

/** A tenth of a millisecond is as fine as a program needs it. */
const tenths = (ms: number): number => Math.round(ms * 10) / 10;

/** Lays a line on its notes; a string says what is wrong with them. */
export function compileMelody(written: string, text: string, place: Place): SungLine | string {
  const melody = parseNotes(written, place.clock);
  if (typeof melody === 'string') return melody;
  const lead = Math.min(SINGING.leadTicks, place.at ?? SINGING.leadTicks);
  const later = lead * TICK_MS + place.offTickMs;
  const notes = melody.notes.map((note) => {
    return { ...note, atMs: tenths(Math.max(0, note.atMs + later)), ms: tenths(note.ms) };
  });
  const last = notes[notes.length - 1];
  const gap = melody.ms + later - (last.atMs + last.ms);
  const ms = tenths(Math.max(last.ms / 2, last.ms - Math.max(0, SINGING.breathMs - gap)));
  notes[notes.length - 1] = { ...last, ms };
  const counts = markWords(text, () => 0).map((word) => syllablesOf(word.text));
  const spans = layOnNotes(counts, counts, notes);
  return {
    notes,
    lead,
    ticks: Math.max(1, Math.ceil(((last.atMs + ms) / 1000) * TICK_HZ)),
    words: spans.map(([first]) => first.fromMs / TICK_MS),
    syllables: counts.reduce((sum, count) => sum + count, 0),
    groups: noteGroups(notes).length,
  };
}
