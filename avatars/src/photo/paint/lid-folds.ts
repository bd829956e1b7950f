/**
 * Where the skin of an open eye lies folded away: the lids. What a photo shows there is the crease, lashes and shade beside
 * it; stretched over a lid that closes it would be a smear, so lids are filled from the skin around them.
 */
import { smoothStep } from '../../maths/angle.ts';
import { type BodySpace, restBody } from '../fit/body-space.ts';

/** Skin that grows by this factor when the eyes close begins to be a fold, and is one. */
const GROWS_FROM = 1.5;
const GROWS_TO = 2.2;

/** How surely each vertex of the body lies in the fold of an open lid, 0..1. */
export function lidFolds(space: BodySpace): Float32Array {
  const { model, bodyCount, faceCount, units } = space;
  const shape = new Float64Array(space.shapeCount);
  const open = restBody(space, shape).positions;
  units.forEach((unit, u) => {
    if (model.manifest.units[unit].endsWith('-closure')) shape[bodyCount + faceCount + u] = 1;
  });
  const closed = restBody(space, shape).positions;
  const before = new Float64Array(space.vertices);
  const after = new Float64Array(space.vertices);
  for (const triangle of space.kit.faceTriangles) {
    const corners = model.triangles.subarray(triangle * 3, triangle * 3 + 3);
    const [small, large] = [areaOf(open, corners), areaOf(closed, corners)];
    for (const v of corners) {
      before[v] += small;
      after[v] += large;
    }
  }
  return Float32Array.from(before, (area, v) =>
    area > 0 ? smoothStep(GROWS_FROM, GROWS_TO, after[v] / area) : 0,
  );
}

/** Area of a triangle, m². */
function areaOf(points: Float32Array, corners: ArrayLike<number>): number {
  const [a, b, c] = [corners[0], corners[1], corners[2]];
  const side = (p: number, q: number, k: number) => points[q * 3 + k] - points[p * 3 + k];
  const [ux, uy, uz] = [side(a, b, 0), side(a, b, 1), side(a, b, 2)];
  const [vx, vy, vz] = [side(a, c, 0), side(a, c, 1), side(a, c, 2)];
  return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
}
