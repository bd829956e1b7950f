import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readFitModel } from '../fit/fit-model.ts';
import { BROWS, browMask, facePointUvs } from './face-map.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const SIZE = 256;

const { space, facePoints } = readFitModel(MODEL);
const uvs = facePointUvs(space, facePoints);
const sum = (mask: Float32Array) => mask.reduce((all, x) => all + x, 0);

test('brows are whole between their points, as long as they are, and nowhere else', () => {
  const mask = browMask(uvs, SIZE);
  for (const brow of BROWS) {
    for (let i = 1; i < brow.length / 2 - 1; i++) {
      const [top, low] = [brow[i], brow[brow.length - 1 - i]];
      const middle = [0, 1].map((k) => Math.round(((uvs[top * 2 + k] + uvs[low * 2 + k]) / 2) * SIZE));
      expect(mask[middle[1] * SIZE + middle[0]]).toBeGreaterThan(0.7);
    }
  }
  // Eyes and the bridge of the nose.
  for (const k of [159, 386, 168, 6, 151]) {
    expect(mask[Math.round(uvs[k * 2 + 1] * SIZE) * SIZE + Math.round(uvs[k * 2] * SIZE)]).toBe(0);
  }
  expect(sum(mask) / SIZE ** 2).toBeGreaterThan(0.004);
});

test('a tile that lies another way round has the same brows', () => {
  const turned = uvs.map((_, i) => (i % 2 === 0 ? uvs[i + 1] : uvs[i - 1]));
  const [mask, other] = [browMask(uvs, SIZE), browMask(turned, SIZE)];
  let most = 0;
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) most = Math.max(most, Math.abs(mask[y * SIZE + x] - other[x * SIZE + y]));
  expect(most).toBeLessThan(1e-6);
});

test('a thicker brow covers more', () => {
  expect(sum(browMask(uvs, SIZE, 1.4))).toBeGreaterThan(1.25 * sum(browMask(uvs, SIZE)));
});
