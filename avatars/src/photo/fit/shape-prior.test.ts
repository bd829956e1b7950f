import { expect, test } from 'vitest';
import { combinePriors, type ShapePrior } from './shape-prior.ts';

const prior = (mean: number[], precision: number[]): ShapePrior => ({
  mean: Float64Array.from(mean),
  precision: Float64Array.from(precision),
});

test('beliefs of several photos are weighed by their precision', () => {
  const a = prior([1, 0], [3, 0, 0, 1]);
  const b = prior([5, 2], [1, 0, 0, 1]);
  const both = combinePriors([a, b]);
  expect(both.mean[0]).toBeCloseTo(2, 6);
  expect(both.mean[1]).toBeCloseTo(1, 6);
  expect([...both.precision]).toEqual([2, 0, 0, 1]);
  expect(combinePriors([a])).toBe(a);
});

test('what two photos say of one mixture of components is kept as it is', () => {
  const mixed = [2, 1, 1, 2];
  const both = combinePriors([prior([1, 1], mixed), prior([3, -1], mixed)]);
  expect(both.mean[0]).toBeCloseTo(2, 6);
  expect(both.mean[1]).toBeCloseTo(0, 6);
});
