/** The quick road from somebody to what a camera sees of them: outline and joints, without paint. For training samples. */
import { garmentFields, smoothOver } from '../dress/garment-fields.ts';
import { makeSkirt } from '../dress/make-garments.ts';
import { makeHair } from '../dress/make-hair.ts';
import type { Part } from '../dress/part.ts';
import { type BodySpace, restBody } from '../fit/body-space.ts';
import { projectAll } from '../fit/camera.ts';
import { poseBones, poseSkinned, skinBody } from '../fit/pose-state.ts';
import { createHits, type PixelHits, rasterise } from '../render/rasterise.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { type BodyChart, CHART_PARTS, chartBody } from '../understand/body-chart.ts';
import { clothAt, type Shot, type Somebody } from './people.ts';

/** What is the same for everybody. */
export interface OutlineTools {
  readonly space: BodySpace;
  readonly chart: BodyChart;
  readonly meanHead: number;
  readonly hair: Map<string, Part | undefined>;
}

/** Somebody in clothes, as meshes at rest. */
export interface DressedOutline {
  readonly surface: Float32Array;
  readonly others: readonly Pick<Part, 'positions' | 'joints' | 'weights' | 'triangles'>[];
}

export function createOutlineTools(space: BodySpace): OutlineTools {
  const { positions, joints } = restBody(space, new Float64Array(space.shapeCount), true);
  return {
    space,
    chart: chartBody(space.model, positions, joints),
    meanHead: joints[space.model.manifest.bones.indexOf('head') * 3 + 1],
    hair: new Map(),
  };
}

const SHOE_M = 0.006;
/** A shirt hangs this much farther out than what it covers. */
const OVER_M = 0.004;

export function dressOutline(tools: OutlineTools, body: Somebody): DressedOutline {
  const { space, chart } = tools;
  const { positions, joints } = body.rest;
  const normals = vertexNormals(positions, space.model.triangles);
  const fields = garmentFields(chart, body.look);
  const skirt = body.look.lower.kind === 'skirt';
  const foot = CHART_PARTS.indexOf('foot');
  const surface = positions.slice();
  const covered = new Uint8Array(space.vertices);
  for (let v = 0; v < space.vertices; v++) {
    let off = body.look.shoes && chart.part[v] === foot ? SHOE_M : 0;
    if (fields.lower[v] > 0 && !skirt) off = Math.max(0.005, clothAt(body.cloth.lower, chart.along[v]));
    if (fields.upper[v] > 0) {
      off = Math.max(off, Math.max(0.005, clothAt(body.cloth.upper, chart.along[v])) + OVER_M);
    }
    if (fields.upper[v] > 0.01 || (fields.lower[v] > 0.01 && !skirt)) covered[v] = 1;
    for (let k = 0; k < 3; k++) surface[v * 3 + k] += normals[v * 3 + k] * off;
  }
  smoothOver(surface, 3, space.model.triangles, 4, (v) => covered[v] === 1);
  const others = [];
  const rest = { positions, joints, normals };
  if (skirt) others.push(makeSkirt(space, rest, fields, { thicknessM: 0.012, flare: 0.04 }));
  const hair = hairOf(tools, body, joints[space.model.manifest.bones.indexOf('head') * 3 + 1]);
  if (hair) others.push(hair);
  return { surface, others };
}

const HAIR_STEPS = 4;

/** Hair of the mean body, moved to this head; few lengths, so that it need not be made anew. */
function hairOf(tools: OutlineTools, body: Somebody, headY: number) {
  const { space } = tools;
  const step = Math.round(body.look.hair.belowChin * HAIR_STEPS) / HAIR_STEPS;
  const key = `${body.look.hair.style}${step}`;
  if (!tools.hair.has(key)) {
    const { positions, joints } = restBody(space, new Float64Array(space.shapeCount), true);
    const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
    const hair = { ...body.look.hair, belowChin: step };
    tools.hair.set(key, thinned(makeHair(space, rest, { ...body.look, hair })));
  }
  const mean = tools.hair.get(key);
  if (!mean) return undefined;
  const positions = mean.positions.map((x, i) => (i % 3 === 1 ? x + headY - tools.meanHead : x));
  return { ...mean, positions };
}

const KEEP_EVERY = 3;

/** Cards lie over one another: every third pair of triangles draws nearly the same outline. */
export function thinned(part: Part | undefined): Part | undefined {
  return (
    part && { ...part, triangles: part.triangles.filter((_, i) => Math.floor(i / 12) % KEEP_EVERY === 0) }
  );
}

/** Draws the outline `scale` times smaller than the camera's picture. */
export function drawOutline(
  tools: OutlineTools,
  dressed: DressedOutline,
  shot: Shot,
  size: { readonly width: number; readonly height: number },
  scale: number,
): PixelHits {
  const { space } = tools;
  const posed = poseBones(space, shot.state, false);
  const { focalPx, cx, cy } = shot.camera;
  const camera = { focalPx: focalPx * scale, cx: cx * scale, cy: cy * scale };
  const hits = createHits(Math.round(size.width * scale), Math.round(size.height * scale));
  rasterise(hits, projectAll(camera, skinBody(posed, dressed.surface)), space.model.triangles);
  for (const part of dressed.others) {
    const points = poseSkinned(posed, part.positions, part.joints, part.weights);
    rasterise(hits, projectAll(camera, points), part.triangles);
  }
  return hits;
}
