import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { answerCrowd, crowdWords } from './brain/crowd-words.ts';
import { catchCrowd } from './brain/feel.ts';
import { senseCrowd } from './senses/crowd-mood.ts';
import { createWorld, spawnHuman } from './world/index.ts';
import { createMind } from './world/mind.ts';
import { createGuestSense } from './world/sensed.ts';

const file = new URL('../../assets/stages/plaza/stage.json', import.meta.url);
const plaza = parseStageFile(JSON.parse(readFileSync(file, 'utf8')), 'stage.json');
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** Guests whose faces show a valence (undefined: nothing), and the crowd they make. */
function crowd(...valences: readonly (number | undefined)[]) {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 16 });
  valences.forEach((valence, i) => {
    const name = { en: `G${i}`, ko: `G${i}` };
    const slot = spawnHuman(world, {
      kind: 'guest',
      name,
      bodyIndex: 0,
      locale: 'en',
      personaId: undefined,
      x: i,
      z: 0,
      yaw: 0,
    });
    if (valence === undefined) return;
    const sign = { m: 'face', valence, arousal: 0.4, sd: 0.3, tick: 0 } as const;
    world.social.guestSenses[slot] = { ...createGuestSense(), signs: [sign] };
  });
  senseCrowd(world);
  return world.social.crowd;
}

test('many glad faces are a glad crowd; two people are no crowd, and nor are faces that tell nothing', () => {
  const glad = crowd(0.7, 0.6, 0.8, undefined);
  expect(glad).toMatchObject({ guests: 4, telling: 3, split: false });
  expect(glad.valence).toBeCloseTo(0.7);
  expect(crowdWords(glad, 'en')).toBe('They seem glad, and quite excited.');
  expect(crowd(0.7, 0.7).telling).toBe(0);
  expect(crowd(undefined, undefined, undefined, 0.8)).toMatchObject({ guests: 4, telling: 0 });
});
test('two moods at once are told as two, not as none', () => {
  const two = crowd(0.8, 0.8, -0.8, -0.8);
  expect(two).toMatchObject({ split: true });
  expect(Math.abs(two.valence)).toBeLessThan(0.01);
  expect(crowdWords(two, 'ko')).toMatch(/둘로 갈려/);
});
test('a performer catches the mood of a crowd by and by, and only unrest of one that is split', () => {
  const mind = createMind('tilda', 1);
  mind.mood = { pleasure: 0, arousal: 0, dominance: 0 };
  for (let i = 0; i < 400; i++) catchCrowd(mind, crowdOf(0.8, false));
  expect(mind.mood.pleasure).toBeGreaterThan(0.08);
  expect(mind.mood.pleasure).toBeLessThan(0.48);
  const calm = mind.mood.pleasure;
  for (let i = 0; i < 400; i++) catchCrowd(mind, crowdOf(-0.8, true));
  expect(mind.mood.pleasure).toBe(calm);
  expect(mind.mood.arousal).toBeGreaterThan(0.05);
});
test.each([
  ['How is the mood tonight?', 'en'],
  ['How does everybody feel?', 'en'],
  ['오늘 분위기 어때요?', 'ko'],
] as const)('%s', (question, locale) => {
  expect(answerCrowd(crowdOf(0.6, false), question, locale)).toMatch(locale === 'ko' ? /즐/ : /glad/);
  expect(answerCrowd(crowdOf(0, false, 0), question, locale)).toMatch(
    locale === 'ko' ? /읽히지/ : /cannot read/,
  );
});
test('who asks for something else is not told of the crowd', () => {
  for (const text of ['How are you?', 'What are the people called?', '기분이 어때요?'])
    expect(answerCrowd(crowdOf(0.6, false), text, 'en')).toBeUndefined();
});

const crowdOf = (valence: number, split: boolean, telling = 5) => {
  return { guests: 8, telling, valence, arousal: 0.2, spread: split ? 0.8 : 0.1, split };
};
