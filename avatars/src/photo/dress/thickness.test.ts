import { expect, test } from 'vitest';
import { restBody } from '../fit/body-space.ts';
import { createDistanceField } from '../fit/distance-field.ts';
import { createFitState, poseBones, skinBody, turnOf } from '../fit/pose-state.ts';
import { drawDepth } from '../paint/scene.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { CHART_PARTS } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';
import { garmentFields } from './garment-fields.ts';
import { meanHead } from './head-fixture.ts';
import { clothThickness } from './thickness.ts';

const { space, rest, chart, look } = meanHead({});
const { triangles } = space.model;
/** A pixel is 4 mm of a body so far before the camera, m. */
const FAR_M = 6;
const SIZE = 600;
const CAMERA = { focalPx: 1500, cx: SIZE / 2, cy: SIZE / 2 };
const body = { triangles, posed: rest.positions.map((x, i) => x - [0, 0.85, FAR_M][i % 3]) };

/** Thickness that is told of a body before a mask that shows its clothes so far off. @param posed as it stands */
function told(clothes: Look, offM: (vertex: number) => number, posed: Float32Array = body.posed) {
  const fields = garmentFields(chart, clothes);
  const normals = vertexNormals(posed, triangles);
  const points = posed.map((x, i) => x + normals[i] * offM(Math.floor(i / 3)));
  const hits = drawDepth(SIZE, SIZE, CAMERA, [{ points, triangles }]);
  const mask = createDistanceField((i) => hits.triangle[i] >= 0, SIZE, SIZE);
  return clothThickness({ posed, triangles }, CAMERA, mask, chart, fields);
}

/** Mean over the vertices of a stretch of a part. */
function over(thickness: Float32Array, part: (typeof CHART_PARTS)[number], from: number, to: number): number {
  const within = [...thickness.keys()].filter(
    (v) => CHART_PARTS[chart.part[v]] === part && chart.along[v] >= from && chart.along[v] < to,
  );
  return within.reduce((sum, v) => sum + thickness[v], 0) / within.length;
}

const isPart = (v: number, part: (typeof CHART_PARTS)[number]) => CHART_PARTS[chart.part[v]] === part;

test('a wide trouser leg is as wide at its hem as above it', () => {
  const wide = { ...look, lower: { ...look.lower, length: 1.5 } };
  const thickness = told(wide, (v) => (isPart(v, 'leg') ? 0.025 : 0));
  expect(over(thickness, 'leg', 1.1, 1.3)).toBeGreaterThan(0.019);
  expect(over(thickness, 'leg', 1.35, 1.5)).toBeGreaterThan(0.019);
});

test('trousers lie close to the hips however far the outline is off there', () => {
  const thickness = told(look, (v) => (isPart(v, 'trunk') && chart.along[v] < 0.25 ? 0.06 : 0));
  const most = [...thickness.keys()].filter((v) => isPart(v, 'trunk') && chart.along[v] < 0.25);
  expect(Math.max(...most.map((v) => thickness[v]))).toBeLessThan(0.031);
});

test('a waistband and a neckline lie on', () => {
  const crop = { ...look, upper: { ...look.upper, hem: 0.5 } };
  const thickness = told(crop, (v) => (isPart(v, 'trunk') ? 0.03 : 0));
  expect(over(thickness, 'trunk', 0.27, 0.3)).toBeLessThan(0.012);
  expect(over(thickness, 'trunk', 0.93, 0.95)).toBeLessThan(0.009);
  expect(over(thickness, 'trunk', 0.5, 0.55)).toBeGreaterThan(0.02);
});

test('arms that hang before the outline of a shirt do not make it wide', () => {
  const state = createFitState(space);
  const turn = (bone: string, z: number) =>
    state.turns.set(turnOf(0, 0, z), space.model.manifest.bones.indexOf(bone) * 9);
  turn('leftUpperArm', -0.75);
  turn('rightUpperArm', 0.75);
  const shaped = restBody(space, state.shape).positions;
  const posed = skinBody(poseBones(space, state, false), shaped);
  for (let i = 0; i < posed.length; i += 3)
    posed.set([posed[i], posed[i + 1] - 0.85, posed[i + 2] - FAR_M], i);
  const sleeved = { ...look, upper: { ...look.upper, sleeve: 2 } };
  const thickness = told(sleeved, (v) => (isPart(v, 'arm') ? 0.03 : 0.008), posed);
  expect(over(thickness, 'trunk', 0.3, 0.4)).toBeLessThan(0.012);
});
