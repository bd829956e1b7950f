import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { shapeBody, statureOf } from '../../body/index.ts';
import { readFitModel } from '../fit/fit-model.ts';
import { createNormalEquations, solveStep } from '../fit/normal-equations.ts';
import { createFitState, parameterCount, SHAPE_PARAMETER } from '../fit/pose-state.ts';
import { addShapePrior, CLOTH_STEP_M, type ShapePrior } from '../fit/shape-prior.ts';
import type { Sight } from '../see/see.ts';
import { FACE, FEATURE_COUNT, mirrorFeatures, type OutlineSight, personFeatures } from './person-features.ts';
import { regressShape, trustOf } from './regress-shape.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const WIDTH = 600;
const LIMIT_MS = 60_000;

/** A figure of bars and a skewed pose, so that left and right differ. */
function figure(): OutlineSight {
  const points = new Float64Array(66);
  const put = (k: number, x: number, y: number) => points.set([x, y], k * 2);
  put(2, 315, 80);
  put(5, 285, 82);
  put(11, 360, 160);
  put(12, 240, 165);
  put(13, 420, 260);
  put(14, 200, 270);
  put(15, 450, 350);
  put(16, 190, 380);
  put(19, 455, 370);
  put(20, 188, 400);
  put(23, 330, 380);
  put(24, 270, 382);
  put(25, 340, 540);
  put(26, 262, 545);
  put(27, 345, 700);
  put(28, 255, 705);
  put(29, 348, 715);
  put(30, 250, 722);
  put(31, 370, 725);
  put(32, 235, 728);
  const face = Float64Array.from({ length: FACE.length * 2 }, (_, i) => (i % 2 ? 80 + i : 300 + 3 * i - 20));
  const directions = Float64Array.from({ length: 36 }, (_, i) => Math.sin(i * 7.3));
  const limbs = [
    [11, 13],
    [13, 15],
    [12, 14],
    [14, 16],
    [23, 25],
    [25, 27],
    [24, 26],
    [26, 28],
  ];
  const near = (x: number, y: number, a: number, b: number) => {
    const [ax, ay, bx, by] = [points[a * 2], points[a * 2 + 1], points[b * 2], points[b * 2 + 1]];
    const t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const c = Math.min(1, Math.max(0, t));
    return Math.hypot(x - ax - c * (bx - ax), y - ay - c * (by - ay));
  };
  const inside = (x: number, y: number) =>
    (x > 245 && x < 352 && y > 150 && y < 400) ||
    limbs.some(([a, b], i) => near(x, y, a, b) < 14 + 3 * (i % 3));
  return {
    width: WIDTH,
    height: 800,
    points,
    directions,
    face,
    inside,
    skin: ({ part, along }) => part === 'arm' && along > 1,
  };
}

/** The same picture seen in a mirror, read anew. */
function mirrored(sight: OutlineSight): OutlineSight {
  const pairs = [11, 13, 15, 19, 23, 25, 27, 29, 31];
  const partner = new Map<number, number>([
    ...pairs.flatMap((k): [number, number][] => [
      [k, k + 1],
      [k + 1, k],
    ]),
    [2, 5],
    [5, 2],
  ]);
  const points = sight.points.slice();
  for (const [k, p] of partner) points.set([WIDTH - sight.points[p * 2], sight.points[p * 2 + 1]], k * 2);
  const facePairs = new Map([
    [33, 263],
    [133, 362],
    [61, 291],
    [50, 280],
    [107, 336],
  ]);
  const facePartner = (k: number) => facePairs.get(k) ?? [...facePairs].find(([, b]) => b === k)?.[0] ?? k;
  const face = new Float64Array(FACE.length * 2);
  FACE.forEach((k, i) => {
    const p = FACE.indexOf(facePartner(k) as (typeof FACE)[number]);
    face.set([WIDTH - sight.face[p * 2], sight.face[p * 2 + 1]], i * 2);
  });
  const order = [2, 3, 0, 1, 6, 7, 4, 5, 9, 8];
  const d = (i: number, k: number) => sight.directions[i * 3 + k];
  const directions = new Float64Array(36);
  order.forEach((from, i) => {
    directions.set([-d(from, 0), d(from, 1), d(from, 2)], i * 3);
  });
  for (const i of [10, 11]) directions.set([d(i, 0), -d(i, 1), -d(i, 2)], i * 3);
  return { ...sight, points, face, directions, inside: (x, y) => sight.inside(WIDTH - x, y) };
}

