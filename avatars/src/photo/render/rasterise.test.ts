import { expect, test } from 'vitest';
import { createRandom } from '../../maths/random.ts';
import { createHits, rasterise } from './rasterise.ts';

const SIZE = 24;

test.each([0, 0.3])('draws exactly the pixels whose middles lie in the triangle grown by %s', (grow) => {
  const random = createRandom(11);
  for (let round = 0; round < 60; round++) {
    // Small and large ones, some partly beyond the canvas.
    const reach = round % 2 ? 3 : 30;
    const at = [random() * SIZE, random() * SIZE];
    const points = Float32Array.from({ length: 9 }, (_, i) =>
      i % 3 === 2 ? 1 : at[i % 3] + (random() - 0.5) * reach,
    );
    const hits = createHits(SIZE, SIZE);
    rasterise(hits, points, [0, 1, 2], { grow });
    const [ax, ay, , bx, by, , cx, cy] = points;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    for (let i = 0; i < SIZE * SIZE; i++) {
      const [dx, dy] = [(i % SIZE) + 0.5 - ax, Math.floor(i / SIZE) + 0.5 - ay];
      const u = (dx * (cy - ay) - dy * (cx - ax)) / area;
      const v = (dy * (bx - ax) - dx * (by - ay)) / area;
      const margin = Math.min(u, v, 1 - u - v) + grow;
      if (Math.abs(margin) > 1e-5) expect(hits.triangle[i] === 0).toBe(margin > 0);
    }
  }
});
