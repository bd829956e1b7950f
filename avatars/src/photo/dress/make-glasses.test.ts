import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { restBody } from '../fit/body-space.ts';
import { readFitModel } from '../fit/fit-model.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { makeGlasses } from './make-glasses.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const { space } = readFitModel(MODEL);

/** The mean body, or one with a component of shape. */
function glassesOf(component = -1, weight = 0) {
  const shape = new Float64Array(space.shapeCount);
  if (component >= 0) shape[component] = weight;
  const { positions, joints } = restBody(space, shape, true);
  const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  return { part: makeGlasses(space, rest, [40, 36, 34]), joints, positions };
}

const eyeOf = (joints: Float32Array, name: string) => {
  const b = space.model.manifest.bones.indexOf(name) * 3;
  return [...joints.subarray(b, b + 3)];
};

describe('glasses', () => {
  test.each([
    [-1, 0],
    [0, 2],
    [space.bodyCount, 2.5],
  ])('sit before the eyes of any head (component %i at %d)', (component, weight) => {
    const { part, joints } = glassesOf(component, weight);
    for (const name of ['leftEye', 'rightEye']) {
      const eye = eyeOf(joints, name);
      const near = [];
      for (let i = 0; i < part.positions.length; i += 3) {
        const [dx, dy] = [part.positions[i] - eye[0], part.positions[i + 1] - eye[1]];
        if (Math.hypot(dx, dy) < 0.035) near.push([dx, dy, part.positions[i + 2] - eye[2]]);
      }
      expect(near.length).toBeGreaterThan(60);
      expect(Math.min(...near.map(([dx]) => dx))).toBeLessThan(-0.012);
      expect(Math.max(...near.map(([dx]) => dx))).toBeGreaterThan(0.012);
      const rim = near.filter(([dx, dy]) => Math.hypot(dx, dy) < 0.028);
      for (const [, , dz] of rim) expect(dz).toBeGreaterThan(0.01);
    }
  });

  test('reach back to the ears, move with the head alone and are few triangles', () => {
    const { part, joints } = glassesOf();
    const eye = eyeOf(joints, 'leftEye');
    const back = part.positions.reduce((low, z, i) => (i % 3 === 2 ? Math.min(low, z) : low), 9);
    expect(eye[2] - back).toBeGreaterThan(0.08);
    const head = space.model.manifest.bones.indexOf('head');
    expect(new Set(part.joints.filter((_, i) => i % 4 === 0))).toEqual(new Set([head]));
    expect(part.triangles.length / 3).toBeLessThan(700);
    expect(part.normals.every(Number.isFinite)).toBe(true);
  });
});
