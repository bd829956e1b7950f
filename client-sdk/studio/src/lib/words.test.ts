import { describe, expect, test } from 'vitest';
import { actionWord, chooseGestures, firstLocale, WORD_KEYS, words } from './words.ts';

describe('words', () => {
  test('both languages use the same placeholders', () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
    for (const key of WORD_KEYS) expect(holes(words('ko', key)), key).toEqual(holes(words('en', key)));
  });
  test('Korean sentences end politely', () => {
    const sentences = WORD_KEYS.map((key) => words('ko', key)).filter((text) => text.endsWith('.'));
    expect(sentences.length).toBeGreaterThan(8);
    for (const text of sentences) expect(text, text).toMatch(/(요|세요)\.$/);
  });
  test('placeholders are filled, unknown ones stay visible', () => {
    expect(words('en', 'fullMore', { n: 9 })).toContain('9 s');
    expect(words('en', 'fullMore')).toContain('{n}');
  });
  test('an action without a word shows its own name', () => {
    expect(actionWord('ko', 'waveRight')).toBe('손 흔들기');
    expect(actionWord('en', 'raise_hand')).toBe('Raise hand');
    expect(actionWord('en', 'kneelSlowlyLeft')).toBe('Kneel slowly');
  });
  test('gestures are offered once a pair, liked ones first, nine at most', () => {
    expect(chooseGestures(['laugh', 'bow', 'waveRight', 'waveLeft'])).toEqual(['waveRight', 'bow', 'laugh']);
    expect(chooseGestures(Array.from({ length: 30 }, (_, i) => `a${i}`))).toHaveLength(9);
  });
  test('the address wins over the last choice, that over the browser', () => {
    expect(firstLocale(new URLSearchParams('lang=ko'), 'en', 'en-US')).toBe('ko');
    expect(firstLocale(new URLSearchParams(), null, 'ko-KR')).toBe('ko');
    expect(firstLocale(new URLSearchParams(), 'xx', 'fr')).toBe('en');
  });
});
