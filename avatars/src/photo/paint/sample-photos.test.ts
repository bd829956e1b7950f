import { expect, test } from 'vitest';
import type { Part } from '../dress/part.ts';
import { createDistanceField } from '../fit/distance-field.ts';
import { createHits } from '../render/rasterise.ts';
import type { Rgb } from '../understand/colour.ts';
import type { PaintPlan } from './paint-plan.ts';
import { isOthers } from './sample-photos.ts';

const SIZE = 100;
const MAGENTA: Rgb = [190, 50, 150];
const GREEN: Rgb = [120, 140, 90];
const near = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 30;

/** A person in magenta fills the columns from 20 to 80, before a green wall. */
const filled = (colour: Rgb) => ({
  data: Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => colour[i % 3]),
  width: SIZE,
  height: SIZE,
});
const sceneOf = (around: Rgb) =>
  ({
    picture: filled(around),
    soft: filled(around),
    mask: createDistanceField((i) => i % SIZE >= 20 && i % SIZE < 80, SIZE, SIZE),
    hits: createHits(SIZE, SIZE),
    camera: { focalPx: 300, cx: 50, cy: 50 },
    edgePx: 3,
    hands: new Uint8Array(SIZE * SIZE),
  }) as unknown as Parameters<typeof isOthers>[0];
const plan = {
  part: { name: 'skirt' } as Part,
  known: (c: Rgb) => near(c, MAGENTA),
} as unknown as PaintPlan;

test('what shines through at the outline is the wall; the same colour in the middle is a print', () => {
  expect(isOthers(sceneOf(GREEN), plan, [23, 50, 3], GREEN)).toBe(true);
  expect(isOthers(sceneOf(GREEN), plan, [50, 50, 3], GREEN)).toBe(false);
});

test('where the own colours surround it a pixel of noise stays; skin knows no such rule', () => {
  expect(isOthers(sceneOf(MAGENTA), plan, [23, 50, 3], GREEN)).toBe(false);
  expect(
    isOthers(sceneOf(GREEN), { ...plan, known: undefined } as unknown as PaintPlan, [23, 50, 3], GREEN),
  ).toBe(false);
});
