import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { bestTurn, turnMatrix } from '../likeness/face-distance.ts';
import { centre } from './centre.ts';

/** The network's 468 points turned to the front and scaled to the mean face. */
export interface FrontalFace {
  /** Points x 3, m: x to the person's left, y up, z to the front; centred. */
  readonly points: Float64Array;
  /** Turn of the face against the camera, 3 x 3 row major: frontal = turn · seen. */
  readonly turn: Float64Array;
  /** px a metre of the mean face. */
  readonly pxPerM: number;
}

/** Points whose place on the surface is less sure than this do not say how the face is turned, mm. */
const STEADY_MM = 4;

/** Where the points lie on the mean body's face: points x 3, m. */
export function meanFacePoints(space: BodySpace, facePoints: readonly (FacePoint | null)[]): Float64Array {
  const out = new Float64Array(facePoints.length * 3);
  facePoints.forEach((point, k) => {
    point?.vertices.forEach((v, c) => {
      for (let axis = 0; axis < 3; axis++) out[k * 3 + axis] += point.shares[c] * space.mean[v * 3 + axis];
    });
  });
  return out;
}

/** Turns and scales what the network saw onto the mean face. @param seen points x 3: px right, px down, depth in px */
export function frontalFace(
  seen: ArrayLike<number>,
  mean: Float64Array,
  facePoints: readonly (FacePoint | null)[],
): FrontalFace {
  const steady = facePoints.flatMap((point, k) => (point && point.spreadMm < STEADY_MM ? [k] : []));
  const upright = Float64Array.from({ length: mean.length }, (_, i) => (i % 3 === 0 ? seen[i] : -seen[i]));
  const pick = (from: Float64Array) =>
    Float64Array.from({ length: steady.length * 3 }, (_, i) => from[steady[Math.floor(i / 3)] * 3 + (i % 3)]);
  const [a, b] = [pick(upright), pick(mean)];
  const [from, to] = [centre(a), centre(b)];
  const turn = turnMatrix(bestTurn(a, b));
  let dot = 0;
  let own = 0;
  for (let i = 0; i < a.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const turned = turn[k * 3] * a[i] + turn[k * 3 + 1] * a[i + 1] + turn[k * 3 + 2] * a[i + 2];
      dot += turned * b[i + k];
      own += turned * turned;
    }
  }
  const scale = dot / own;
  const points = new Float64Array(mean.length);
  for (let i = 0; i < points.length; i += 3) {
    const d = [0, 1, 2].map((k) => upright[i + k] - from[k]);
    for (let k = 0; k < 3; k++)
      points[i + k] = scale * (turn[k * 3] * d[0] + turn[k * 3 + 1] * d[1] + turn[k * 3 + 2] * d[2]) + to[k];
  }
  return { points, turn, pxPerM: 1 / scale };
}
