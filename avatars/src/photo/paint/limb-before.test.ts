import { expect, test } from 'vitest';
import { createHits } from '../render/rasterise.ts';
import { limbBefore } from './scene.ts';

/** A body 3 m away fills the picture; an arm 0.2 m before it fills the columns left of 40; 100 px are 1 m of the body. */
const camera = { focalPx: 300, cx: 50, cy: 50 };
const hits = createHits(100, 100);
hits.depth.fill(3);
for (let y = 0; y < 100; y++) hits.depth.fill(2.8, y * 100, y * 100 + 40);

test('beside an arm as far as its sleeve may reach, something else may be seen', () => {
  expect(limbBefore(hits, camera, [44, 50, 3], 0.02)).toBe(false);
  expect(limbBefore(hits, camera, [44, 50, 3], 0.06)).toBe(true);
  expect(limbBefore(hits, camera, [60, 50, 3], 0.09)).toBe(false);
});

test('the arm itself has nothing before it', () => {
  expect(limbBefore(hits, camera, [38, 50, 2.8], 0.09)).toBe(false);
});
