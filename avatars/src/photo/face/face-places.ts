/** Places of a face as linear functions of what it is like: components of the face, then units of its expression. */
import { type BodySpace, restBody } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';

/** One place of the surface, about the middle of the face, m. */
export interface FacePlace {
  readonly rest: readonly [number, number, number];
  /** Weights x 3. */
  readonly moves: Float64Array;
}

/** A face whose places may be asked for. */
export interface FacePlaces {
  /** Components of the face, then units. */
  readonly weights: number;
  /** By the network's points. */
  readonly points: readonly (FacePlace | null)[];
  /** Vertices that a face may move, near a point of the mean face. */
  near(point: number, withinM: number): readonly FacePlace[];
}

/** @param shape of which the body's components count */
export function facePlaces(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  shape: Float64Array,
): FacePlaces {
  const bare = shape.slice();
  bare.fill(0, space.bodyCount);
  const { positions } = restBody(space, bare, true);
  const weights = space.faceCount + space.units.length;
  const known = facePoints.flatMap((point) => (point ? [point] : []));
  const middle = [0, 0, 0];
  for (const point of known) {
    point.vertices.forEach((v, c) => {
      for (let k = 0; k < 3; k++) middle[k] += (point.shares[c] * positions[v * 3 + k]) / known.length;
    });
  }
  const placeAt = ({ vertices, shares }: Pick<FacePoint, 'vertices' | 'shares'>): FacePlace => {
    const rest: [number, number, number] = [-middle[0], -middle[1], -middle[2]];
    const moves = new Float64Array(weights * 3);
    vertices.forEach((v, c) => {
      if (shares[c] === 0) return;
      for (let k = 0; k < 3; k++) rest[k] += shares[c] * positions[v * 3 + k];
      addMoves(space, v, shares[c], moves);
    });
    return { rest, moves };
  };
  const points = facePoints.map((point) => point && placeAt(point));
  return {
    weights,
    points,
    near(point, withinM) {
      const place = points[point];
      if (!place) return [];
      const out: FacePlace[] = [];
      for (const v of space.kit.faceVertices) {
        const far = [0, 1, 2].map((k) => positions[v * 3 + k] - middle[k] - place.rest[k]);
        if (Math.hypot(...far) < withinM) out.push(placeAt({ vertices: [v], shares: [1] }));
      }
      return out;
    },
  };
}

/** Adds a share of how a vertex moves with each weight: weights x 3. */
function addMoves(
  { kit, bones, faceCount, faceRow, unitOffsets }: BodySpace,
  v: number,
  share: number,
  out: Float64Array,
): void {
  const length = (kit.faceVertices.length + bones) * 3;
  const row = faceRow[v] * 3;
  if (row >= 0)
    for (let c = 0; c < faceCount; c++)
      for (let k = 0; k < 3; k++) out[c * 3 + k] += share * kit.faceComponents[c * length + row + k];
  unitOffsets.forEach((offsets, u) => {
    const offset = offsets.get(v);
    if (offset) for (let k = 0; k < 3; k++) out[(faceCount + u) * 3 + k] += share * offset[k];
  });
}

/** Where a place lies with these weights, about the middle of the face, m. */
export function placeWith({ rest, moves }: FacePlace, weights: ArrayLike<number>): [number, number, number] {
  let [x, y, z] = rest;
  for (let c = 0; c < weights.length; c++) {
    const weight = weights[c];
    if (weight === 0) continue;
    x += weight * moves[c * 3];
    y += weight * moves[c * 3 + 1];
    z += weight * moves[c * 3 + 2];
  }
  return [x, y, z];
}
