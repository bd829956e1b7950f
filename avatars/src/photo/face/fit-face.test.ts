/** Faces of known components, seen from where they are known to be seen from. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { restBody } from '../fit/body-space.ts';
import { project } from '../fit/camera.ts';
import { readFitModel } from '../fit/fit-model.ts';
import { turnOf } from '../fit/pose-state.ts';
import { facePlaces, placeWith } from './face-places.ts';
import { fitFace, JAW } from './fit-face.ts';
import { readFaceRegressor } from './regress-face.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const { space, facePoints } = readFitModel(MODEL);
const camera = { focalPx: 1400, cx: 400, cy: 600 };
const FACE_M = 0.05;
const PLACE = [0.1, 0.4, -2.8] as const;
const { modes, middle } = readFaceRegressor(MODEL);
/** Believes nothing. */
const belief = { modes, middle, wanted: new Float64Array(1), precision: new Float32Array(1) };

/** As the network would give the points of this face: px, px, and its guess of the depth, px. */
function read(shape: Float64Array, weights: Float64Array, turn: Float64Array): Float32Array {
  const places = facePlaces(space, facePoints, shape);
  const px = (p: readonly number[]): [number, number, number] => {
    const [x, y, z] = [0, 1, 2].map(
      (k) => turn[k * 3] * p[0] + turn[k * 3 + 1] * p[1] + turn[k * 3 + 2] * p[2] + PLACE[k],
    );
    return [...project(camera, x, y, z), (-(z - PLACE[2]) * camera.focalPx) / -PLACE[2]];
  };
  const points = new Float32Array(facePoints.length * 3);
  places.points.forEach((place, k) => {
    if (place) points.set(px(placeWith(place, weights)), k * 3);
  });
  // The jaw is where the head ends in the picture.
  const nose = [points[3], points[4]];
  JAW.forEach((k, i) => {
    const [a, b] = [JAW[Math.max(0, i - 1)], JAW[Math.min(JAW.length - 1, i + 1)]];
    const along = [points[b * 3] - points[a * 3], points[b * 3 + 1] - points[a * 3 + 1]];
    const length = Math.hypot(...along);
    const side = along[1] * (points[k * 3] - nose[0]) - along[0] * (points[k * 3 + 1] - nose[1]) > 0 ? 1 : -1;
    const out = [(side * along[1]) / length, (-side * along[0]) / length];
    const far = places.near(k, 0.012).map((place) => {
      const [x, y] = px(placeWith(place, weights));
      return (x - points[k * 3]) * out[0] + (y - points[k * 3 + 1]) * out[1];
    });
    const most = Math.max(0, ...far);
    points[k * 3] += most * out[0];
    points[k * 3 + 1] += most * out[1];
  });
  return points;
}

/** How far the network's places lie from the true ones, across, once both faces' middles and sizes are the same, mm. */
function offMm(found: Float64Array, truth: Float64Array): number {
  const at = (shape: Float64Array) => {
    const { positions } = restBody(space, shape, true);
    const points = facePoints.flatMap((point) => {
      if (!point) return [];
      const p = [0, 0, 0];
      point.vertices.forEach((v, c) => {
        for (let k = 0; k < 3; k++) p[k] += point.shares[c] * positions[v * 3 + k];
      });
      return [p];
    });
    const mean = [0, 1, 2].map((k) => points.reduce((sum, p) => sum + p[k], 0) / points.length);
    const moved = points.map((p) => p.map((x, k) => x - mean[k]));
    const size = Math.sqrt(moved.reduce((sum, p) => sum + p[0] ** 2 + p[1] ** 2, 0) / moved.length);
    return moved.map((p) => p.map((x) => (x * FACE_M) / size));
  };
  const [a, b] = [at(found), at(truth)];
  return (1000 * a.reduce((sum, p, i) => sum + Math.hypot(p[0] - b[i][0], p[1] - b[i][1]), 0)) / a.length;
}

function somebody(seed: number): Float64Array {
  const shape = new Float64Array(space.shapeCount);
  for (let c = 0; c < space.faceCount; c++)
    shape[space.bodyCount + c] = 0.8 * Math.sin(seed + c * 2.7 * seed);
  shape.set(
    [0.4, -0.6, 0.3].map((x) => x * Math.cos(seed)),
    0,
  );
  return shape;
}

for (const [name, turn] of [
  ['from the front', turnOf(0, 0, 0)],
  ['turned and nodding', turnOf(0.2, 0.35, -0.1)],
] as const)
  test(`a face is found ${name}, and its expression is not taken for it`, () => {
    for (const seed of [1, 2, 3]) {
      const truth = somebody(seed);
      const weights = new Float64Array(space.faceCount + space.units.length);
      weights.set(truth.subarray(space.bodyCount, space.bodyCount + space.faceCount));
      weights[space.faceCount + 6] = 0.5;
      const start = truth.slice();
      start.fill(0, space.bodyCount);
      const face = { flag: 1, points: read(truth, weights, turn), eyeToMouthPx: 33 };
      const found = start.slice();
      found.set(fitFace({ space, camera, facePoints, face, belief }, start), space.bodyCount);
      expect(offMm(start, truth)).toBeGreaterThan(1);
      expect(offMm(found, truth)).toBeLessThan(0.5 * offMm(start, truth));
    }
  });

test('what the network guesses of depth changes nothing: a short face is short and does not nod', () => {
  const truth = somebody(2);
  const weights = new Float64Array(space.faceCount + space.units.length);
  weights.set(truth.subarray(space.bodyCount, space.bodyCount + space.faceCount));
  const points = read(truth, weights, turnOf(0, 0, 0));
  const nodding = points.slice();
  for (let i = 0; i < points.length; i += 3) nodding[i + 2] += 0.3 * (points[i + 1] - points[4]);
  const start = truth.slice();
  start.fill(0, space.bodyCount);
  const [one, other] = [points, nodding].map((p) => {
    const found = start.slice();
    const face = { flag: 1, points: p, eyeToMouthPx: 33 };
    found.set(fitFace({ space, camera, facePoints, face, belief }, start), space.bodyCount);
    return found;
  });
  expect(offMm(one, other)).toBeLessThan(0.3);
});
