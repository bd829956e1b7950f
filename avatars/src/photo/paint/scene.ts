import type { Camera } from '../fit/camera.ts';
import { projectAll } from '../fit/camera.ts';
import type { DistanceField } from '../fit/distance-field.ts';
import { createHits, type PixelHits, rasterise } from '../render/rasterise.ts';
import type { Picture } from '../see/read-photo.ts';

/** How far what stands at each pixel is. */
export type DepthMap = Pick<PixelHits, 'width' | 'height' | 'depth'>;

/** The photo, softened too, and the depth of what stands where. */
export interface PaintScene {
  readonly picture: Picture;
  /** The photo without fine detail. */
  readonly soft: Picture;
  readonly mask: DistanceField;
  /** 1 where a hand may lie before the clothes. */
  readonly hands: Uint8Array;
  /** Where hair hangs before body and clothes: 1 about face and neck, 2 beyond, 3 in its shadow. */
  readonly hair?: Uint8Array;
  /** Head, body and clothes as they stood. */
  readonly hits: DepthMap;
  /** Number of the part that stands before the others at each pixel; 0 where none does. */
  readonly owners: Uint8Array;
  readonly camera: Camera;
  /** Edges of mask and fit are this blurred, px. */
  readonly edgePx: number;
}

/** Draws meshes in the photo's pose over one another. */
export function drawDepth(
  width: number,
  height: number,
  camera: Camera,
  meshes: readonly { points: Float32Array; triangles: ArrayLike<number> }[],
): PixelHits {
  const hits = createHits(width, height);
  let first = 0;
  for (const mesh of meshes) {
    rasterise(hits, projectAll(camera, mesh.points), mesh.triangles, { first });
    first += mesh.triangles.length / 3;
  }
  return hits;
}

/** How far a sleeve or another loose garment hangs beside the limb that was drawn, and how far before the rest that limb stands, m. */
const LOOSE_M = 0.025;
const LIMB_BEFORE_M = 0.06;
/** Directions around a place: x and y of each. */
export const AROUND = Float64Array.from({ length: 16 }, (_, i) =>
  (i % 2 === 0 ? Math.cos : Math.sin)(((i >> 1) * Math.PI) / 4),
);

/**
 * Whether another limb stands before a place of the picture or so near beside it that its clothes may cover the place.
 *
 * @param looseM how far clothes may hang beside the limb, m
 */
export function limbBefore(
  hits: DepthMap,
  camera: Camera,
  at: readonly [x: number, y: number, depth: number],
  looseM = LOOSE_M,
): boolean {
  const x = at[0];
  const y = at[1];
  const depth = at[2];
  const reach = (looseM * camera.focalPx) / depth;
  const nearest = depth - LIMB_BEFORE_M;
  for (let k = 0; k < AROUND.length; k += 2) {
    const px = Math.round(x + AROUND[k] * reach);
    const py = Math.round(y + AROUND[k + 1] * reach);
    if (px < 0 || py < 0 || px >= hits.width || py >= hits.height) continue;
    if (hits.depth[py * hits.width + px] < nearest) return true;
  }
  return false;
}

/** Box blur of the given radius, twice; pixels outside `inside` neither give nor take. */
export function soften(picture: Picture, inside: (i: number) => boolean, radius: number): Picture {
  const { width, height } = picture;
  const box = boxOf(width, height, inside);
  const data = picture.data.slice();
  const [wide, high] = [box.x1 - box.x0, box.y1 - box.y0];
  if (wide <= 0) return { data, width, height };
  const at = (x: number, y: number) => (y + box.y0) * width + x + box.x0;
  const values = new Float32Array(wide * high * 4);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const from = at(x, y);
      if (!inside(from)) continue;
      const to = (y * wide + x) * 4;
      for (let k = 0; k < 3; k++) values[to + k] = picture.data[from * 3 + k];
      values[to + 3] = 1;
    }
  }
  const other = new Float32Array(values.length);
  for (let round = 0; round < 2; round++) {
    blurLines(values, other, { count: wide, lines: high, step: 4, line: wide * 4 }, radius);
    blurLines(other, values, { count: high, lines: wide, step: wide * 4, line: 4 }, radius);
  }
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const from = (y * wide + x) * 4;
      const share = values[from + 3];
      if (share > 0.01) for (let k = 0; k < 3; k++) data[at(x, y) * 3 + k] = values[from + k] / share;
    }
  }
  return { data, width, height };
}

/** The smallest box around what is inside; empty when nothing is. */
export function boxOf(width: number, height: number, inside: (i: number) => boolean) {
  const box = { x0: width, y0: height, x1: 0, y1: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(y * width + x)) continue;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x + 1);
      box.y0 = Math.min(box.y0, y);
      box.y1 = y + 1;
    }
  }
  return box;
}

/** Lines through a table: how many places each has, how many there are, and how far apart both lie. */
interface Lines {
  readonly count: number;
  readonly lines: number;
  readonly step: number;
  readonly line: number;
}

function blurLines(values: Float32Array, out: Float32Array, lines: Lines, radius: number): void {
  const { count, step } = lines;
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < lines.lines; line++) {
    for (let k = 0; k < 4; k++) {
      const start = line * lines.line + k;
      let sum = 0;
      for (let i = 0; i < Math.min(radius, count); i++) sum += values[start + i * step];
      for (let i = 0; i < count; i++) {
        if (i + radius < count) sum += values[start + (i + radius) * step];
        if (i - radius > 0) sum -= values[start + (i - radius - 1) * step];
        out[start + i * step] = sum * share;
      }
    }
  }
}
