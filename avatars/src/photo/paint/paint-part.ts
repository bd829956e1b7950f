/**
 * Projects the photo onto a part's texture.
 *
 * CONTRIBUTOR NOTES: three layers. What the camera saw is taken as it is; what it did not see but whose mirror image
 * it saw is taken from there; the rest is a smooth field that flows over the surface from what was seen, times a
 * given detail. The field lives on points of the surface, not in the texture, so seams of the layout cannot show.
 */

import { smoothStep } from '../../maths/angle.ts';
import type { Part } from '../dress/part.ts';
import { projectAll } from '../fit/camera.ts';
import { distanceAt } from '../fit/distance-field.ts';
import { createHits, rasterise } from '../render/rasterise.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import type { Picture } from '../see/read-photo.ts';
import type { Rgb } from '../understand/colour.ts';
import type { PaintScene } from './scene.ts';

/** How one part is painted. */
export interface PaintPlan {
  readonly part: Part;
  /** Vertices in the photo's pose, camera frame, x 3. */
  readonly posed: Float32Array;
  readonly sizePx: number;
  /** How surely a pixel of this colour belongs to the part at this place of it, 0..1. */
  readonly accept: (colour: Rgb, corners: readonly number[], shares: readonly number[]) => number;
  /** The same for the smooth field; stricter where fine marks must not spread. */
  readonly acceptSoft: (colour: Rgb) => boolean;
  /** Colour of what can be told from nothing. */
  readonly fallback: Rgb;
  /** Multiplies the filled layer, by texel (1 is as it is). */
  readonly detail?: (texel: number, channel: number) => number;
  /** Last word on a texel: its vertex shares and the colour so far. */
  readonly finish?: (
    corners: readonly number[],
    shares: readonly number[],
    seen: number,
    colour: Float32Array,
  ) => void;
}

export interface PaintedTexture {
  readonly size: number;
  readonly data: Uint8Array;
  readonly texels: number;
  /** Texels the camera saw, and those taken from the mirrored side. */
  readonly seen: number;
  readonly mirrored: number;
}

const DEPTH_M = 0.014;
const FLOW_ROUNDS = 160;
/** How strongly what was never seen goes over to the part's own colour. */
const UNSEEN_PULL = 0.02;

/** Paints one part. */
export function paintPart(scene: PaintScene, plan: PaintPlan): PaintedTexture {
  const { part } = plan;
  const look = lookAtVertices(scene, plan);
  const field = flowField(scene, plan, look);
  const twin = twinVertices(part);
  const size = plan.sizePx;
  const hits = createHits(size, size);
  const flat = new Float32Array((part.uvs.length / 2) * 3);
  for (let i = 0; i < part.uvs.length / 2; i++) {
    flat[i * 3] = part.uvs[i * 2] * size;
    flat[i * 3 + 1] = part.uvs[i * 2 + 1] * size;
  }
  rasterise(hits, flat, part.triangles, { grow: 0.02 });
  const data = new Uint8Array(size * size * 3);
  const known = new Uint8Array(size * size);
  const colour = new Float32Array(3);
  let [texels, seen, mirrored] = [0, 0, 0];
  for (let i = 0; i < size * size; i++) {
    const t = hits.triangle[i];
    if (t < 0) continue;
    const corners = [part.triangles[t * 3], part.triangles[t * 3 + 1], part.triangles[t * 3 + 2]];
    const shares = [
      1 - hits.shares[i * 2] - hits.shares[i * 2 + 1],
      hits.shares[i * 2],
      hits.shares[i * 2 + 1],
    ];
    const own = sampleAt(scene, plan, look, corners, shares);
    const other =
      own.weight < 0.95 && twin ? sampleTwin(scene, plan, look, twin, corners, shares) : undefined;
    const otherWeight = (other?.weight ?? 0) * (1 - own.weight);
    for (let k = 0; k < 3; k++) {
      const smooth = corners.reduce((sum, c, j) => sum + shares[j] * field[part.point[c] * 3 + k], 0);
      const filled = Math.min(255, smooth * (plan.detail?.(i, k) ?? 1));
      colour[k] =
        own.weight * own.colour[k] +
        otherWeight * (other?.colour[k] ?? 0) +
        (1 - own.weight - otherWeight) * filled;
    }
    plan.finish?.(corners, shares, own.weight, colour);
    for (let k = 0; k < 3; k++) data[i * 3 + k] = Math.min(255, Math.max(0, colour[k]));
    known[i] = 1;
    texels++;
    if (own.weight >= 0.5) seen++;
    else if (otherWeight >= 0.5) mirrored++;
  }
  bleed(data, known, size, plan.fallback);
  return { size, data, texels, seen, mirrored };
}

