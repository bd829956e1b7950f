/**
 * Projects one or more photos onto a part's texture.
 *
 * CONTRIBUTOR NOTES: three layers. What a camera saw is taken as it is; what it did not see but whose mirror image
 * it saw is taken from there; the rest is a smooth field that flows over the surface from what was seen, times a
 * given detail. The field lives on points of the surface, not in the texture, so seams of the layout cannot show.
 */

import { lendCanvases, type PixelHits, rasterise } from '../render/rasterise.ts';
import { bleed } from './bleed.ts';
import { flowField } from './flow-field.ts';
import { lookAtTexels, placeOf, toneAt } from './look-at-texels.ts';
import type { PaintPlan } from './paint-plan.ts';
import { lookAtVertices } from './sample-photos.ts';
import type { PaintScene } from './scene.ts';
import { drawBack, preferSides } from './trust.ts';

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
  const { own, other, best, surface } = lookAtTexels({ scenes, plan, looks, hits, field });
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

const layoutOf = lendCanvases();

/** Which triangle lies at which texel; lent until the next part of this size. */
export function layOut({ part, sizePx: size }: PaintPlan): PixelHits {
  const hits = layoutOf(size, size);
  const flat = new Float32Array((part.uvs.length / 2) * 3);
  for (let i = 0; i < part.uvs.length / 2; i++) {
    flat[i * 3] = part.uvs[i * 2] * size;
    flat[i * 3 + 1] = part.uvs[i * 2 + 1] * size;
  }
  rasterise(hits, flat, part.triangles, { grow: 0.02 });
  return hits;
}
