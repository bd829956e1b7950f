import { markWords, type WordMark } from '@troupe/avatars/gesture';
import { TICK_HZ, TICK_MS, TICK_S } from '../world/limits.ts';
import type { Moment } from '../world/performance.ts';
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
  text: string,
  locale: 'en' | 'ko',
  track: VoiceTrack | undefined,
): { readonly ticks: number; readonly words: readonly WordMark[] } {
  if (track) return { ticks: Math.ceil(track.durationMs / TICK_MS), words: wordsOfVoice(text, track) };
  const ticks = speechTicks(text, locale);
  return { ticks, words: speechWords(text, ticks) };
}

/** Moments of a line in ticks from its start: start, where each word begins (w0, w1 …) and end. */
export function momentsOfWords(words: readonly WordMark[], ticks: number): Moment[] {
  return [
    { name: 'start', atTick: 0 },
    ...words.map(({ startS }, word) => ({ name: `w${word}`, atTick: startS * TICK_HZ })),
    { name: 'end', atTick: ticks },
  ];
}
