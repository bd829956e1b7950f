/** A face that was drawn from known components is found again by looking back at one's own drawing. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type BodySpace, restBody } from '../fit/body-space.ts';
import { readFitModel } from '../fit/fit-model.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { loadModel } from '../see/litert.ts';
import { readFaceSteadily } from '../see/read-face.ts';
import { plainLook } from '../understand/look-fixture.ts';
import { frontalFace } from './face-frame.ts';
import { lookBack } from './look-back.ts';
import { createPlainHead, PLAIN_HEAD_PX } from './plain-head.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
/** Places of the network's points on a shape: points x 3, m. */
function meshPoints(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  shape: Float64Array,
): Float64Array {
  const { positions } = restBody(space, shape, true);
  const out = new Float64Array(facePoints.length * 3);
  facePoints.forEach((point, k) => {
    point?.vertices.forEach((v, c) => {
      for (let axis = 0; axis < 3; axis++) out[k * 3 + axis] += point.shares[c] * positions[v * 3 + axis];
    });
  });
  return out;
}

/** As the network gives points: y down, nearer is less. */
const upsideDown = (points: Float64Array) => points.map((x, i) => (i % 3 === 0 ? x : -x));

const FRONTAL = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);

test('what the drawing shows otherwise than the photo is put right, and nothing else is touched', async () => {
  const { space, facePoints } = readFitModel(MODEL);
  const look = plainLook();
  const wanted = new Float64Array(space.shapeCount);
  wanted.set([1.6, -1.4, 1.2], space.bodyCount);
  const head = await createPlainHead(space, facePoints, look);
  const middle = PLAIN_HEAD_PX / 2;
  const roi = { cx: middle, cy: middle, size: 0.8 * PLAIN_HEAD_PX, turn: 0 };
  const read = await readFaceSteadily(await loadModel('face_landmark'), head.draw(wanted, FRONTAL), roi);
  expect(read.flag).toBeGreaterThan(0.9);
  const start = new Float64Array(space.shapeCount);
  start[0] = 0.3;
  wanted[0] = 0.3;
  const found = await lookBack({ space, facePoints, face: { ...read, eyeToMouthPx: 44 }, look }, start);
  const shapeOf = (shape: Float64Array) =>
    frontalFace(
      upsideDown(meshPoints(space, facePoints, shape)),
      meshPoints(space, facePoints, wanted),
      facePoints,
    ).points;
  const truth = meshPoints(space, facePoints, wanted);
  const offMm = (shape: Float64Array) => {
    const points = shapeOf(shape);
    const far = facePoints.flatMap((p, k) =>
      p ? [Math.hypot(...[0, 1, 2].map((axis) => points[k * 3 + axis] - truth[k * 3 + axis]))] : [],
    );
    return (1000 * far.reduce((sum, d) => sum + d, 0)) / far.length;
  };
  expect(offMm(wanted)).toBeLessThan(0.01);
  expect(offMm(start)).toBeGreaterThan(1);
  expect(offMm(found)).toBeLessThan(0.85 * offMm(start));
  const [from, to] = [space.bodyCount, space.bodyCount + space.faceCount];
  expect([...found.subarray(0, from), ...found.subarray(to)]).toEqual([
    ...start.subarray(0, from),
    ...start.subarray(to),
  ]);
}, 60_000);
