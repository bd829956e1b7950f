import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findAccents,
  GESTURE_DEFAULTS,
  type GestureLocale,
  type GestureOptions,
  keysOfPlan,
  markWords,
  planGestures,
  stressedWords,
  strokePoses,
  type WordMark,
} from './index.ts';

/** Words at an even pace. */
const even = (text: string, perCharacterS: number): WordMark[] => markWords(text, (i) => i * perCharacterS);
const PACE = { en: 1 / 15, ko: 1 / 6.5 } as const;
const marksOf = (text: string, locale: GestureLocale): WordMark[] => even(text, PACE[locale]);
const OPTIONS: GestureOptions = { seed: 1, expressiveness: 0.8, mood: 'relaxed', dominant: 'right' };
const plan = (text: string, locale: GestureLocale, more: Partial<GestureOptions> = {}) =>
  planGestures(text, marksOf(text, locale), locale, { ...OPTIONS, ...more });

const TALK: Record<GestureLocale, string> = {
  en:
    'Good evening, and welcome to the square. I painted three new pictures this week, and the biggest one hangs behind you. ' +
    'Nobody has seen it yet, but I would love to show it to everyone tonight. What do you think, shall we walk over there together?',
  ko:
    '안녕하세요, 광장에 오신 것을 환영합니다. 저는 이번 주에 그림을 세 점 그렸어요. 그중에서 가장 큰 그림은 여러분 뒤에 걸려 있습니다. ' +
    '아직 아무도 본 적이 없지만, 오늘은 모두에게 꼭 보여 드리고 싶어요. 우리 함께 저쪽으로 걸어가 볼까요?',
};
const LOCALES = ['en', 'ko'] as const;

describe('stressed words', () => {
  const stressedOf = (text: string, locale: GestureLocale): string[] => {
    const words = marksOf(text, locale);
    return [...stressedWords(findAccents(text, words, locale))].map((word) => words[word].text);
  };
  test('English: content words, numbers and negation, not function words', () => {
    const stressed = stressedOf('I have never seen the three of them in this garden.', 'en');
    expect(stressed).toEqual(expect.arrayContaining(['never', 'three', 'garden']));
    for (const light of ['have', 'the', 'of', 'in', 'this']) expect(stressed).not.toContain(light);
  });
  test('English: the last content word of a phrase carries the tonic', () => {
    const text = 'We walked along the river, and she sang.';
    const accents = findAccents(text, marksOf(text, 'en'), 'en');
    expect(accents[4].strength).toBeGreaterThan(accents[1].strength);
  });
  test('Korean: focus particles, numbers, negation and what stands before the predicate', () => {
    const stressed = stressedOf('저는 오늘 그림만 세 점 그렸고 춤은 안 췄어요.', 'ko');
    expect(stressed).toEqual(expect.arrayContaining(['그림만', '세', '안']));
    expect(stressedOf('그건 제 이야기가 아니에요.', 'ko')).toContain('아니에요');
  });
});

