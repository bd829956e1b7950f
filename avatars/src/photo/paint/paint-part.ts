/**
 * Projects one or more photos onto a part's texture.
 *
 * CONTRIBUTOR NOTES: three layers. What a camera saw is taken as it is; what it did not see but whose mirror image
 * it saw is taken from there; the rest is a smooth field that flows over the surface from what was seen, times a
 * given detail. The field lives on points of the surface, not in the texture, so seams of the layout cannot show.
 */

import type { Part } from '../dress/part.ts';
import { clearHits, createHits, type PixelHits, rasterise } from '../render/rasterise.ts';
import { bleed } from './bleed.ts';
import { flowField } from './flow-field.ts';
import type { PaintPlan } from './paint-plan.ts';
import { createSample, lookAtVertices, sampleAll, type VertexLook } from './sample-photos.ts';
import type { PaintScene } from './scene.ts';
import { clearLayer, createLayer, drawBack, type Layer, preferSides, settleEdges } from './trust.ts';

export interface PaintedTexture {
  readonly size: number;
  readonly data: Uint8Array;
  readonly texels: number;
  /** Texels that each photo saw (best of all), and those taken from the mirrored side. */
  readonly seen: readonly number[];
  readonly mirrored: number;
}

/**
 * Paints one part from one or more photos.
 *
 * @param hits its layout, where that is drawn already
 */
export function paintPart(
  scenes: readonly PaintScene[],
  plan: PaintPlan,
  hits: PixelHits = layOut(plan),
): PaintedTexture {
  const { part, sizePx: size } = plan;
  const looks = scenes.map((scene, s) => lookAtVertices(scene, plan, s));
  const field = flowField(scenes, plan, looks);
  const { own, other, best, surface } = lookAtTexels(scenes, plan, looks, hits, field);
  if (plan.offColour) {
    preferSides(own, other, size, plan.offColour);
    for (const layer of [own, other]) drawBack(layer, surface, size);
  }
  const data = new Uint8Array(size * size * 3);
  const colour = new Float32Array(3);
  const corners = [0, 0, 0];
  const shares = [0, 0, 0];
  const seen = scenes.map(() => 0);
  let [texels, mirrored] = [0, 0];
  for (let i = 0; i < size * size; i++) {
    if (!surface[i]) continue;
    placeOf(part, hits, i, corners, shares);
    const weight = own.weight[i];
    const otherWeight = other.weight[i] * (1 - weight);
    const filledWeight = 1 - weight - otherWeight;
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      if (weight > 0) sum += weight * own.colour[i * 3 + k];
      if (otherWeight > 0) sum += otherWeight * other.colour[i * 3 + k];
      if (filledWeight > 0) {
        const smooth = toneAt(field, part, corners, shares, k);
        sum += filledWeight * Math.min(255, smooth * (plan.detail?.(i, k) ?? 1));
      }
      colour[k] = sum;
    }
    plan.finish?.(corners, shares, weight + otherWeight, colour);
    for (let k = 0; k < 3; k++) data[i * 3 + k] = Math.min(255, Math.max(0, colour[k]));
    texels++;
    if (weight >= 0.5) seen[best[i]]++;
    else if (otherWeight >= 0.5) mirrored++;
  }
  bleed(data, surface, size, plan.fallback);
  return { size, data, texels, seen, mirrored };
}

/** Which triangle lies at which texel. */
export function layOut({ part, sizePx: size }: PaintPlan): PixelHits {
  const hits = canvasOf(size);
  const flat = new Float32Array((part.uvs.length / 2) * 3);
  for (let i = 0; i < part.uvs.length / 2; i++) {
    flat[i * 3] = part.uvs[i * 2] * size;
    flat[i * 3 + 1] = part.uvs[i * 2 + 1] * size;
  }
  rasterise(hits, flat, part.triangles, { grow: 0.02 });
  return hits;
}

