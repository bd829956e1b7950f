import { expect, test } from 'vitest';
import { labOf, type Rgb, secondColour, toSrgb, toSrgbFast } from './colour.ts';

const many = (colour: Rgb, count: number): Rgb[] => Array.from({ length: count }, () => colour);
const CREAM: Rgb = [190, 175, 165];
const BROWN: Rgb = [50, 36, 30];

test('the other stripe is a colour of the cloth', () => {
  expect(secondColour([...many(CREAM, 70), ...many(BROWN, 30)], CREAM)).toEqual(BROWN);
});

test('folds of plain cloth and a small mark are none', () => {
  expect(secondColour([...many(CREAM, 70), ...many([165, 151, 142], 30)], CREAM)).toBeUndefined();
  expect(secondColour([...many(CREAM, 95), ...many(BROWN, 5)], CREAM)).toBeUndefined();
});

test('the table of the curve is the curve', () => {
  for (let i = -10; i <= 10_010; i++) expect(toSrgbFast(i / 10_000)).toBeCloseTo(toSrgb(i / 10_000), 1);
});

test('a colour is the same whatever was asked before it', () => {
  const grid = Array.from({ length: 32 ** 3 }, (_, i) => [i & 31, (i >> 5) & 31, i >> 10].map((x) => x * 8));
  const first = grid.map(([r, g, b]) => labOf(r, g, b));
  expect(grid.toReversed().map(([r, g, b]) => labOf(r, g, b))).toEqual(first.toReversed());
  expect(labOf(255, 255, 255)[0]).toBeCloseTo(100, 1);
});
