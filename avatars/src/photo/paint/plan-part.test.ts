import { expect, test } from 'vitest';
import { meanHead } from '../dress/head-fixture.ts';
import { evenSkin } from './plan-part.ts';

const SKIN = [160, 105, 85] as const;

/** A colour after the last word on it, at a place that is a feature of the face or is not. */
function evened(colour: readonly number[], feature: number): Float32Array {
  const out = Float32Array.from(colour);
  const part = meanHead({}).hair!;
  const features = new Float32Array(part.point.length).fill(feature);
  evenSkin(part, features, SKIN)([0, 1, 2], [1, 0, 0], 1, out);
  return out;
}

test('a bluish patch of a cheek becomes skin as light as it was; lips and lids stay as they are', () => {
  const blotch = [120, 100, 135];
  const [r, g, b] = evened(blotch, 0);
  expect(r).toBeGreaterThan(b * 1.4);
  expect(0.3 * r + 0.59 * g + 0.11 * b).toBeCloseTo(0.3 * 120 + 0.59 * 100 + 0.11 * 135, 0);
  expect([...evened(blotch, 1)]).toEqual(blotch);
});

test('a flush keeps most of its hue', () => {
  const [r, g] = evened([190, 95, 85], 0);
  expect(r / g).toBeGreaterThan(1.8);
});