/** Corners of a texel's triangle and its shares of them. */
function placeOf(part: Part, hits: PixelHits, i: number, corners: number[], shares: number[]): void {
  const t = hits.triangle[i] * 3;
  for (let j = 0; j < 3; j++) corners[j] = part.triangles[t + j];
  shares[1] = hits.shares[i * 2];
  shares[2] = hits.shares[i * 2 + 1];
  shares[0] = 1 - shares[1] - shares[2];
}

/** One channel of the smooth field at a place. */
function toneAt(
  field: Float32Array,
  { point }: Part,
  corners: readonly number[],
  shares: readonly number[],
  channel: number,
): number {
  let sum = 0;
  for (let j = 0; j < 3; j++) sum += shares[j] * field[point[corners[j]] * 3 + channel];
  return sum;
}

/** Layouts by the size of a texture; each is drawn over by the next. */
const canvases = new Map<number, PixelHits>();

function canvasOf(size: number): PixelHits {
  const known = canvases.get(size);
  if (known) return clearHits(known);
  const made = createHits(size, size);
  canvases.set(size, made);
  return made;
}

/** Layers by the size of a texture: written over for part after part, as they are large. */
const layers = new Map<number, readonly [Layer, Layer]>();

function layersOf(size: number): readonly [Layer, Layer] {
  const known = layers.get(size) ?? [createLayer(size), createLayer(size)];
  layers.set(size, known);
  return [clearLayer(known[0]), clearLayer(known[1])];
}

/** What the photos show at every texel, and at its mirror image where that is of use. */
function lookAtTexels(
  scenes: readonly PaintScene[],
  plan: PaintPlan,
  looks: readonly VertexLook[],
  hits: PixelHits,
  field: Float32Array,
) {
  const { part, sizePx: size } = plan;
  const twin = twinVertices(part);
  const [own, other] = layersOf(size);
  const best = new Uint8Array(size * size);
  const surface = new Uint8Array(size * size);
  const sample = createSample();
  const corners = [0, 0, 0];
  const shares = [0, 0, 0];
  const put = (layer: Layer, i: number) => {
    layer.weight[i] = sample.weight;
    for (let k = 0; k < 3; k++) layer.colour[i * 3 + k] = sample.colour[k];
  };
  for (let i = 0; i < size * size; i++) {
    if (hits.triangle[i] < 0) continue;
    surface[i] = 1;
    placeOf(part, hits, i, corners, shares);
    sampleAll(scenes, plan, looks, corners, shares, sample);
    put(own, i);
    best[i] = sample.best;
  }
  // Sides that are not compared: what the edge of the one gives up, the other may have.
  if (!plan.offColour) settleEdges(own, surface, size);
  for (let i = 0; twin && i < size * size; i++) {
    if (!surface[i] || (own.weight[i] >= 0.95 && !plan.offColour)) continue;
    placeOf(part, hits, i, corners, shares);
    for (let j = 0; j < 3; j++) corners[j] = twin[corners[j]];
    if (Math.min(corners[0], corners[1], corners[2]) < 0) continue;
    sampleAll(scenes, plan, looks, corners, shares, sample);
    if (sample.weight === 0) continue;
    // Panels and stripes are alike on both sides; a print is of colours of its own, and on one side.
    if (plan.known && !plan.known(sample.colour)) continue;
    put(other, i);
    if (!plan.main) continue;
    // Of cloth the other side tells folds and stripes; light and tone are those of what lies around.
    const at = i * 3;
    for (let k = 0; k < 3; k++) other.colour[at + k] -= toneAt(field, part, corners, shares, k);
    placeOf(part, hits, i, corners, shares);
    for (let k = 0; k < 3; k++) other.colour[at + k] += toneAt(field, part, corners, shares, k);
  }
  if (twin && !plan.offColour) settleEdges(other, surface, size);
  return { own, other, best, surface };
}

/** A vertex at the mirrored place, for each vertex; -1 where there is none. */
function twinVertices(part: Part): Int32Array | undefined {
  if (!part.mirror) return undefined;
  const first = new Map<number, number>();
  part.point.forEach((p, v) => {
    if (!first.has(p)) first.set(p, v);
  });
  return Int32Array.from(part.mirror, (p) => first.get(p) ?? -1);
}