describe('features of a person', () => {
  test('are finite and as many as are promised', () => {
    const features = personFeatures(figure());
    expect(features).toHaveLength(FEATURE_COUNT);
    expect(features.every(Number.isFinite)).toBe(true);
    expect(new Set(features).size).toBeGreaterThan(100);
  });

  test('of the mirrored picture are the mirrored features', () => {
    const straight = mirrorFeatures(personFeatures(figure()));
    const anew = personFeatures(mirrored(figure()));
    for (let i = 0; i < FEATURE_COUNT; i++) expect(Math.abs(straight[i] - anew[i])).toBeLessThan(0.02);
    const back = mirrorFeatures(straight);
    personFeatures(figure()).forEach((x, i) => {
      expect(back[i]).toBeCloseTo(x, 5);
    });
  });

  test('do not change when the picture is larger', () => {
    const one = figure();
    const twice: OutlineSight = {
      ...one,
      width: WIDTH * 2,
      height: 1600,
      points: one.points.map((x) => 2 * x),
      face: one.face.map((x) => 2 * x),
      inside: (x, y) => one.inside(x / 2, y / 2),
    };
    const [a, b] = [personFeatures(one), personFeatures(twice)];
    for (let i = 0; i < FEATURE_COUNT; i++) expect(Math.abs(a[i] - b[i])).toBeLessThan(0.03);
  });
});

/** The figure as if the networks had seen it. */
function sightOf(figure: OutlineSight): Sight {
  const { width, height, points, inside } = figure;
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = inside(i % width, Math.floor(i / width)) ? 255 : 0;
  const landmarks = Array.from({ length: 33 }, (_, k) => ({
    x: points[k * 2],
    y: points[k * 2 + 1],
    visible: 1,
    present: 1,
  }));
  const world = new Float32Array(99);
  landmarks.forEach((l, k) => {
    world.set([l.x / 400, l.y / 400, 0], k * 3);
  });
  const face = new Float32Array(468 * 3).fill(0);
  FACE.forEach((k, i) => {
    face.set([figure.face[i * 2], figure.face[i * 2 + 1], 0], k * 3);
  });
  const data = new Uint8Array(width * height * 3).fill(128);
  return {
    picture: { data, width, height },
    pose: { flag: 1, landmarks, world } as unknown as Sight['pose'],
    mask,
    face: { flag: 1, points: face, eyeToMouthPx: 30 },
    extentPx: 550,
  };
}

describe('the regressor', { timeout: LIMIT_MS }, () => {
  test('weighs at most 4 MB', () => {
    expect(statSync(`${MODEL}/shape-regressor.onnx`).size).toBeLessThan(4_000_000);
  });

  test('trusts its answer less the stranger the person is', () => {
    const about = { usual: [1, 2, 3, 4], usualDeviation: [1, 1, 2, 2] };
    const usual = trustOf([1.5, 2, 3, 4], about);
    const odd = trustOf([3, 4, 7, 8], about);
    expect(usual.share).toBe(1);
    expect(odd.sureness).toBeCloseTo(usual.sureness / 16, 5);
    expect(odd.share).toBeLessThan(0.75);
    expect(trustOf([4, 5, 9, 10], about).share).toBeLessThan(0.35);
    expect(trustOf([90, 90, 90, 90], about).sureness).toBeGreaterThan(0);
  });

  test('makes somebody who is told to be taller taller, and is less sure of stature when told nothing', async () => {
    const { space } = readFitModel(MODEL);
    const sight = sightOf(figure());
    const [low, high, none] = [
      await regressShape(sight, MODEL, { heightM: 1.6 }),
      await regressShape(sight, MODEL, { heightM: 1.8 }),
      await regressShape(sight, MODEL, {}),
    ];
    const stature = (prior: ShapePrior) =>
      statureOf(shapeBody(space.model, prior.mean.subarray(0, space.bodyCount)));
    // A figure of bars is strange: only a share of the answer is taken.
    expect(stature(high) - stature(low)).toBeGreaterThan(0.02);
    expect(stature(high) - stature(low)).toBeLessThan(0.3);
    expect(none.precision[0]).toBeLessThan(high.precision[0]);
  });
});

test('a prior pulls shape and cloth to its mean, also across its correlations', { timeout: LIMIT_MS }, () => {
  const { space } = readFitModel(MODEL);
  const size = space.bodyCount + 2;
  const prior = { mean: new Float64Array(size), precision: new Float64Array(size * size) };
  for (let i = 0; i < size; i++) prior.precision[i * size + i] = 1;
  prior.mean[3] = 0.8;
  prior.mean[space.bodyCount] = -1;
  prior.precision[3 * size + 5] = prior.precision[5 * size + 3] = 0.6;
  prior.precision[3 * size + space.bodyCount] = prior.precision[space.bodyCount * size + 3] = -0.4;
  const state = createFitState(space);
  state.shape[5] = 0.5;
  const count = parameterCount(space);
  const equations = createNormalEquations(count);
  for (let i = 0; i < count; i++) equations.matrix[i * count + i] = 1e-9;
  addShapePrior(equations, space, prior, state, 1);
  const step = solveStep(equations, 0)!;
  expect(step[SHAPE_PARAMETER + 3]).toBeCloseTo(0.8, 4);
  expect(step[SHAPE_PARAMETER + 5]).toBeCloseTo(-0.5, 4);
  expect(step[SHAPE_PARAMETER + space.shapeCount]).toBeCloseTo(-CLOTH_STEP_M, 5);
  expect(equations.cost).toBeGreaterThan(0);
});
