import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readFitModel } from '../fit/fit-model.ts';
import { guessCamera, project } from './camera.ts';
import { fitHead } from './fit-head.ts';
import type { FacePoint } from './fit-task.ts';
import { createFitState, poseBones, turnOf, vectorOf, vertexPlace } from './pose-state.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const { space, facePoints } = readFitModel(MODEL);

/** The face network's points of a head, as if it saw them exactly; depth in px of the head's own scale. */
function pointsOf(turn: Float64Array, place: readonly number[], size: { width: number; height: number }) {
  const state = createFitState(space);
  state.turns.set(turn, space.model.manifest.bones.indexOf('hips') * 9);
  state.place.set(place);
  const posed = poseBones(space, state, false);
  const camera = guessCamera(size.width, size.height);
  const points = new Float32Array(facePoints.length * 3);
  facePoints.forEach((point: FacePoint | null, k: number) => {
    const at: [number, number, number] = [0, 0, 0];
    point?.vertices.forEach((v, c) => {
      const p = vertexPlace(posed, v);
      for (let axis = 0; axis < 3; axis++) at[axis] += point.shares[c] * p[axis];
    });
    if (!point) return;
    const [x, y] = project(camera, ...at);
    points.set([x, y, (-(at[2] - place[2]) * camera.focalPx) / -place[2]], k * 3);
  });
  return { camera, points };
}

describe('a head in a close-up', () => {
  test('is found as it was held', () => {
    const turn = turnOf(0.1, 0.25, -0.08);
    const place = [0.02, -1.55, -0.8];
    const { camera, points } = pointsOf(turn, place, { width: 900, height: 1200 });
    const face = { flag: 1, points, eyeToMouthPx: 90 };
    const found = fitHead({ space, facePoints, camera, sight: { face } }, new Float64Array(space.shapeCount));
    const hips = space.model.manifest.bones.indexOf('hips');
    const [a, b] = [vectorOf(turn), vectorOf(found.turns, hips * 9)];
    for (let k = 0; k < 3; k++) expect(b[k]).toBeCloseTo(a[k], 1);
    const nose = facePoints[1]!.vertices[0];
    const at = vertexPlace(poseBones(space, found, false), nose);
    const [x, y] = project(camera, ...at);
    expect(Math.hypot(x - points[3], y - points[4])).toBeLessThan(9);
    expect(at[2]).toBeGreaterThan(-1);
    expect(at[2]).toBeLessThan(-0.5);
  });

  test('wears no more expression than its points show', () => {
    const { camera, points } = pointsOf(turnOf(0, 0, 0), [0, -1.55, -0.8], { width: 900, height: 1200 });
    const face = { flag: 1, points, eyeToMouthPx: 90 };
    const found = fitHead({ space, facePoints, camera, sight: { face } }, new Float64Array(space.shapeCount));
    const units = found.shape.subarray(space.bodyCount + space.faceCount);
    expect(Math.max(...units)).toBeLessThan(0.15);
  });
});
