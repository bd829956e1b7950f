import type { ShowText } from './show.ts';

/** Where a name of a guest stands in words of the screen, and what stands there for who does not want to be named. */
const PLACE = '{guest}';
const NOBODY: ShowText = { en: 'a guest', ko: '손님' };
/** Longest name on a screen, in letters as people see them. */
const LETTERS_MAX = 24;
/** Marks over one letter; more are a way to paint over the lines above. */
const MARKS = /(\p{M}{2})\p{M}+/gu;
/** What steers text instead of being it: controls, directions, joiners, what no font has. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/** A name as it may stand on a screen; '' when nothing of it can be read. It is text for a page to show as text, never markup. */
export function screenName(name: string): string {
  const plain = name.normalize('NFC').replace(UNSEEN, ' ').replace(MARKS, '$1').replace(/\s+/g, ' ').trim();
  const letters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(plain)];
  const short =
    letters.length > LETTERS_MAX
      ? `${letters
          .slice(0, LETTERS_MAX - 1)
          .map(({ segment }) => segment)
          .join('')
          .trim()}…`
      : plain;
  return /[\p{L}\p{N}]/u.test(short) ? short : '';
}

/** Words of the screen with the name of a guest who has agreed to it (undefined: nobody has), or "a guest". */
export function withGuest(text: ShowText, name: ShowText | undefined): ShowText {
  const put = (words: string, locale: 'en' | 'ko'): string => {
    // In one pass: a name that holds the mark itself is no place for a name.
    return words.split(PLACE).join((name && screenName(name[locale])) || NOBODY[locale]);
  };
  return { en: put(text.en, 'en'), ko: put(text.ko, 'ko') };
}
