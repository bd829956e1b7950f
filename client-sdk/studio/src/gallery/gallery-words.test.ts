import { expect, test } from 'vitest';
import { GALLERY_KEYS, galleryWords } from './gallery-words.ts';

test('both languages use the same placeholders, and Korean sentences end politely', () => {
  const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
  for (const key of GALLERY_KEYS) {
    const ko = galleryWords('ko', key);
    expect(holes(ko), key).toEqual(holes(galleryWords('en', key)));
    if (ko.endsWith('.')) expect(ko).toMatch(/(요|세요)\.$/);
  }
});
