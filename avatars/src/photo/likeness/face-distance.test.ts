import { describe, expect, test } from 'vitest';
import { createRandom } from '../../maths/index.ts';
import { faceDistance, faceShape } from './face-distance.ts';

const random = createRandom(4);
const face = Float32Array.from({ length: 468 * 3 }, () => random() * 100);

/** The same face turned about all axes, larger and elsewhere; depth scaled as the shape does it. */
function moved(points: Float32Array, angle: number, scale: number): Float32Array {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return points.map((_, i) => {
    const at = i - (i % 3);
    const [x, y, z] = [points[at], points[at + 1], points[at + 2]];
    return scale * [c * x - s * y, s * x + c * y, z][i % 3] + [30, -20, 7][i % 3];
  });
}

describe('distance of faces', () => {
  test('does not see place, size or tilt', () => {
    for (const angle of [0, 0.4, -1.2, 3])
      expect(faceDistance(faceShape(face), faceShape(moved(face, angle, 2.5)))).toBeLessThan(1e-4);
  });
  test('grows with the change of shape, and is the same both ways', () => {
    const noise = createRandom(9);
    const other = (size: number) => faceShape(face.map((x) => x + size * (noise() - 0.5)));
    const [near, far] = [other(6), other(40)];
    const own = faceShape(face);
    expect(faceDistance(own, near)).toBeGreaterThan(0.005);
    expect(faceDistance(own, far)).toBeGreaterThan(3 * faceDistance(own, near));
    expect(faceDistance(far, own)).toBeCloseTo(faceDistance(own, far), 6);
  });
});
