import { expect, test } from 'vitest';
import { createHits, rasterise } from '../render/rasterise.ts';
import { cutSurface } from './part.ts';

/** A unit square of two triangles; the field is positive left of x = 0.25. */
const corners = {
  vertices: [0, 1, 2, 0, 2, 3],
  uvs: [0, 1, 2, 0, 2, 3],
  uvTable: Float32Array.from([0, 0, 1, 0, 1, 1, 0, 1]),
};
const field = Float32Array.from([0.25, -0.75, -0.75, 0.25]);

function area(cut: ReturnType<typeof cutSurface>): number {
  let sum = 0;
  for (let t = 0; t < cut.triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => cut.triangles[t + k] * 2);
    sum += (cut.uvs[b] - cut.uvs[a]) * (cut.uvs[c + 1] - cut.uvs[a + 1]);
    sum -= (cut.uvs[c] - cut.uvs[a]) * (cut.uvs[b + 1] - cut.uvs[a + 1]);
  }
  return Math.abs(sum / 2);
}

test('a surface is cut exactly at the zero line', () => {
  const cut = cutSurface(corners, field);
  expect(area(cut)).toBeCloseTo(0.25, 6);
  expect(Math.max(...cut.uvs.filter((_, i) => i % 2 === 0))).toBeCloseTo(0.25, 6);
});

test('neighbours share the vertices of the cut', () => {
  const cut = cutSurface(corners, field);
  const seen = new Set(Array.from(cut.from, (a, i) => `${a},${cut.to[i]},${cut.share[i].toFixed(6)}`));
  expect(seen.size).toBe(cut.from.length);
});

test('nothing is left where the field is negative everywhere', () => {
  expect(cutSurface(corners, new Float32Array(4).fill(-1)).triangles.length).toBe(0);
});

test('the nearer of two triangles is seen, and holes let the other shine through', () => {
  const points = Float32Array.from([0, 0, 5, 20, 0, 5, 0, 20, 5, 0, 0, 2, 20, 0, 2, 0, 20, 2]);
  const hits = createHits(10, 10);
  rasterise(hits, points, [0, 1, 2, 3, 4, 5]);
  expect(hits.triangle[11]).toBe(1);
  const holes = createHits(10, 10);
  rasterise(holes, points, [0, 1, 2, 3, 4, 5], { solid: (t) => t === 0 });
  expect(holes.triangle[11]).toBe(0);
  expect(holes.depth[11]).toBeCloseTo(5);
});