describe('a plan of gestures', () => {
  test.each(LOCALES)('%s: every stroke falls on the onset of a word, at most a tick off', (locale) => {
    const words = marksOf(TALK[locale], locale);
    for (let seed = 0; seed < 40; seed++) {
      const made = planGestures(TALK[locale], words, locale, { ...OPTIONS, seed });
      expect(made.strokes.length).toBeGreaterThan(3);
      const keys = keysOfPlan(made, 100, 20);
      for (const stroke of made.strokes) {
        const onsetTick = 100 + words[stroke.word].startS * 20;
        const landed = keys.some((key) => key.channel < 2 && Math.abs(key.atTick - onsetTick) <= 1);
        expect(landed).toBe(true);
      }
    }
  });

  test.each(LOCALES)('%s: most strokes are on stressed words', (locale) => {
    const words = marksOf(TALK[locale], locale);
    const stressed = stressedWords(findAccents(TALK[locale], words, locale));
    let on = 0;
    let all = 0;
    for (let seed = 0; seed < 40; seed++) {
      for (const { word } of planGestures(TALK[locale], words, locale, { ...OPTIONS, seed }).strokes) {
        all += 1;
        if (stressed.has(word)) on += 1;
      }
    }
    expect(on / all).toBeGreaterThan(0.9);
  });

  test.each(LOCALES)(
    '%s: a lively speaker makes a stroke every 1.5 to 3 s, a calm one fewer, a still one none',
    (locale) => {
      const words = marksOf(TALK[locale], locale);
      const seconds = words[words.length - 1].endS;
      const rate = (expressiveness: number): number => {
        let strokes = 0;
        for (let seed = 0; seed < 30; seed++)
          strokes += planGestures(TALK[locale], words, locale, { ...OPTIONS, seed, expressiveness }).strokes
            .length;
        return (seconds * 30) / strokes;
      };
      expect(rate(0.9)).toBeGreaterThan(1.5);
      expect(rate(0.9)).toBeLessThan(3);
      expect(rate(0.2)).toBeGreaterThan(rate(0.9) * 1.3);
      expect(plan(TALK[locale], locale, { expressiveness: 0 }).strokes).toEqual([]);
    },
  );

  test('sync points come in order, and strokes never closer than people can', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 0, max: 1e9 }),
          expressiveness: fc.double({ min: 0, max: 1, noNaN: true }),
          mood: fc.constantFrom('happy', 'relaxed', 'surprised', 'sad', 'angry'),
          dominant: fc.constantFrom('left', 'right'),
          walking: fc.boolean(),
        }),
        fc.constantFrom(...LOCALES),
        fc.double({ min: 0.04, max: 0.25, noNaN: true }),
        (options, locale, pace) => {
          const words = even(TALK[locale], pace);
          const { strokes } = planGestures(TALK[locale], words, locale, options);
          strokes.forEach((s, i) => {
            const order = [s.startS, s.readyS, s.strokeStartS, s.strokeS, s.strokeEndS, s.relaxS, s.endS];
            for (let k = 1; k < order.length; k++) expect(order[k]).toBeGreaterThanOrEqual(order[k - 1]);
            expect(s.startS).toBeGreaterThanOrEqual(-0.01);
            if (i > 0)
              expect(s.strokeS - strokes[i - 1].strokeS).toBeGreaterThanOrEqual(GESTURE_DEFAULTS.leastGapS);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the same seed plans the same, another seed something else', () => {
    expect(plan(TALK.en, 'en')).toEqual(plan(TALK.en, 'en'));
    expect(plan(TALK.en, 'en', { seed: 2 })).not.toEqual(plan(TALK.en, 'en'));
  });

  test('a busy hand stays out of it, two busy hands leave only the head', () => {
    const holding = plan(TALK.en, 'en', { rightBusy: true });
    expect(holding.strokes.length).toBeGreaterThan(2);
    expect(holding.strokes.every(({ hand }) => hand === 'left')).toBe(true);
    const both = plan(TALK.en, 'en', { rightBusy: true, leftBusy: true });
    expect(both.strokes).toEqual([]);
    expect(both.head.length).toBeGreaterThan(0);
  });

  test('who walks gestures less', () => {
    const count = (walking: boolean): number =>
      Array.from({ length: 20 }, (_, seed) => plan(TALK.en, 'en', { seed, walking }).strokes.length).reduce(
        (a, b) => a + b,
      );
    expect(count(true)).toBeLessThan(count(false) * 0.8);
  });

  test('meaning shows in the hands of both languages', () => {
    const kinds = (text: string, locale: GestureLocale): Set<string> =>
      new Set(
        Array.from({ length: 30 }, (_, seed) => plan(text, locale, { seed })).flatMap(({ strokes }) =>
          strokes.map(({ kind }) => kind),
        ),
      );
    expect(kinds('The garden is really huge.', 'en')).toContain('large');
    expect(kinds('정원이 정말 커다랗습니다.', 'ko')).toContain('large');
    expect(kinds('That is absolutely not what happened.', 'en')).toContain('negate');
    expect(kinds('그런 일은 절대 없었습니다.', 'ko')).toContain('negate');
    expect(kinds('We need exactly three chairs.', 'en')).toContain('enumerate');
    expect(kinds('의자는 정확히 세 개가 필요해요.', 'ko')).toContain('enumerate');
    expect(kinds('So tell me, what would happen then?', 'en')).toContain('question');
  });

  test('negation shakes the head, a question raises the brows', () => {
    const heads = Array.from({ length: 20 }, (_, seed) =>
      plan('I would never say that.', 'en', { seed }),
    ).flatMap(({ head }) => head);
    expect(heads.some(({ kind }) => kind === 'shake')).toBe(true);
    expect(plan('정말 그렇게 생각하세요?', 'ko').brows.length).toBeGreaterThan(0);
  });

  test('a voice that tells the stressed syllable is believed', () => {
    const words = marksOf('This picture is magnificent.', 'en').map((mark) =>
      mark.text === 'magnificent' ? { ...mark, accentS: mark.startS + 0.2 } : mark,
    );
    const strokes = Array.from({ length: 20 }, (_, seed) =>
      planGestures('This picture is magnificent.', words, 'en', { ...OPTIONS, seed }),
    ).flatMap((made) => made.strokes.filter(({ word }) => words[word].text === 'magnificent'));
    expect(strokes.length).toBeGreaterThan(0);
    for (const { strokeS } of strokes) expect(strokeS).toBe(words[3].accentS);
  });

  test('an empty line and one of signs only plan nothing', () => {
    expect(plan('', 'en')).toEqual({ strokes: [], head: [], brows: [] });
    expect(plan('… !!', 'ko')).toEqual({ strokes: [], head: [], brows: [] });
  });
});

describe('poses of strokes', () => {
  test('no two gestures of a kind are alike, and all stay within reach', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const { ready, stroke } = strokePoses('beat', 1, seed * 7919);
      seen.add(JSON.stringify([ready, stroke]));
      for (const pose of [ready, stroke]) expect(Math.hypot(pose[0], pose[1], pose[2])).toBeLessThan(1.05);
    }
    expect(seen.size).toBe(200);
  });
  test('two hands of one gesture are not mirror images', () => {
    expect(strokePoses('open', 1, 5).stroke).not.toEqual(strokePoses('open', 1, 5, true).stroke);
  });
});
