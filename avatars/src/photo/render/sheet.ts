/** One picture in which a stranger can compare a photo with the body made of it. */
import sharp, { type OverlayOptions } from 'sharp';
import type { Part } from '../dress/part.ts';
import { type Camera, projectAll } from '../fit/camera.ts';
import { type PosedBones, poseSkinned } from '../fit/pose-state.ts';
import type { Picture } from '../see/read-photo.ts';
import { type DecodedPart, decodeParts, drawLaid, drawView, type View } from './turntable.ts';
import { vertexNormals } from './vertex-normals.ts';

/** Who is compared: the photo, and how the body stood before its camera. */
export interface SheetPhoto {
  readonly picture: Picture;
  readonly camera: Camera;
  readonly posed: PosedBones;
  readonly mask: Uint8Array;
  /** FaceMesh points x 3, px. */
  readonly face: ArrayLike<number>;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GROUND = '#3a3a3a';
const BODY = { width: 400, height: 640 } as const;
const FACE = { width: 400, height: 420 } as const;
/** Margins around the person in the photo, and around the points of the face, as shares of their size. */
const MARGIN = 0.06;
const FACE_MARGIN = 0.45;
/** Of a small face more is drawn than the photo has pixels. */
const DRAWN_PX_LEAST = 900;

/**
 * Two rows (PNG): the person in the photo, the body in the same pose before the same camera, and the body from the front,
 * three quarters, side and back; below them the face in the photo, in the same view, and from the front and both sides.
 */
export async function turntableSheet(
  photo: SheetPhoto,
  parts: readonly Part[],
  head: { readonly topY: number; readonly chinY: number },
): Promise<Uint8Array> {
  const decoded = await decodeParts(parts);
  const body = { centreY: head.topY / 2, heightM: head.topY * 1.12 };
  const face = { centreY: (head.topY + head.chinY) / 2, heightM: (head.topY - head.chinY) * 1.5 };
  const person = personBox(photo);
  const close = faceBox(photo);
  const rows = [
    [
      await cutOut(photo.picture, person, BODY),
      await drawLike(photo, decoded, person, BODY),
      ...(await Promise.all(
        [0, -0.8, -Math.PI / 2, Math.PI].map((turn) => drawn(decoded, { turn, ...body }, BODY)),
      )),
    ],
    [
      await cutOut(photo.picture, close, FACE),
      await drawLike(photo, decoded, close, FACE),
      ...(await Promise.all(
        [0, -0.6, 0.6, -Math.PI / 2].map((turn) => drawn(decoded, { turn, ...face }, FACE)),
      )),
    ],
  ];
  const tiles: OverlayOptions[] = rows.flatMap((row, r) =>
    row.map((input, k) => ({ input, left: k * BODY.width, top: r * BODY.height })),
  );
  const size = { width: BODY.width * rows[0].length, height: BODY.height + FACE.height };
  return sharp({ create: { ...size, channels: 3, background: GROUND } })
    .composite(tiles)
    .png()
    .toBuffer();
}

type Size = { readonly width: number; readonly height: number };

const fitted = (data: Uint8Array, from: Size, to: Size): Promise<Buffer> =>
  sharp(data, { raw: { width: from.width, height: from.height, channels: 3 } })
    .resize(to.width, to.height, { fit: 'contain', background: GROUND })
    .png()
    .toBuffer();

/** Twice as large as shown, so that edges are smooth. */
function drawn(parts: readonly DecodedPart[], view: View, size: Size): Promise<Buffer> {
  const big = { width: size.width * 2, height: size.height * 2 };
  return fitted(drawView(parts, view, big.width, big.height), big, size);
}

async function cutOut({ data, width, height }: Picture, box: Box, size: Size): Promise<Buffer> {
  const cut = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract(box)
    .raw()
    .toBuffer();
  return fitted(cut, box, size);
}

/** A stretch of the photo, with the body where the person stands. */
function drawLike(
  { posed, camera }: SheetPhoto,
  parts: readonly DecodedPart[],
  box: Box,
  size: Size,
): Promise<Buffer> {
  const scale = Math.max(1, DRAWN_PX_LEAST / box.height);
  const [width, height] = [Math.round(box.width * scale), Math.round(box.height * scale)];
  const near = {
    focalPx: camera.focalPx * scale,
    cx: (camera.cx - box.left) * scale,
    cy: (camera.cy - box.top) * scale,
  };
  const laid = parts.map((one) => {
    const { part } = one;
    const points = poseSkinned(posed, part.positions, part.joints, part.weights);
    // Hair keeps the normals of the head's hull, turned with it.
    const tips = Float32Array.from(part.positions, (x, i) => x + part.normals[i] * 0.001);
    const turned = poseSkinned(posed, tips, part.joints, part.weights);
    const normals =
      part.name === 'hair' ? turned.map((x, i) => x - points[i]) : vertexNormals(points, part.triangles);
    return { ...one, pixels: projectAll(near, points), normals };
  });
  return fitted(drawLaid(laid, width, height), { width, height }, size);
}

const inside = (x0: number, y0: number, x1: number, y1: number, { width, height }: Size): Box => {
  const [left, top] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))];
  return {
    left,
    top,
    width: Math.max(1, Math.min(width, Math.ceil(x1)) - left),
    height: Math.max(1, Math.min(height, Math.ceil(y1)) - top),
  };
};

function personBox({ picture, mask }: SheetPhoto): Box {
  let [x0, y0, x1, y1] = [picture.width, picture.height, 0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] < 128) continue;
    const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  const margin = MARGIN * (y1 - y0);
  return inside(x0 - margin, y0 - margin, x1 + margin, y1 + margin, picture);
}

function faceBox({ picture, face }: SheetPhoto): Box {
  let [x0, y0, x1, y1] = [picture.width, picture.height, 0, 0];
  for (let i = 0; i + 2 < face.length; i += 3) {
    [x0, x1] = [Math.min(x0, face[i]), Math.max(x1, face[i])];
    [y0, y1] = [Math.min(y0, face[i + 1]), Math.max(y1, face[i + 1])];
  }
  const half = (0.5 + FACE_MARGIN) * Math.max(x1 - x0, y1 - y0);
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2 - 0.15 * (y1 - y0)];
  return inside(x - half, y - half, x + half, y + half, picture);
}