interface VertexLook {
  /** Vertices x 3: px, px, distance. */
  readonly pixels: Float32Array;
  /** How squarely each vertex faces the camera, -1..1. */
  readonly facing: Float32Array;
}

function lookAtVertices(scene: PaintScene, plan: PaintPlan): VertexLook {
  const { posed, part } = plan;
  const normals = vertexNormals(posed, part.triangles);
  const facing = new Float32Array(posed.length / 3);
  for (let v = 0; v < facing.length; v++) {
    const i = v * 3;
    const length = Math.hypot(posed[i], posed[i + 1], posed[i + 2]);
    facing[v] =
      -(normals[i] * posed[i] + normals[i + 1] * posed[i + 1] + normals[i + 2] * posed[i + 2]) / length;
  }
  return { pixels: projectAll(scene.camera, posed), facing };
}

const NOTHING = { weight: 0, colour: [0, 0, 0] as Rgb };

function sampleAt(
  scene: PaintScene,
  plan: PaintPlan,
  look: VertexLook,
  corners: readonly number[],
  shares: readonly number[],
) {
  const mix = (k: number) => corners.reduce((sum, c, j) => sum + shares[j] * look.pixels[c * 3 + k], 0);
  const facing = corners.reduce((sum, c, j) => sum + shares[j] * look.facing[c], 0);
  const weight = smoothStep(0.2, 0.55, facing);
  if (weight === 0) return NOTHING;
  const [x, y, depth] = [mix(0), mix(1), mix(2)];
  const shown = shownShare(scene, x, y, depth);
  if (shown === 0) return NOTHING;
  const colour = bilinear(scene.picture, x, y);
  const own = plan.accept(colour, corners, shares);
  return own > 0 ? { weight: weight * shown * own, colour } : NOTHING;
}

function sampleTwin(
  scene: PaintScene,
  plan: PaintPlan,
  look: VertexLook,
  twin: Int32Array,
  corners: readonly number[],
  shares: readonly number[],
) {
  const mirrored = corners.map((c) => twin[c]);
  return mirrored.some((c) => c < 0) ? NOTHING : sampleAt(scene, plan, look, mirrored, shares);
}

/** 0 where something stands before the place or the mask ends, up to 1. */
function shownShare(scene: PaintScene, x: number, y: number, depth: number): number {
  const { width, height } = scene.picture;
  const [px, py] = [Math.floor(x), Math.floor(y)];
  if (px < 1 || py < 1 || px >= width - 1 || py >= height - 1) return 0;
  const inside = smoothStep(0.5, -scene.edgePx, distanceAt(scene.mask, x, y)[0]);
  if (inside === 0) return 0;
  // What stands before the place is only known to a few px: its surroundings are not trusted either.
  let front = 0;
  for (let k = 0; k < 9; k++) {
    const qx = Math.min(width - 1, Math.max(0, Math.round(px + RING[k][0] * scene.edgePx)));
    const qy = Math.min(height - 1, Math.max(0, Math.round(py + RING[k][1] * scene.edgePx)));
    if (depth <= scene.hits.depth[qy * width + qx] + DEPTH_M + (k > 0 ? DEPTH_RING_M : 0)) front++;
  }
  return inside * smoothStep(5, 9, front);
}

const RING = [
  [0, 0],
  ...Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)]),
];
const DEPTH_RING_M = 0.02;

/** A vertex at the mirrored place, for each vertex; -1 where there is none. */
function twinVertices(part: Part): Int32Array | undefined {
  if (!part.mirror) return undefined;
  const first = new Map<number, number>();
  part.point.forEach((p, v) => {
    if (!first.has(p)) first.set(p, v);
  });
  return Int32Array.from(part.mirror, (p) => first.get(p) ?? -1);
}

