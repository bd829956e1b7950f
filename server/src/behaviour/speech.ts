import { markWords, type WordMark } from '@troupe/avatars/gesture';
import { TICK_S } from '../world/limits.ts';

/** Ticks of 50 ms a character of each language takes to say: about 15 letters or 6.5 syllables a second. */
const TICKS_PER_CHARACTER = { en: 20 / 15, ko: 20 / 6.5 } as const;
const SPEECH_TICKS = { least: 16, most: 20 * 20 } as const;

/** How long a line takes to say, in ticks; an estimate until a voice gives true phoneme times. */
export function speechTicks(text: string, locale: 'en' | 'ko'): number {
  const ticks = Math.round(text.length * TICKS_PER_CHARACTER[locale]);
  return Math.min(SPEECH_TICKS.most, Math.max(SPEECH_TICKS.least, ticks));
}

/** When each word of a line is said, at the even pace at which the mouth follows the text; until a voice tells. */
export function speechWords(text: string, durationTicks: number): WordMark[] {
  const secondsPerCharacter = (durationTicks * TICK_S) / Math.max(1, text.length);
  return markWords(text, (character) => character * secondsPerCharacter);
}

/** Indices of the mouth shapes aa, ih, ou, ee, oh among the 18 face weights. */
export const MOUTH = { aa: 5, ih: 6, ou: 7, ee: 8, oh: 9 } as const;

const LATIN: Record<string, number> = {
  a: MOUTH.aa,
  e: MOUTH.ee,
  i: MOUTH.ih,
  y: MOUTH.ih,
  o: MOUTH.oh,
  u: MOUTH.ou,
  w: MOUTH.ou,
};
/** The 21 Korean medial vowels in Unicode order, as mouth shapes. */
const KOREAN = [
  MOUTH.aa,
  MOUTH.ee,
  MOUTH.aa,
  MOUTH.ee,
  MOUTH.oh,
  MOUTH.ee,
  MOUTH.oh,
  MOUTH.ee,
  MOUTH.oh,
  MOUTH.aa,
  MOUTH.ee,
  MOUTH.oh,
  MOUTH.oh,
  MOUTH.ou,
  MOUTH.oh,
  MOUTH.ee,
  MOUTH.ou,
  MOUTH.ou,
  MOUTH.ou,
  MOUTH.ih,
  MOUTH.ih,
] as const;
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;

/**
 * The mouth shape at a moment of a line (index among the 18 weights), or -1 for a closed mouth. Procedural: follows
 * the vowels of the text at an even pace; the voice issue replaces it by true phoneme times.
 *
 * @param progress 0..1 through the line
 */
export function mouthAt(text: string, progress: number): number {
  const character = text[Math.min(text.length - 1, Math.floor(progress * text.length))] ?? ' ';
  const code = character.charCodeAt(0);
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST)
    return KOREAN[Math.floor(((code - HANGUL_FIRST) % 588) / 28)];
  return LATIN[character.toLowerCase()] ?? -1;
}
