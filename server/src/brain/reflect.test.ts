import { describe, expect, test } from 'vitest';
import type { Memory } from '../world/memories.ts';
import { createMind } from '../world/mind.ts';
import { createGuestSense } from '../world/sensed.ts';
import { feelingWords } from './feeling.ts';
import { tellHeart } from './heart.ts';
import { dayWords, findReflections, noteNews, reflectionWords } from './reflect.ts';

const memory = (kind: Memory['kind'], value: string): Memory => ({ kind, value, importance: 6, daysAgo: 0 });

describe('what is thought of what was told', () => {
  test('two things of one theme make a thought; one, and a name, make none', () => {
    expect(findReflections([memory('likes', 'the sea'), memory('name', 'Ocean')])).toEqual([]);
    const [water, ...more] = findReflections([
      memory('likes', 'the sea'),
      memory('likes', 'swimming'),
      memory('likes', 'glass flowers'),
    ]);
    expect(water).toMatchObject({
      theme: 'water',
      tone: 'drawn',
      of: ['the sea', 'swimming'],
      brain: 'offline',
    });
    expect(more).toEqual([]);
    expect(reflectionWords(water, 'en')).toBe('I think you are drawn to water: the sea and swimming.');
    expect(reflectionWords(water, 'ko')).toMatch(/^물에 마음이 가시는 것 같아요/);
  });
  test('likes and dislikes of one theme are not averaged away', () => {
    const found = findReflections([
      memory('likes', '바다'),
      memory('likes', '수영'),
      memory('dislikes', 'rain'),
      memory('dislikes', 'the river'),
    ]);
    expect(found.map(({ theme, tone }) => `${theme} ${tone}`).sort()).toEqual(['water drawn', 'water wary']);
    const wary = found.find(({ tone }) => tone === 'wary')!;
    expect(reflectionWords(wary, 'en')).toMatch(/water is not for you/);
    expect(reflectionWords(wary, 'ko')).toMatch(/^물은 썩 반기지/);
  });
  test('work and plans are what a life is full of', () => {
    const [music] = findReflections([memory('work', 'a violin teacher'), memory('plan', 'sing in a choir')]);
    expect(reflectionWords(music, 'en')).toMatch(/music is much of your life/);
    expect(reflectionWords(music, 'ko')).toMatch(/^음악이 곁에 있는 분/);
  });
  test('of a day is told what three guests shared, never what fewer did, and never who', () => {
    const mind = createMind('tilda', 1);
    noteNews(mind, 1, memory('likes', 'the sea'));
    noteNews(mind, 1, memory('likes', 'the lake'));
    noteNews(mind, 2, memory('likes', '수영'));
    expect(dayWords(mind, 'en')).toMatch(/something else/);
    noteNews(mind, 3, memory('dislikes', 'rain'));
    expect(dayWords(mind, 'en')).toBe('3 guests spoke of water tonight. Who, I keep to myself.');
    expect(dayWords(mind, 'ko')).toMatch(/물 이야기를 한 분이 3분/);
  });
});

describe('what is known of a pulse', () => {
  const held = { ...createGuestSense(), heart: { value: 96, usual: 80, tick: 100 } };
  test.each([
    ['How fast is my heart beating?', 'en', /^96 beats a minute, a little quicker/],
    ['Can you feel my pulse?', 'en', /^96 beats/],
    ['제 심박수가 얼마예요?', 'ko', /^1분에 96번 뛰고, 아까보다 조금 빨라요/],
  ] as const)('%s', (text, locale, answer) => {
    expect(tellHeart(held, 120, text, locale)).toMatch(answer);
  });
  test('nothing of an old pulse, of none, and of what was not asked', () => {
    expect(tellHeart(held, 1_000, 'Can you feel my pulse?', 'en')).toBeUndefined();
    expect(tellHeart(undefined, 100, 'Can you feel my pulse?', 'en')).toBeUndefined();
    expect(tellHeart(held, 100, 'My heart belongs to Lisbon', 'en')).toBeUndefined();
    expect(tellHeart(held, 100, 'How do you know my heart rate?', 'en')).toBeUndefined();
  });
});

test('who is asked how it feels says how it feels', () => {
  const mind = createMind('tilda', 1);
  mind.mood = { pleasure: 0, arousal: 0, dominance: 0 };
  mind.needs = { rest: 0.1, company: 0.1, making: 0.9, beauty: 0.1, play: 0.1 };
  expect(feelingWords(mind, 'en')).toBe('My hands want to make something.');
  mind.mood = { pleasure: -0.5, arousal: -0.2, dominance: 0 };
  expect(feelingWords(mind, 'ko')).toMatch(/^조금 가라앉아 있어요\./);
  mind.mood = { pleasure: 0, arousal: 0, dominance: 0 };
  mind.needs.making = 0;
  expect(feelingWords(mind, 'en')).toBe('');
});
