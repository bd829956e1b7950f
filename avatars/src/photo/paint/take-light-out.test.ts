import { describe, expect, test } from 'vitest';
import { createDistanceField } from '../fit/distance-field.ts';
import { toLinear, toSrgb } from '../understand/colour.ts';
import { drawDepth } from './scene.ts';
import { type LitScene, takeLightOut } from './take-light-out.ts';

const SIZE = 120;
const FAR_M = 4;
const CAMERA = { focalPx: 4 * SIZE, cx: SIZE / 2, cy: SIZE / 2 };
const OWN = [0.5, 0.3, 0.2];

/** A ball of 0.4 m before the camera. @param foldM how much farther out every other ring lies */
function ball(foldM = 0) {
  const points: number[] = [];
  const triangles: number[] = [];
  const [rings, sectors] = [40, 60];
  for (let r = 0; r <= rings; r++) {
    for (let s = 0; s <= sectors; s++) {
      const [a, b] = [(r / rings) * Math.PI, (s / sectors) * 2 * Math.PI];
      const wide = 0.4 + (r % 4 < 2 ? foldM : 0);
      points.push(
        wide * Math.sin(a) * Math.sin(b),
        wide * Math.cos(a),
        wide * Math.sin(a) * Math.cos(b) - FAR_M,
      );
      if (r === rings || s === sectors) continue;
      const i = r * (sectors + 1) + s;
      triangles.push(i, i + sectors + 1, i + 1, i + 1, i + sectors + 1, i + sectors + 2);
    }
  }
  const hanging = Int32Array.from(
    { length: points.length / 3 },
    (_, i) => i - (i % (sectors + 1) === sectors ? sectors : 0),
  );
  return { points: Float32Array.from(points), triangles: Uint32Array.from(triangles), hanging };
}

const BALL = ball();

/** The ball in a light from the left, with a dark mark on it. @param browned how much redder its own colour gets from left to right */
function photo(browned = 0): LitScene & { inside: (i: number) => boolean } {
  const data = new Uint8Array(SIZE * SIZE * 3).fill(30);
  const pxPerM = CAMERA.focalPx / FAR_M;
  const inside = (i: number) =>
    Math.hypot((i % SIZE) + 0.5 - SIZE / 2, Math.floor(i / SIZE) + 0.5 - SIZE / 2) < 0.38 * pxPerM;
  for (let i = 0; i < SIZE * SIZE; i++) {
    if (!inside(i)) continue;
    const x = ((i % SIZE) + 0.5 - SIZE / 2) / pxPerM / 0.4;
    const y = (SIZE / 2 - Math.floor(i / SIZE) - 0.5) / pxPerM / 0.4;
    const z = Math.sqrt(Math.max(0, 1 - x * x - y * y));
    const light = 0.3 + 0.9 * Math.max(0, -0.7 * x + 0.2 * y + 0.68 * z);
    const mark = Math.hypot(x - 0.1, y) < 0.12 ? 0.4 : 1;
    const red = [1 + browned * x, 1, 1 - browned * x];
    for (let k = 0; k < 3; k++) data[i * 3 + k] = toSrgb(OWN[k] * light * mark * red[k]);
  }
  return {
    picture: { data, width: SIZE, height: SIZE },
    mask: createDistanceField(inside, SIZE, SIZE),
    hits: drawDepth(SIZE, SIZE, CAMERA, [BALL]),
    edgePx: 2,
    inside,
  };
}

/** Deviation over mean of the red channel in linear light, away from mark and edge. */
function unevenness(data: Uint8Array): number {
  const values: number[] = [];
  for (let i = 0; i < SIZE * SIZE; i++) {
    const [x, y] = [(i % SIZE) - SIZE / 2, Math.floor(i / SIZE) - SIZE / 2];
    if (Math.hypot(x, y) < 36 && Math.hypot(x - 5, y) > 10) values.push(toLinear(data[i * 3]));
  }
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) / mean;
}

describe('light taken out', () => {
  const surface = { ...BALL, hanging: undefined, first: 0, accept: () => true };
  test('evens a ball lit from one side, keeps its tone and its mark', () => {
    const scene = photo();
    const before = unevenness(scene.picture.data);
    const { data } = takeLightOut(scene, [surface]);
    expect(before).toBeGreaterThan(0.2);
    expect(unevenness(data)).toBeLessThan(0.3 * before);
    const at = (x: number, y: number) => toLinear(data[((SIZE / 2 - y) * SIZE + SIZE / 2 + x) * 3]);
    expect(at(5, 0) / at(-12, 12)).toBeCloseTo(0.4, 1);
  });
  test('keeps most of a hue that turns with the normal: it is the skin more often than the light', () => {
    const redness = (data: Uint8Array, x: number) => {
      const i = ((SIZE / 2 + 8) * SIZE + SIZE / 2 + x) * 3;
      return toLinear(data[i]) / toLinear(data[i + 2]);
    };
    const scene = photo(0.3);
    const { data } = takeLightOut(scene, [surface]);
    const before = redness(scene.picture.data, 22) / redness(scene.picture.data, -22);
    const after = redness(data, 22) / redness(data, -22);
    expect(before).toBeGreaterThan(1.35);
    expect(Math.log(after) / Math.log(before)).toBeGreaterThan(0.55);
  });
  test('cloth that hangs does not have the folds of the body beneath it', () => {
    const scene = photo();
    const left = (hanging: boolean) => {
      const { hanging: points, ...rest } = ball(0.012);
      const folded = { ...rest, first: 0, accept: () => true, ...(hanging ? { hanging: points } : {}) };
      const hits = drawDepth(SIZE, SIZE, CAMERA, [folded]);
      return unevenness(takeLightOut({ ...scene, hits }, [folded]).data);
    };
    expect(left(true)).toBeLessThan(0.7 * left(false));
  });
  test('leaves the picture alone where too little shows', () => {
    const scene = photo();
    expect(takeLightOut(scene, [{ ...surface, accept: () => false }])).toBe(scene.picture);
  });
});
