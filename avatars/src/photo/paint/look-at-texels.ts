/**
 * What the photos show at every texel of a part, and at its mirror image where that is of use.
 *
 * CONTRIBUTOR NOTES: a texture has several texels for each pixel of a photo of a whole person, and whether a place is seen, and by
 * whom it is covered, was most of the time of painting. From one photo that is asked once for four texels; the colour is looked
 * up at each. Edges of what was seen are drawn back and softened over more than that afterwards.
 */
import type { Part } from '../dress/part.ts';
import type { PixelHits } from '../render/rasterise.ts';
import type { PaintPlan } from './paint-plan.ts';
import { colourAt, createSample, sampleAll, type VertexLook } from './sample-photos.ts';
import type { PaintScene } from './scene.ts';
import { cellOf, clearLayer, createLayer, type Layer, settleEdges } from './trust.ts';

/** What is looked at, and by whom. */
export interface TexelLook {
  readonly scenes: readonly PaintScene[];
  readonly plan: PaintPlan;
  readonly looks: readonly VertexLook[];
  /** Which triangle lies at which texel. */
  readonly hits: PixelHits;
  /** Smooth colours on the points of the surface. */
  readonly field: Float32Array;
}

/** What was found. */
export interface SeenTexels {
  readonly own: Layer;
  /** Of the mirrored places. */
  readonly other: Layer;
  /** Number of the photo that had most say at each texel. */
  readonly best: Uint8Array;
  /** 1 where a texel belongs to the part. */
  readonly surface: Uint8Array;
}

/** Looks at all texels; the layers are lent until the next part of this size. */
export function lookAtTexels(look: TexelLook): SeenTexels {
  const { plan, hits, field } = look;
  const { part, sizePx: size } = plan;
  const twin = twinVertices(part);
  const [own, other] = layersOf(size);
  const best = new Uint8Array(size * size);
  const surface = new Uint8Array(size * size);
  const corners = [0, 0, 0];
  const shares = [0, 0, 0];
  const lookOwn = looker(look, own);
  for (let i = 0; i < size * size; i++) {
    if (hits.triangle[i] < 0) continue;
    surface[i] = 1;
    placeOf(part, hits, i, corners, shares);
    best[i] = lookOwn(i, corners, shares);
  }
  // Sides that are not compared: what the edge of the one gives up, the other may have.
  if (!plan.offColour) settleEdges(own, surface, size);
  if (!twin) return { own, other, best, surface };
  // Panels and stripes are alike on both sides; a print is of colours of its own, and on one side.
  const lookOther = looker(look, other, plan.known);
  for (let i = 0; i < size * size; i++) {
    if (!surface[i] || (own.weight[i] >= 0.95 && !plan.offColour)) continue;
    placeOf(part, hits, i, corners, shares);
    for (let j = 0; j < 3; j++) corners[j] = twin[corners[j]];
    if (corners[0] < 0 || corners[1] < 0 || corners[2] < 0) continue;
    lookOther(i, corners, shares);
    if (other.weight[i] === 0 || !plan.main) continue;
    // Of cloth the other side tells folds and stripes; light and tone are those of what lies around.
    const at = i * 3;
    for (let k = 0; k < 3; k++) other.colour[at + k] -= toneAt(field, part, corners, shares, k);
    placeOf(part, hits, i, corners, shares);
    for (let k = 0; k < 3; k++) other.colour[at + k] += toneAt(field, part, corners, shares, k);
  }
  if (!plan.offColour) settleEdges(other, surface, size);
  return { own, other, best, surface };
}

/**
 * Fills a layer texel by texel, in rising order.
 *
 * @param allowed colours that may stand in it
 * @returns for one texel, after filling it: number of the photo that had most say
 */
function looker({ scenes, plan, looks }: TexelLook, layer: Layer, allowed?: PaintPlan['known']) {
  const size = plan.sizePx;
  const cells = size >> 1;
  const alone = scenes.length === 1;
  const sample = createSample();
  // The texel that was asked for each cell of four, from 1.
  const asked = new Int32Array(alone ? cells * cells : 0);
  return (i: number, corners: readonly number[], shares: readonly number[]): number => {
    const cell = alone ? cellOf(i, cells, size) : 0;
    const before = alone ? asked[cell] - 1 : -1;
    if (before >= 0) {
      sample.weight = layer.weight[before];
      if (sample.weight > 0) colourAt(scenes[0], looks[0], corners, shares, sample);
    } else {
      sampleAll(scenes, plan, looks, corners, shares, sample);
      if (allowed && sample.weight > 0 && !allowed(sample.colour)) sample.weight = 0;
      if (alone) asked[cell] = i + 1;
    }
    layer.weight[i] = sample.weight;
    const at = i * 3;
    layer.colour[at] = sample.colour[0];
    layer.colour[at + 1] = sample.colour[1];
    layer.colour[at + 2] = sample.colour[2];
    return sample.best;
  };
}

/** Corners of a texel's triangle and its shares of them. */
export function placeOf(part: Part, hits: PixelHits, i: number, corners: number[], shares: number[]): void {
  const t = hits.triangle[i] * 3;
  corners[0] = part.triangles[t];
  corners[1] = part.triangles[t + 1];
  corners[2] = part.triangles[t + 2];
  shares[1] = hits.shares[i * 2];
  shares[2] = hits.shares[i * 2 + 1];
  shares[0] = 1 - shares[1] - shares[2];
}

/** One channel of the smooth field at a place. */
export function toneAt(
  field: Float32Array,
  { point }: Part,
  corners: readonly number[],
  shares: readonly number[],
  channel: number,
): number {
  return (
    shares[0] * field[point[corners[0]] * 3 + channel] +
    shares[1] * field[point[corners[1]] * 3 + channel] +
    shares[2] * field[point[corners[2]] * 3 + channel]
  );
}

/** Layers by the size of a texture: written over for part after part, as they are large. */
const layers = new Map<number, readonly [Layer, Layer]>();

function layersOf(size: number): readonly [Layer, Layer] {
  const known = layers.get(size) ?? [createLayer(size), createLayer(size)];
  layers.set(size, known);
  return [clearLayer(known[0]), clearLayer(known[1])];
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
