import { expect, test } from 'vitest';
import { type Rgb, secondColour } from './colour.ts';

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
