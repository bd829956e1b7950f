import { expect, test } from 'vitest';
import type { Rgb } from './colour.ts';
import { hairColour, lengthBelowChin } from './find-hair.ts';

const many = (colour: Rgb, count: number): Rgb[] => Array.from({ length: count }, () => colour);

test('the shine of the sky and glasses pushed up are not the colour of hair', () => {
  const [r, g, b] = hairColour([...many([70, 58, 48], 60), ...many([150, 165, 205], 90)])!;
  expect(r).toBeGreaterThan(b);
  expect(r).toBeLessThan(90);
  expect(g).toBeLessThan(90);
});

test('hair that is blue throughout stays blue', () => {
  const [r, , b] = hairColour([...many([60, 80, 190], 97), ...many([120, 90, 70], 3)])!;
  expect(b).toBeGreaterThan(r);
});

test('nothing seen has no colour', () => {
  expect(hairColour([])).toBeUndefined();
});

test('a dark suit below short hair is not its length; tails and locks before the shoulders are', () => {
  expect(lengthBelowChin('crop', -0.4, 3.6)).toBe(-0.4);
  expect(lengthBelowChin('updo', 0.1, 0.9)).toBe(0.9);
  expect(lengthBelowChin('long', 0.6, 1.4)).toBe(1.4);
  expect(lengthBelowChin('shoulder', 0.4, -1)).toBe(0.4);
});
