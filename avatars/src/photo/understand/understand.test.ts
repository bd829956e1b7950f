import { expect, test } from 'vitest';
import { labOf } from './colour.ts';
import { boundary, tellSkin } from './understand.ts';

/** The face in shade; a dark shirt. */
const FACE = { colour: [158, 103, 86], lab: labOf(158, 103, 86) } as const;
const SHIRT = { colour: [73, 67, 64] } as const;

const skinOf = (colour: readonly [number, number, number], garment: Parameters<typeof tellSkin>[2]) =>
  tellSkin([{ colour, skin: false }], FACE, garment)[0].skin;

test('an arm in the sun is skin though the face in shade is not like it', () => {
  expect(skinOf([190, 120, 78], SHIRT)).toBe(true);
});

test('however bright the sun, beside a shirt of two colours too', () => {
  const shirt = { ...SHIRT, second: [241, 219, 112] } as const;
  for (const colour of [
    [250, 163, 118],
    [219, 135, 88],
    [184, 106, 67],
  ] as const)
    expect(skinOf(colour, shirt)).toBe(true);
  for (const colour of [
    [241, 219, 112],
    [205, 180, 90],
    [130, 121, 126],
    [86, 66, 75],
    [170, 178, 201],
  ] as const)
    expect(skinOf(colour, shirt)).toBe(false);
});

test('a sleeve stays cloth: of the shirt or its second colour, or of no skin at all', () => {
  expect(skinOf([80, 70, 66], SHIRT)).toBe(false);
  expect(skinOf([60, 90, 160], SHIRT)).toBe(false);
  expect(skinOf([190, 120, 78], { ...SHIRT, second: [200, 128, 84] })).toBe(false);
});

test('a hem is found within a stretch of probes, not only between two', () => {
  for (const hem of [0.21, 0.47, 1.13]) {
    const probes = Array.from({ length: 400 }, (_, i) => ({ along: i / 200, skin: i / 200 >= hem }));
    expect(Math.abs(boundary(probes, { from: 0, to: 2, first: 'cloth' }) - hem)).toBeLessThan(0.011);
  }
});
