import { describe, expect, test } from 'vitest';
import { assumedWords, BODY_KEYS, bodyWords, stepIndex } from './body-words.ts';
import { TROUBLE_CODES, troubleWords } from './trouble-words.ts';

/** As the photo road and the upload route name what they turn away. */
const CODES = [
  ...['empty', 'not-an-image', 'animated', 'too-large', 'too-small', 'broken', 'two-formats', 'no-person'],
  ...[
    'several-people',
    'half-person',
    'no-face',
    'drawing',
    'uncertain',
    'time',
    'memory',
    'busy',
    'too-many-photos',
  ],
  ...['too-often', 'no-consent', 'photo-needed', 'unknown', 'upload-broke', 'failed'],
];

describe('words of the body page', () => {
  test('both languages use the same placeholders, and Korean ends politely', () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();
    for (const key of BODY_KEYS) {
      expect(holes(bodyWords('ko', key)), key).toEqual(holes(bodyWords('en', key)));
      const korean = bodyWords('ko', key);
      if (/[가-힣]\.$/.test(korean)) expect(korean).toMatch(/(요|세요)\.$/);
    }
  });
  test('every refusal has Korean words; English is the server’s own', () => {
    for (const code of CODES) expect(TROUBLE_CODES).toContain(code);
    const trouble = { code: 'no-person', message: 'Nobody.', advice: 'Send another.' };
    expect(troubleWords('en', trouble)).toEqual({ what: 'Nobody.', advice: 'Send another.' });
    expect(troubleWords('ko', trouble).what).toMatch(/사람이 없어요/);
    expect(troubleWords('ko', { ...trouble, code: 'never-heard-of' }).what).toBe('Nobody.');
  });
  test('the server’s steps come in the order of the page', () => {
    const told = ['reading the picture', 'looking: person', 'looking: hands', 'fitting: face shape'];
    const more = [
      'understanding clothes and hair',
      'fitting: body shape',
      'fitting: face once more',
      'dressing',
      'painting',
      'writing',
      'levels of detail',
    ];
    const order = [...told, ...more].map(stepIndex);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9]);
  });
  test('what was assumed is told in both languages', () => {
    expect(assumedWords('ko', 'lens: 47° across was assumed')).toMatch(/렌즈/);
    expect(assumedWords('en', 'something new')).toBe('something new');
  });
});