/** Smooth colours on the points of the surface: seen ones hold, mirrored ones guide, the rest flows. */
function flowField(scene: PaintScene, plan: PaintPlan, look: VertexLook): Float32Array {
  const { part } = plan;
  const count = 1 + part.point.reduce((most, p) => Math.max(most, p), 0);
  const values = new Float32Array(count * 3);
  const hold = new Float32Array(count);
  for (let v = 0; v < part.point.length; v++) {
    const weight = smoothStep(0.3, 0.6, look.facing[v]);
    if (weight === 0) continue;
    const [x, y, depth] = look.pixels.subarray(v * 3, v * 3 + 3);
    const shown = weight * shownShare(scene, x, y, depth);
    if (shown < 0.05) continue;
    const colour = bilinear(scene.soft, x, y);
    if (!plan.acceptSoft(colour) || !plan.acceptSoft(bilinear(scene.picture, x, y))) continue;
    const p = part.point[v];
    if (shown <= hold[p]) continue;
    hold[p] = shown;
    for (let k = 0; k < 3; k++) values[p * 3 + k] = colour[k];
  }
  const mean = meanOf(values, hold, plan.fallback);
  const wanted = values.slice();
  const pull = hold.slice();
  part.point.forEach((p, v) => {
    const q = part.mirror ? part.mirror[v] : -1;
    if (hold[p] > 0 || q < 0 || q >= count || hold[q] === 0) return;
    pull[p] = 0.5 * hold[q];
    for (let k = 0; k < 3; k++) wanted[p * 3 + k] = values[q * 3 + k];
  });
  for (let p = 0; p < count; p++) {
    if (pull[p] === 0) wanted.set(mean, p * 3);
    values.set(wanted.subarray(p * 3, p * 3 + 3), p * 3);
  }
  for (let p = 0; p < count; p++) {
    if (pull[p] > 0) continue;
    pull[p] = UNSEEN_PULL;
    wanted.set(plan.fallback, p * 3);
  }
  flow(values, wanted, pull, part);
  return values;
}

function meanOf(values: Float32Array, hold: Float32Array, fallback: Rgb): Rgb {
  const sum = [0, 0, 0];
  let total = 0;
  hold.forEach((h, p) => {
    total += h;
    for (let k = 0; k < 3; k++) sum[k] += h * values[p * 3 + k];
  });
  return total > 3 ? [sum[0] / total, sum[1] / total, sum[2] / total] : fallback;
}

function flow(values: Float32Array, wanted: Float32Array, pull: Float32Array, part: Part): void {
  const count = pull.length;
  const sum = new Float32Array(values.length);
  const near = new Float32Array(count);
  for (let round = 0; round < FLOW_ROUNDS; round++) {
    sum.fill(0);
    near.fill(0);
    for (let t = 0; t < part.triangles.length; t++) {
      const a = part.point[part.triangles[t]];
      const b = part.point[part.triangles[t % 3 === 2 ? t - 2 : t + 1]];
      near[a]++;
      near[b]++;
      for (let k = 0; k < 3; k++) {
        sum[a * 3 + k] += values[b * 3 + k];
        sum[b * 3 + k] += values[a * 3 + k];
      }
    }
    for (let p = 0; p < count; p++) {
      if (near[p] === 0) continue;
      const h = 0.9 * pull[p];
      for (let k = 0; k < 3; k++) {
        values[p * 3 + k] = h * wanted[p * 3 + k] + ((1 - h) * sum[p * 3 + k]) / near[p];
      }
    }
  }
}

function bilinear(picture: Picture, x: number, y: number): Rgb {
  const { data, width, height } = picture;
  const cx = Math.min(width - 1.01, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1.01, Math.max(0, y - 0.5));
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - x0, cy - y0];
  const at = (y0 * width + x0) * 3;
  const down = at + width * 3;
  const one = (k: number) =>
    (data[at + k] * (1 - fx) + data[at + 3 + k] * fx) * (1 - fy) +
    (data[down + k] * (1 - fx) + data[down + 3 + k] * fx) * fy;
  return [one(0), one(1), one(2)];
}

/** Carries colours a few texels over the edge of the islands, and a plain one everywhere else. */
function bleed(data: Uint8Array, known: Uint8Array, size: number, fallback: Rgb): void {
  for (let round = 0; round < 6; round++) {
    const before = known.slice();
    for (let i = size; i < size * size - size; i++) {
      if (before[i]) continue;
      const from = [i - 1, i + 1, i - size, i + size].find((j) => before[j]);
      if (from === undefined) continue;
      known[i] = 1;
      data.copyWithin(i * 3, from * 3, from * 3 + 3);
    }
  }
  for (let i = 0; i < size * size; i++) if (!known[i]) data.set(fallback.map(Math.round), i * 3);
}
