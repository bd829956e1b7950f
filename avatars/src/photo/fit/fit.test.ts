import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readBodyModel } from '../../body/index.ts';
import { createRandom } from '../../maths/index.ts';
import { readPhotoKit } from '../kit/photo-kit.ts';
import { createBodySpace, restBody, restPoint } from './body-space.ts';
import { guessCamera, project, projectRows } from './camera.ts';
import { createDistanceField, distanceAt } from './distance-field.ts';
import { landmarkOffset } from './landmark-map.ts';
import { addPull, addRow, createNormalEquations, solveStep } from './normal-equations.ts';
import {
  addVertexPoint,
  bonePoint,
  createFitState,
  type FitState,
  fixedPlace,
  POSED_BONES,
  parameterCount,
  poseBones,
  skinBody,
  stepState,
  turnOf,
  vectorOf,
} from './pose-state.ts';
import { alignment } from './start-pose.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const space = createBodySpace(readBodyModel(MODEL), readPhotoKit(MODEL));
const count = parameterCount(space);

function someState(seed: number): FitState {
  const random = createRandom(seed);
  const step = Float64Array.from({ length: count }, () => (random() - 0.5) * 0.8);
  return stepState(space, createFitState(space), step);
}

describe('normal equations', () => {
  test('solve a small least-squares problem', () => {
    const equations = createNormalEquations(2);
    // x + y = 3 and x - y = 1, from 0: residuals are -3 and -1.
    addRow(equations, new Float64Array([1, 1]), 0, -3, 1);
    addRow(equations, new Float64Array([1, -1]), 0, -1, 1);
    const step = solveStep(equations, 0)!;
    expect(step[0]).toBeCloseTo(2, 6);
    expect(step[1]).toBeCloseTo(1, 6);
  });

  test('a pull adds its own cost', () => {
    const equations = createNormalEquations(1);
    addPull(equations, 0, 2, 3);
    expect(equations.cost).toBe(36);
    expect(solveStep(equations, 0)![0]).toBeCloseTo(-2, 6);
  });

  test('say when there is no solution', () => {
    const equations = createNormalEquations(1);
    equations.matrix[0] = -5;
    expect(solveStep(equations, 0)).toBeUndefined();
  });
});

describe('turns', () => {
  test('vector and matrix are each other back', () => {
    for (const v of [
      [0.3, -0.2, 0.9],
      [1e-9, 0, 0],
      [0, Math.PI - 1e-4, 0],
      [2, 1, -1.5],
    ]) {
      const back = vectorOf(turnOf(v[0], v[1], v[2]));
      for (let k = 0; k < 3; k++) expect(back[k]).toBeCloseTo(v[k], 5);
    }
  });

  test('alignment turns one direction to the other', () => {
    const m = alignment([0, 0, 1], [0.6, 0, 0.8]);
    expect(m[2]).toBeCloseTo(0.6);
    expect(m[8]).toBeCloseTo(0.8);
  });
});

describe('derivatives of the posed body', () => {
  const state = someState(4);
  const at = (s: FitState, what: (s: FitState) => number[]) => what(s);
  const bone = space.model.manifest.bones.indexOf('leftIndexProximal');
  const vertex = space.kit.faceVertices[900];
  const camera = guessCamera(800, 1200);
  const cases: [string, (s: FitState) => number[], (rows: Float64Array) => void, number][] = [
    [
      'a bone',
      (s) => [...poseBones(space, s, false).places.subarray(bone * 3, bone * 3 + 3)],
      (rows) => void bonePoint(poseBones(space, state, true), bone, rows),
      3,
    ],
    [
      'a vertex of the face in the picture',
      (s) => {
        const rows = new Float64Array(count * 3);
        return [...project(camera, ...addVertexPoint(poseBones(space, s, true), vertex, 1, rows))];
      },
      (rows) => {
        rows.fill(0);
        const p = addVertexPoint(poseBones(space, state, true), vertex, 1, rows);
        projectRows(camera, p, rows, count);
      },
      2,
    ],
  ];
  for (const [name, value, derive, width] of cases) {
    test(`${name} moves as the derivatives say`, () => {
      const rows = new Float64Array(count * 3);
      derive(rows);
      const h = 1e-5;
      for (let p = 0; p < count; p += 3) {
        const step = new Float64Array(count);
        step[p] = h;
        const up = at(stepState(space, state, step), value);
        step[p] = -h;
        const down = at(stepState(space, state, step), value);
        for (let k = 0; k < width; k++) {
          const slope = (up[k] - down[k]) / (2 * h);
          expect(Math.abs(rows[k * count + p] - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
        }
      }
    });
  }

  test('skinning all vertices and one vertex agree', () => {
    const posed = poseBones(space, state, true);
    const all = skinBody(posed, restBody(space, state.shape).positions);
    const one = addVertexPoint(posed, vertex, 1, new Float64Array(count * 3));
    for (let k = 0; k < 3; k++) expect(all[vertex * 3 + k]).toBeCloseTo(one[k], 4);
    const rest = new Float64Array(3);
    restPoint(space, state.shape, vertex, rest);
    const whole = restBody(space, state.shape).positions;
    for (let k = 0; k < 3; k++) expect(whole[vertex * 3 + k]).toBeCloseTo(rest[k], 4);
  });
});

test('a place fixed to a bone moves with it', () => {
  const state = someState(9);
  const b = space.model.manifest.bones.indexOf('leftHand');
  const offset = [0.02, -0.01, 0.03] as const;
  const rows = new Float64Array(count * 3);
  const at = bonePoint(poseBones(space, state, true), b, rows, offset);
  const h = 1e-5;
  for (let p = 0; p < 3 + POSED_BONES.length * 3; p++) {
    const step = new Float64Array(count);
    step[p] = h;
    const moved = fixedPlace(poseBones(space, stepState(space, state, step), false), b, offset);
    for (let k = 0; k < 3; k++) expect(rows[k * count + p]).toBeCloseTo((moved[k] - at[k]) / h, 3);
  }
});

test('landmarks of left and right lie mirrored', () => {
  const [left, right] = [landmarkOffset('leftUpperArm'), landmarkOffset('rightUpperArm')];
  expect(right).toEqual([-left[0], left[1], left[2]]);
  expect(landmarkOffset('head')).toEqual([0, 0, 0]);
});

describe('distance field', () => {
  test('agrees with the nearest pixel counted by hand', () => {
    const [width, height] = [23, 17];
    const inside = (i: number) =>
      (i % width) - 11 + 2 * Math.abs(Math.floor(i / width) - 8) < 4 && i % width > 3;
    const field = createDistanceField(inside, width, height);
    for (let i = 0; i < width * height; i++) {
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < width * height; j++) {
        if (inside(j) === inside(i)) continue;
        const dx = (i % width) - (j % width);
        const dy = Math.floor(i / width) - Math.floor(j / width);
        least = Math.min(least, Math.hypot(dx, dy));
      }
      expect(field.values[i]).toBeCloseTo(inside(i) ? 0.5 - least : least - 0.5, 4);
    }
  });

  test('its slope points outwards', () => {
    const field = createDistanceField((i) => i % 40 < 20, 40, 10);
    const [distance, sx] = distanceAt(field, 30, 5);
    expect(distance).toBeCloseTo(10, 1);
    expect(sx).toBeCloseTo(1, 5);
  });
});
