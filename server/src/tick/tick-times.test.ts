import { expect, test } from 'vitest';
import { createTickTimes } from './tick-times.ts';

test('ticks since a count: each once, oldest first, and only those that are kept', () => {
  const times = createTickTimes(4);
  for (const ms of [1, 2, 3]) times.add(ms);
  expect(times.since(0)).toEqual([1, 2, 3]);
  expect(times.since(3)).toEqual([]);
  for (const ms of [4, 5, 6]) times.add(ms);
  expect(times.since(3)).toEqual([4, 5, 6]);
  expect(times.since(0)).toEqual([3, 4, 5, 6]);
  expect(times.since(99)).toEqual([]);
});
