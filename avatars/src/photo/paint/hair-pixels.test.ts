import { expect, test } from 'vitest';
import type { Rgb } from '../understand/colour.ts';
import { plainLook } from '../understand/look-fixture.ts';
import { hairPixels } from './hair-pixels.ts';

const SIZE = { width: 200, height: 300 } as const;
const HAIR: Rgb = [35, 28, 22];
const SHIRT: Rgb = [225, 225, 230];
const FACE_AT = { top: 40, chin: 90, x: 100 } as const;

/** A face, dark hair down its left side to the chest, a white shirt with a dark print; everything is the person's. */
function chest(shirt: Rgb) {
  const data = new Uint8Array(SIZE.width * SIZE.height * 3);
  const paint = (x0: number, y0: number, x1: number, y1: number, colour: Rgb) => {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) data.set(colour, (y * SIZE.width + x) * 3);
  };
  paint(0, 0, SIZE.width, SIZE.height, shirt);
  paint(80, 35, 120, 95, [200, 160, 140]);
  paint(64, 40, 79, 180, HAIR);
  paint(95, 160, 125, 190, HAIR);
  const points = new Float32Array(468 * 3);
  points.set([FACE_AT.x, FACE_AT.top, 0], 10 * 3);
  points.set([FACE_AT.x, FACE_AT.chin, 0], 152 * 3);
  const sight = {
    picture: { data, ...SIZE },
    mask: new Uint8Array(SIZE.width * SIZE.height).fill(255),
    extentPx: 300,
    face: { points, flag: 1, eyeToMouthPx: 25 },
  };
  const look = plainLook({
    hair: { style: 'long', colour: HAIR, tip: HAIR },
    upper: { colour: shirt },
    lower: { colour: [60, 60, 150] },
  });
  return hairPixels(sight, look, 2);
}

const isHair = (pixels: Uint8Array | undefined, x: number, y: number) =>
  (pixels?.[y * SIZE.width + x] ?? 0) > 0;

test('hair is followed from the head down over the shirt; a print of its colour is the shirt', () => {
  const pixels = chest(SHIRT);
  expect(isHair(pixels, 70, 60)).toBe(true);
  expect(isHair(pixels, 70, 170)).toBe(true);
  expect(isHair(pixels, 110, 175)).toBe(false);
  expect(isHair(pixels, 150, 170)).toBe(false);
  expect(pixels?.[170 * SIZE.width + 70]).toBe(2);
  expect(pixels?.[80 * SIZE.width + 70]).toBe(1);
  // Its shadow lies beside it.
  expect(pixels?.[150 * SIZE.width + 83]).toBe(3);
});

test('before a shirt of its own colour hair cannot be told, and the shirt is left as it is', () => {
  expect(isHair(chest([38, 31, 25]), 110, 200)).toBe(false);
});
