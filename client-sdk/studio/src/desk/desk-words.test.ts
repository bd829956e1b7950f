import { expect, test } from 'vitest';
import { DESK_KEYS, deskWords } from './desk-words.ts';

test('both languages have the same holes, and fill them', () => {
  const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();
  for (const key of DESK_KEYS) expect(holes(deskWords('ko', key)), key).toEqual(holes(deskWords('en', key)));
  expect(deskWords('ko', 'line', { n: 3 })).toBe('3번째 줄');
});
