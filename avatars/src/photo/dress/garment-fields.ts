import type { PixelHits } from '../render/rasterise.ts';
import { type BodyChart, CHART_PARTS } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';

/** How deep each body vertex lies inside a garment (roughly m; negative: bare). */
export interface GarmentFields {
  readonly upper: Float32Array;
  readonly lower: Float32Array;
}

const PART = Object.fromEntries(CHART_PARTS.map((name, i) => [name, i])) as Record<
  (typeof CHART_PARTS)[number],
  number
>;
/** Lengths of one step along each part, m. */
const TRUNK_M = 0.5;
const ARM_M = 0.28;
const LEG_M = 0.42;
const BARE = -0.2;
/** Nothing bare was seen above the shoes: trousers that are so long lie on them. */
const TO_SHOES = 2;
const ON_SHOES = 2.05;
/** Trunk coordinate of the shoulders, and the shortest sleeve that is one. */
const SHOULDERS = 0.9;
const SLEEVE_LEAST = 0.1;
/** No trousers end above the crotch, which lies so far down the thigh. */
const TROUSERS_LEAST = 0.22;

/** Fields whose zero lines are the hems. A one-piece garment overlaps a little at the waist. */
export function garmentFields(chart: BodyChart, look: Look): GarmentFields {
  const count = chart.part.length;
  const upper = new Float32Array(count).fill(BARE);
  const lower = new Float32Array(count).fill(BARE);
  const { hem, neckline, sleeve } = look.upper;
  // Hems under an overlapping shirt would show; a waistband goes a little way beneath it.
  const waist = look.lower.waist + (look.lower.waist >= hem ? 0.03 : 0);
  const length =
    look.lower.kind === 'trousers' ? Math.max(TROUSERS_LEAST, look.lower.length) : look.lower.length;
  for (let v = 0; v < count; v++) {
    const along = chart.along[v];
    if (chart.part[v] === PART.trunk) {
      upper[v] = Math.min(along - hem, neckline - along) * TRUNK_M;
      lower[v] = (waist - along) * TRUNK_M;
    } else if (chart.part[v] === PART.arm || chart.part[v] === PART.hand) {
      // A top that ends below the shoulders has nothing to hang sleeves on.
      const strapless = sleeve < SLEEVE_LEAST && neckline < SHOULDERS;
      upper[v] = strapless ? BARE : (sleeve - along) * ARM_M;
    } else if (chart.part[v] === PART.leg || chart.part[v] === PART.foot) {
      lower[v] = (length - along) * LEG_M;
      upper[v] = hem < 0.02 ? -0.01 - along * LEG_M : BARE;
    } else if (chart.part[v] === PART.neck) {
      upper[v] = (neckline - along) * TRUNK_M;
    }
  }
  return { upper, lower };
}

/** The same looks with trousers on the shoes, where nothing bare was seen between the two. */
export function ontoShoes(look: Look): Look {
  const { lower, shoes } = look;
  const lies = shoes && lower.kind === 'trousers' && lower.length >= TO_SHOES;
  return lies ? { ...look, lower: { ...lower, length: ON_SHOES } } : look;
}

/** Rounds in which the line of an armhole is smoothed. */
const ARMHOLE_ROUNDS = 4;

/** Trunk and arms meet in a jagged line of vertices; where a garment ends there, its edge is to be smooth. */
export function smoothArmholes(
  { upper }: GarmentFields,
  chart: BodyChart,
  triangles: ArrayLike<number>,
): void {
  const about = (v: number) =>
    chart.part[v] === PART.arm ? chart.along[v] < 0.3 : chart.part[v] === PART.trunk && chart.along[v] > 0.6;
  // What lies deep inside counts no more than the first row of cloth.
  const near = upper.map((deep) => Math.max(-ARMHOLE_M, Math.min(ARMHOLE_M, deep)));
  smoothOver(near, 1, triangles, ARMHOLE_ROUNDS, about);
  for (let v = 0; v < upper.length; v++) if (about(v) && Math.abs(near[v]) < ARMHOLE_M) upper[v] = near[v];
}

const ARMHOLE_M = 0.03;

/** Average of a value with the neighbours', a few times; `keep` holds a share of the vertex's own. */
export function smoothOver(
  values: Float32Array,
  width: number,
  triangles: ArrayLike<number>,
  rounds: number,
  only?: (vertex: number) => boolean,
): void {
  const count = values.length / width;
  const sum = new Float32Array(values.length);
  const near = new Float32Array(count);
  for (let round = 0; round < rounds; round++) {
    sum.fill(0);
    near.fill(0);
    for (let t = 0; t < triangles.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const a = triangles[t + k];
        const b = triangles[t + ((k + 1) % 3)];
        near[a]++;
        near[b]++;
        for (let c = 0; c < width; c++) {
          sum[a * width + c] += values[b * width + c];
          sum[b * width + c] += values[a * width + c];
        }
      }
    }
    for (let v = 0; v < count; v++) {
      if (near[v] === 0 || (only && !only(v))) continue;
      for (let c = 0; c < width; c++) {
        values[v * width + c] = 0.4 * values[v * width + c] + (0.6 * sum[v * width + c]) / near[v];
      }
    }
  }
}

/** Nearest vertex of each pixel of a drawn mesh, or -1. */
export function verticesAt(hits: PixelHits, triangles: ArrayLike<number>): Int32Array {
  const out = new Int32Array(hits.triangle.length).fill(-1);
  for (let i = 0; i < out.length; i++) {
    const t = hits.triangle[i];
    if (t < 0) continue;
    const u = hits.shares[i * 2];
    const v = hits.shares[i * 2 + 1];
    const corner = u > v && u > 1 - u - v ? 1 : v > 1 - u - v ? 2 : 0;
    out[i] = triangles[t * 3 + corner];
  }
  return out;
}
