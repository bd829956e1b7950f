import { type VisemeTrack, visemesOfText } from '@troupe/avatars/face';
import { markWords, type WordMark } from '@troupe/avatars/gesture';
import { TICK_HZ, TICK_MS, TICK_S } from '../world/limits.ts';
import type { Moment } from '../world/performance.ts';
import { layOnNotes, type SungNote, syllablesOf } from '../world/sung.ts';
import { type VoiceTrack, wordsOfVoice } from '../world/voices.ts';

/** Ticks of 50 ms a character of each language takes to say: about 15 letters or 6.5 syllables a second. */
const TICKS_PER_CHARACTER = { en: 20 / 15, ko: 20 / 6.5 } as const;
const SPEECH_TICKS = { least: 16, most: 20 * 20 } as const;

/** How long a line takes to say, in ticks; an estimate for when no voice tells. */
export function speechTicks(text: string, locale: 'en' | 'ko'): number {
  const ticks = Math.round(text.length * TICKS_PER_CHARACTER[locale]);
  return Math.min(SPEECH_TICKS.most, Math.max(SPEECH_TICKS.least, ticks));
}

/** When each word of a line is said, at an even pace; an estimate for when no voice tells. */
export function speechWords(text: string, durationTicks: number): WordMark[] {
  const secondsPerCharacter = (durationTicks * TICK_S) / Math.max(1, text.length);
  return markWords(text, (character) => character * secondsPerCharacter);
}

/** Length and words of a line: as its voice says it, or estimated. */
export function speechTimes(
  {
    text,
    locale,
    notes,
  }: { readonly text: string; readonly locale: 'en' | 'ko'; readonly notes?: readonly SungNote[] },
  track: VoiceTrack | undefined,
): { readonly ticks: number; readonly words: readonly WordMark[] } {
  if (notes && !track) return sungTimes(text, notes);
  if (track) return { ticks: Math.ceil(track.durationMs / TICK_MS), words: wordsOfVoice(text, track) };
  const ticks = speechTicks(text, locale);
  return { ticks, words: speechWords(text, ticks) };
}

/** Length of a line that is sung, in ticks, and its words as its syllables lie on the notes. */
export function sungTimes(
  text: string,
  notes: readonly SungNote[],
): { readonly ticks: number; readonly words: readonly WordMark[] } {
  const last = notes[notes.length - 1];
  const marks = markWords(text, () => 0);
  const counts = marks.map((word) => syllablesOf(word.text));
  const spans = layOnNotes(counts, counts, notes);
  const words = marks.map((mark, i) => {
    const startS = spans[i][0].fromMs / 1000;
    return { ...mark, startS, endS: (spans[i].at(-1) ?? spans[i][0]).toMs / 1000, accentS: startS };
  });
  return { ticks: Math.max(1, Math.ceil((last.atMs + last.ms) / TICK_MS)), words };
}

/** Rough mouth shapes of a line by its letters, word by word at the times of the words. */
export function visemesOfWords(text: string, words: readonly WordMark[], durationMs: number): VisemeTrack {
  const even = visemesOfText(text, text.length);
  const track: number[] = [];
  for (let i = 0; i + 1 < even.length; i += 2) {
    const [viseme, at] = [even[i], even[i + 1]];
    const word = words.find(({ from, to }) => at >= from && at < to);
    const share = word ? (at - word.from) / (word.to - word.from) : 0;
    const ms = word
      ? (word.startS + (word.endS - word.startS) * share) * 1000
      : nextMs(words, at, durationMs);
    track.push(viseme, Math.max(Math.round(ms), track.at(-1) ?? 0));
  }
  return track;
}

/** What stands between two words is where the one before ends. */
function nextMs(words: readonly WordMark[], at: number, durationMs: number): number {
  const before = words.findLast(({ to }) => to <= at);
  return before ? Math.min(durationMs, before.endS * 1000) : 0;
}

/** Moments of a line in ticks from its start: start, where each word begins (w0, w1 …) and end. */
export function momentsOfWords(words: readonly WordMark[], ticks: number): Moment[] {
  return [
    { name: 'start', atTick: 0 },
    ...words.map(({ startS }, word) => ({ name: `w${word}`, atTick: startS * TICK_HZ })),
    { name: 'end', atTick: ticks },
  ];
}
