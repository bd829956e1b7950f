import type { Camera } from '../fit/camera.ts';
import { projectAll } from '../fit/camera.ts';
import type { DistanceField } from '../fit/distance-field.ts';
import { createHits, lendCanvases, type PixelHits, rasterise } from '../render/rasterise.ts';
import type { Picture } from '../see/read-photo.ts';
import { blurColumns, blurRows } from './box-blur.ts';

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

/** Draws meshes in the photo's pose over one another. @param hits an empty canvas, drawn on */
export function drawDepth(
  width: number,
  height: number,
  camera: Camera,
  meshes: readonly { points: Float32Array; triangles: ArrayLike<number> }[],
  hits: PixelHits = createHits(width, height),
): PixelHits {
  let first = 0;
  for (const mesh of meshes) {
    rasterise(hits, projectAll(camera, mesh.points), mesh.triangles, { first });
    first += mesh.triangles.length / 3;
  }
  return hits;
}

const canvasOf = lendCanvases();

/** The same on a canvas that the next glance draws over: for whoever keeps nothing of it. */
export const glanceAt: typeof drawDepth = (width, height, camera, meshes) =>
  drawDepth(width, height, camera, meshes, canvasOf(width, height));

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

/** Cells this wide are blurred instead of pixels, where the blur is wide enough to hide them. */
const CELL_PX = 2;
const CELL_RADIUS_LEAST = 4;

/** Box blur of the given radius, twice; pixels outside `inside` neither give nor take. */
export function soften(picture: Picture, inside: (i: number) => boolean, radius: number): Picture {
  const { width, height } = picture;
  const box = boxOf(width, height, inside);
  const data = picture.data.slice();
  if (box.x1 <= box.x0) return { data, width, height };
  const cell = radius >= CELL_RADIUS_LEAST ? CELL_PX : 1;
  const wide = Math.ceil((box.x1 - box.x0) / cell);
  const high = Math.ceil((box.y1 - box.y0) / cell);
  // Sums of three channels, and how many pixels gave to them.
  const values = new Float32Array(wide * high * 4);
  const eachInBox = (work: (pixel: number, at: number) => void) => {
    for (let y = box.y0; y < box.y1; y++) {
      for (let x = box.x0; x < box.x1; x++) {
        const row = Math.floor((y - box.y0) / cell) * wide;
        work(y * width + x, (row + Math.floor((x - box.x0) / cell)) * 4);
      }
    }
  };
  eachInBox((pixel, to) => {
    if (!inside(pixel)) return;
    values[to] += picture.data[pixel * 3];
    values[to + 1] += picture.data[pixel * 3 + 1];
    values[to + 2] += picture.data[pixel * 3 + 2];
    values[to + 3] += 1;
  });
  const other = new Float32Array(values.length);
  for (let round = 0; round < 2; round++) {
    blurRows(values, other, wide, Math.round(radius / cell), 4);
    blurColumns(other, values, wide * 4, Math.round(radius / cell));
  }
  eachInBox((pixel, from) => {
    const share = values[from + 3];
    if (share <= 0.01) return;
    data[pixel * 3] = values[from] / share;
    data[pixel * 3 + 1] = values[from + 1] / share;
    data[pixel * 3 + 2] = values[from + 2] / share;
  });
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
