import { describe, expect, test } from 'vitest';
import { handShape } from './hand-shape.ts';
import { Swings } from './swings.ts';

/** A right hand seen from its back, fingers up: each finger stretched (1) or curled in (0), thumb up or along. */
function hand(fingers: readonly [number, number, number, number], thumb: 'up' | 'along'): Float32Array {
  const points = new Float32Array(21 * 3);
  const put = (k: number, x: number, y: number): void => points.set([100 + x, 200 - y, 0], k * 3);
  put(0, 0, 0);
  fingers.forEach((stretched, f) => {
    const x = -18 + f * 12;
    const root = 5 + f * 4;
    put(root, x, 60);
    put(root + 1, x, stretched ? 85 : 72);
    put(root + 2, x, stretched ? 100 : 62);
    put(root + 3, x, stretched ? 112 : 48);
  });
  for (let k = 1; k <= 4; k++)
    if (thumb === 'up') put(k, -20 - k, 20 + k * 25);
    else put(k, -12 - k * 2, 12 + k * 8);
  return points;
}

describe('hand', () => {
  test.each([
    ['pointing', hand([1, 0, 0, 0], 'along')],
    ['open', hand([1, 1, 1, 1], 'along')],
    ['thumbUp', hand([0, 0, 0, 0], 'up')],
    ['other', hand([0, 0, 0, 0], 'along')],
    ['other', hand([1, 1, 0, 0], 'along')],
  ])('is %s', (shape, points) => {
    expect(handShape(points)).toBe(shape);
  });
});

describe('swings', () => {
  test('to and fro counts, trembling and drifting do not, and it is forgotten in time', () => {
    const swings = new Swings(0.2, 1_000);
    let count = 0;
    for (let ms = 0; ms <= 800; ms += 50) count = swings.add(0.3 * Math.sin((ms / 400) * 2 * Math.PI), ms);
    expect(count).toBe(5);
    const calm = new Swings(0.2, 1_000);
    for (let ms = 0; ms <= 2_000; ms += 50) count = calm.add(0.08 * Math.sin(ms) + ms * 1e-5, ms);
    expect(count).toBe(0);
    for (let ms = 850; ms <= 3_000; ms += 50) count = swings.add(0, ms);
    expect(count).toBe(0);
  });
});
