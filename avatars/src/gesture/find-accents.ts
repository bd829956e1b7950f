import type { Accent } from './accent.ts';
import { englishAccents } from './english-accents.ts';
import { koreanAccents } from './korean-accents.ts';
import type { GestureLocale, WordMark } from './word-mark.ts';

const ASKS = /^\s*[)"'”’]*[?？]/;

/** How strongly each word of a line is said and what it means for the hands, in the order of the words. */
export function findAccents(text: string, words: readonly WordMark[], locale: GestureLocale): Accent[] {
  const asks = /[?？]/.test(text);
  const accents = locale === 'ko' ? koreanAccents(words, asks) : englishAccents(words, asks);
  // The peak of a question asks, whatever its word is.
  for (const phrase of phrases(accents)) {
    if (!ASKS.test(text.slice(words[phrase.at(-1)!.word].to))) continue;
    const peak = phrase.reduce((a, b) => (b.strength >= a.strength ? b : a));
    if (peak.sense === 'plain') accents[peak.word] = { ...peak, sense: 'question' };
  }
  return accents;
}

/** Indices of the words that count as stressed: strong, or among the strongest of their phrase. */
export function stressedWords(accents: readonly Accent[]): Set<number> {
  const stressed = new Set<number>();
  for (const phrase of phrases(accents)) {
    const peak = Math.max(...phrase.map(({ strength }) => strength));
    for (const { word, strength } of phrase)
      if (strength >= 0.55 || (strength >= 0.35 && strength > peak * 0.75)) stressed.add(word);
  }
  return stressed;
}

function phrases(accents: readonly Accent[]): Accent[][] {
  const found: Accent[][] = [];
  let open: Accent[] = [];
  for (const accent of accents) {
    open.push(accent);
    if (!accent.phraseEnd) continue;
    found.push(open);
    open = [];
  }
  if (open.length > 0) found.push(open);
  return found;
}
