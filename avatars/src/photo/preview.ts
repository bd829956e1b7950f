/** Small pictures of the steps, so that whoever waits sees what was understood. Drawn only when asked for. */
import sharp from 'sharp';
import type { Part } from './dress/part.ts';
import type { PixelHits } from './render/rasterise.ts';
import { drawBody } from './render/turntable.ts';
import type { HandReading } from './see/read-hand.ts';
import type { Picture } from './see/read-photo.ts';
import type { Sight } from './see/see.ts';

export const PREVIEW_NAMES = ['landmarks', 'mask', 'fit', 'texture'] as const;
export type PreviewName = (typeof PREVIEW_NAMES)[number];

/** One picture of one step (WebP). */
export interface Preview {
  readonly name: PreviewName;
  readonly bytes: Uint8Array;
}

/** Longer side of every preview, px. */
const SIDE_PX = 420;
const QUALITY = 78;
const AMBER = '#f2b263';
const SEA: readonly [number, number, number] = [111, 183, 201];
const PETAL = '#e58fb1';

/** Bones between landmarks of the pose network. */
const BONES = [
  [11, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
  [11, 23],
  [12, 24],
  [23, 24],
  [23, 25],
  [25, 27],
  [27, 31],
  [24, 26],
  [26, 28],
  [28, 32],
] as const;

const raw = (data: Uint8Array, { width, height }: { width: number; height: number }) =>
  sharp(data, { raw: { width, height, channels: 3 } });

const small = async (data: Uint8Array, size: { width: number; height: number }): Promise<Uint8Array> =>
  raw(data, size).resize(SIDE_PX, SIDE_PX, { fit: 'inside' }).webp({ quality: QUALITY }).toBuffer();

/** The photo with the skeleton, the points of the face and the hands. */
export async function drawLandmarks(
  { picture, pose, face }: Sight,
  hands: readonly HandReading[],
): Promise<Preview> {
  const scale = SIDE_PX / Math.max(picture.width, picture.height);
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const at = (x: number, y: number) => `${(x * scale).toFixed(1)} ${(y * scale).toFixed(1)}`;
  const bones = BONES.map(([a, b]) => {
    const [p, q] = [pose.landmarks[a], pose.landmarks[b]];
    return `M${at(p.x, p.y)}L${at(q.x, q.y)}`;
  });
  const dots = (points: ArrayLike<number>, step: number): string => {
    let path = '';
    for (let i = 0; i + 2 < points.length; i += 3 * step) path += `M${at(points[i], points[i + 1])}h0.01`;
    return path;
  };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="none" stroke-linecap="round">
    <path d="${bones.join('')}" stroke="${AMBER}" stroke-width="3"/>
    <path d="${dots(face.points, 3)}" stroke="${PETAL}" stroke-width="1.2"/>
    <path d="${hands.map((hand) => dots(hand.points, 1)).join('')}" stroke="${PETAL}" stroke-width="2"/></svg>`;
  const bytes = await raw(picture.data, picture)
    .resize(width, height)
    .composite([{ input: Buffer.from(svg) }])
    .webp({ quality: QUALITY })
    .toBuffer();
  return { name: 'landmarks', bytes };
}

/** The person as found; all else steps back. */
export async function drawMask(sight: Sight): Promise<Preview> {
  const { picture, mask } = sight;
  const data = new Uint8Array(picture.data.length);
  for (let i = 0; i < mask.length; i++) {
    const share = mask[i] / 255;
    for (let k = 0; k < 3; k++) {
      const colour = picture.data[i * 3 + k];
      data[i * 3 + k] = colour * share + (colour * 0.16 + SEA[k] * 0.1) * (1 - share);
    }
  }
  return { name: 'mask', bytes: await small(data, picture) };
}

/** The fitted body laid over the photo, lit by its depth's slope. */
export async function drawFit(picture: Picture, hits: PixelHits): Promise<Preview> {
  const { width, height, data } = picture;
  const out = Uint8Array.from(data, (x) => x * 0.55);
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const i = y * width + x;
      if (hits.triangle[i] < 0) continue;
      const inside = hits.triangle[i - 1] >= 0 && hits.triangle[i + 1] >= 0;
      const slope = inside ? (hits.depth[i + 1] - hits.depth[i - 1]) * 60 : 1;
      const light = Math.min(1, Math.max(0.25, 0.8 - slope));
      for (let k = 0; k < 3; k++) out[i * 3 + k] = data[i * 3 + k] * 0.35 + SEA[k] * light * 0.65;
    }
  }
  return { name: 'fit', bytes: await small(out, picture) };
}

/** The painted body from the front. */
export async function drawTexture(parts: readonly Part[], topY: number): Promise<Preview> {
  // Twice as large as it is shown: its edges come out smooth.
  const size = { width: Math.round(SIDE_PX * 0.74) * 2, height: SIDE_PX * 2 };
  const view = { turn: -0.35, centreY: topY / 2, heightM: topY * 1.12 };
  return { name: 'texture', bytes: await small(await drawBody(parts, view, size), size) };
}
