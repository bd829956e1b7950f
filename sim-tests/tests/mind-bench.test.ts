import { expect, test } from 'vitest';
import { benchBargeIn } from '../bench/mind/barge-in.ts';
import { readAddressees, readGroundings, readScenes } from '../bench/mind/moments.ts';
import { openScene, playMoment } from '../bench/mind/play-moment.ts';

test('the corpus is large, of both languages, a third of it held back, and no id is used twice', () => {
  const [tuned, held] = [readAddressees('tuned'), readAddressees('held')];
  const all = [...tuned, ...held, ...readGroundings('tuned'), ...readGroundings('held')];
  expect(tuned.length + held.length).toBeGreaterThanOrEqual(200);
  expect(held.length / (tuned.length + held.length)).toBeGreaterThan(0.3);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const korean = [...tuned, ...held].filter(({ do: lines }) => /[가-힣]/.test(lines.at(-1)!.slice(6)));
  expect(korean.length).toBeGreaterThan(80);
});

test('every scene can be stood in, and a slip of the pen in a moment is told', () => {
  const scenes = readScenes();
  for (const name of Object.keys(scenes.scenes)) openScene(scenes, name);
  const play = openScene(scenes, 'pair');
  expect(() => playMoment(play, ['min dances'])).toThrow(/no line of the language/);
  expect(() => playMoment(play, ['nobody: hello'])).toThrow(/nobody is called/);
  expect(() => openScene(scenes, 'moon')).toThrow(/ring/);
});

test('who is spoken over falls silent within two ticks and remembers what was heard', () => {
  const { ticks, exact, wrong } = benchBargeIn();
  expect(Math.max(...ticks)).toBeLessThanOrEqual(2);
  expect([exact, wrong]).toEqual([ticks.length, 0]);
});
