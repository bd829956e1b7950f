import { expect, test } from 'vitest';
import { frechetDistance, gaussianOf, mixed } from './frechet.ts';

const diagonal = (mean: number[], variance: number[]) => ({
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(mean.flatMap((_, i) => mean.map((__, j) => (i === j ? variance[i] : 0)))),
});

test('the distance of independent axes is the sum of (m1 - m2)² + (s1 - s2)²', () => {
  const a = diagonal([0, 1, 2], [4, 9, 1]);
  const b = diagonal([1, 1, 0], [1, 16, 1]);
  expect(frechetDistance(a, b)).toBeCloseTo(1 + 1 + (0 + 1) + (4 + 0), 9);
  expect(frechetDistance(a, a)).toBeCloseTo(0, 9);
});

test('it does not care how the axes lie', () => {
  const turn = (rows: number[][]) =>
    rows.map(([x, y]) => Float32Array.from([0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y]));
  const rows = (shift: number, size: number) =>
    Array.from({ length: 64 }, (_, i) => [shift + size * Math.sin(i * 1.7), Math.cos(i * 2.9)]);
  const plain = frechetDistance(
    gaussianOf(rows(0, 1).map((row) => Float32Array.from(row))),
    gaussianOf(rows(1, 3).map((row) => Float32Array.from(row))),
  );
  const turned = frechetDistance(gaussianOf(turn(rows(0, 1))), gaussianOf(turn(rows(1, 3))));
  expect(plain).toBeGreaterThan(1);
  expect(turned).toBeCloseTo(plain, 4);
});

test('a mixture spreads as wide as its parts lie apart', () => {
  const both = mixed([diagonal([-2], [1]), diagonal([2], [1])]);
  expect(both.mean[0]).toBe(0);
  expect(both.covariance[0]).toBe(5);
});
