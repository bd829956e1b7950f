import { createRandom } from '@troupe/avatars/maths';
import { describe, expect, test } from 'vitest';
import { compareQuantile } from './bootstrap.ts';
import { compareCounts } from './compare-counts.ts';
import { Histogram, type SparseHistogram } from './histogram.ts';
import { mannWhitney } from './mann-whitney.ts';

/** Seconds of a run whose level wanders, as real ones do. */
function seconds(seed: number, factor = 1): SparseHistogram[] {
  const random = createRandom(seed);
  let level = 1;
  return Array.from({ length: 60 }, () => {
    level = 1 + (level - 1) * 0.8 + (random() - 0.5) * 0.2;
    const histogram = new Histogram();
    for (let i = 0; i < 100; i++) histogram.record(factor * level * (40 - 10 * Math.log(1 - random())));
    return histogram.toSparse();
  });
}

describe('comparing runs', () => {
  test('two runs of one kind: the interval holds 0 in most of the pairs, as a 95 % interval should', () => {
    let held = 0;
    for (let pair = 0; pair < 40; pair++) {
      const { low, high } = compareQuantile(seconds(pair * 2 + 1), seconds(pair * 2 + 2), { rounds: 200 })!;
      if (low <= 0 && high >= 0) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(31);
  });

  test('a fifth more is found, with its size and its sign', () => {
    const found = compareQuantile(seconds(1), seconds(2, 1.2))!;
    expect(found.low).toBeGreaterThan(0);
    expect(found.difference / found.a).toBeGreaterThan(0.1);
    expect(found.difference / found.a).toBeLessThan(0.32);
    const back = compareQuantile(seconds(2, 1.2), seconds(1))!;
    expect(back.high).toBeLessThan(0);
  });

  test('an empty run compares with nothing', () => {
    expect(compareQuantile([], seconds(1))).toBeUndefined();
  });

  test('Mann-Whitney: a case worked by hand', () => {
    // By hand: no ties, z = (27 - 15 - 0.5) / sqrt(30) = 2.0996, two-sided p = 0.0358.
    const { u, p, larger } = mannWhitney([1.1, 2.2, 3.3, 4.4, 5.5], [3.5, 4.5, 5.6, 6.7, 7.8, 8.9]);
    expect(u).toBe(27);
    expect(p).toBeCloseTo(0.0358, 3);
    expect(larger).toBeCloseTo(0.9, 6);
  });

  test('Mann-Whitney: all alike is no difference, and so is nothing', () => {
    expect(mannWhitney([2, 2, 2], [2, 2]).p).toBe(1);
    expect(mannWhitney([], [1]).p).toBe(1);
  });

  test('counts: a case worked by hand, unlike exposures, and nothing at all', () => {
    // By hand: 10 in all, halves: P(0) + P(10) = 2 / 1024; P(<= 2) + P(>= 8) = 112 / 1024.
    const equal = { a: 100, b: 100 };
    expect(compareCounts(10, 0, equal).p).toBeCloseTo(2 / 1024, 9);
    expect(compareCounts(2, 8, equal).p).toBeCloseTo(112 / 1024, 9);
    expect(compareCounts(5, 5, equal).p).toBe(1);
    // Nine times as long and nine times as many is the same rate.
    expect(compareCounts(10, 90, { a: 100, b: 900 }).p).toBeGreaterThan(0.9);
    expect(compareCounts(90, 10, { a: 100, b: 900 }).p).toBeLessThan(1e-9);
    expect(compareCounts(0, 0, equal).p).toBe(1);
    expect(compareCounts(20_000, 20_500, equal).p).toBeLessThan(0.05);
  });
});
