import { expect, test } from 'vitest';
import type { Part } from '../dress/part.ts';
import { createHits } from '../render/rasterise.ts';
import type { PaintPlan } from './paint-plan.ts';
import { isOthers } from './sample-photos.ts';

const SIZE = 100;

/** Hair hangs at x = 10 about the neck, at 20 beyond, and its shadow lies at 30. */
const hair = new Uint8Array(SIZE * SIZE);
hair.set(
  [1, 2, 3].flatMap((kind) => [kind, ...new Array(9).fill(0)]),
  50 * SIZE + 10,
);
const scene = {
  picture: { data: new Uint8Array(SIZE * SIZE * 3), width: SIZE, height: SIZE },
  hits: createHits(SIZE, SIZE),
  camera: { focalPx: 300, cx: 50, cy: 50 },
  edgePx: 3,
  hands: new Uint8Array(SIZE * SIZE),
  hair,
} as unknown as Parameters<typeof isOthers>[0];
const plan = (underHair: PaintPlan['underHair']) =>
  ({ part: { name: 'cloth_upper' } as Part, underHair }) as unknown as PaintPlan;
const others = (underHair: PaintPlan['underHair'], strangers?: Uint8Array) =>
  [10, 20, 30, 40].map((x) => isOthers(scene, plan(underHair), { strangers }, [x, 50, 3], [90, 90, 90]));

test('hair and its shadow are no cloth; skin is under hair beyond the neck only, and takes shadows', () => {
  expect(others('anywhere')).toEqual([true, true, true, false]);
  expect(others('beyond')).toEqual([false, true, false, false]);
});

test('what was told to be strangers is', () => {
  const strangers = new Uint8Array(SIZE * SIZE);
  strangers[50 * SIZE + 40] = 1;
  expect(others(undefined, strangers)).toEqual([false, false, false, true]);
});
