import { expect, test } from 'vitest';
import { meet } from './meet.fixtures.ts';
import { thinkingStage } from './plaza.fixtures.ts';
import { rehearse } from './rehearse.ts';

test('guests are heard and answered in both languages while nobody is there', () => {
  const { world, stage } = thinkingStage(3, ['wave', 'bow'], 4);
  const answered = { en: 0, ko: 0 };
  const heard = new Set<string>();
  rehearse(
    {
      ...stage,
      step(messages, ready) {
        const outcomes = stage.step(messages, ready);
        for (const { kind, brain, locale, text } of world.social.events) {
          if (kind !== 'say') continue;
          if (brain === 'guest') heard.add(text);
          else if (locale === 'en' || locale === 'ko') answered[locale] += 1;
        }
        return outcomes;
      },
    },
    [{ id: 'tilda' }, { id: 'cast' }],
  );
  expect(heard.size).toBe(18);
  expect(answered.en).toBeGreaterThanOrEqual(8);
  expect(answered.ko).toBeGreaterThanOrEqual(8);
});

test('what was rehearsed leaves no trace on a stage', () => {
  const evening = () => {
    const all = meet();
    all.say('Hello! Who painted that picture?');
    all.hear();
    return all.hashes;
  };
  const before = evening();
  rehearse(thinkingStage(3, ['wave', 'bow'], 4).stage, [{ id: 'tilda' }, { id: 'cast' }]);
  expect(evening()).toEqual(before);
});

test('without anybody to play there is nothing to rehearse', () => {
  const { world, stage } = thinkingStage(3, ['wave', 'bow'], 4);
  rehearse(stage, []);
  expect(world.tick).toBe(0);
});
