/** One word of a line and when it is said; times in s from the start of the line. */
export interface WordMark {
  readonly text: string;
  /** Place in the line: first character and one past the last (UTF-16 units). */
  readonly from: number;
  readonly to: number;
  readonly startS: number;
  readonly endS: number;
  /** Onset of the stressed syllable where the voice tells it; the word's own onset otherwise. */
  readonly accentS?: number;
  /** True when a comma, a full stop or the end of the line follows. */
  readonly phraseEnd: boolean;
}

/** Locale of a line. */
export type GestureLocale = 'en' | 'ko';

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’\-.:%]*[\p{L}\p{N}%]|[\p{L}\p{N}]/gu;
const PHRASE_END = /[.,!?;:…—)\]"”。，！？]/;

/**
 * Splits a line into words and gives each its time.
 *
 * @param timeAt s at which a character (index) begins, e.g. from a voice or from an even pace
 */
export function markWords(text: string, timeAt: (character: number) => number): WordMark[] {
  const marks: WordMark[] = [];
  for (const match of text.matchAll(WORD)) {
    const from = match.index;
    const to = from + match[0].length;
    const after = text.slice(to).match(/^\s*(\S?)/)?.[1] ?? '';
    marks.push({
      text: match[0],
      from,
      to,
      startS: timeAt(from),
      endS: timeAt(to),
      phraseEnd: after === '' || PHRASE_END.test(after),
    });
  }
  return marks;
}
