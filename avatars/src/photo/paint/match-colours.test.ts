import { expect, test } from 'vitest';
import { createRandom } from '../../maths/index.ts';
import { gainsOf } from './match-colours.ts';

/** Ratios around three gains; each off by up to `shake` in its logarithm. */
function ratios(gains: readonly number[], shake: number, count = 400): number[][] {
  const random = createRandom(5);
  return gains.map((gain) =>
    Array.from({ length: count }, () => gain * Math.exp(shake * (2 * random() - 1))),
  );
}

test('exposure and white balance are found from places that agree', () => {
  const found = gainsOf(ratios([1.3, 1.1, 0.9], 0.2))!;
  [1.3, 1.1, 0.9].forEach((gain, k) => {
    expect(found[k]).toBeCloseTo(gain, 1);
  });
});

test('too few places, places that disagree and wild tints change nothing', () => {
  expect(gainsOf(ratios([1.3, 1.1, 0.9], 0.2, 60))).toBeUndefined();
  expect(gainsOf(ratios([1.3, 1.1, 0.9], 1.2))).toBeUndefined();
  expect(gainsOf(ratios([2, 0.8, 1.9], 0.1))).toBeUndefined();
});
