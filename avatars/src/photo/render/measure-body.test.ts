import { expect, test } from 'vitest';
import { hullLength } from './measure-body.ts';

test('a tape around a square with a dent is as long as around the square', () => {
  const square = [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
    [1, 1.2],
    [1, 0],
  ] as const;
  expect(hullLength(square)).toBeCloseTo(8, 6);
});

test('a tape around many points of a circle', () => {
  const circle = Array.from({ length: 400 }, (_, i) => [Math.cos(i / 63.66), Math.sin(i / 63.66)] as const);
  expect(hullLength(circle)).toBeCloseTo(2 * Math.PI, 2);
});
