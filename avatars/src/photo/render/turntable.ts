import sharp, { type OverlayOptions } from 'sharp';
import type { Part } from '../dress/part.ts';
import { toLinear, toSrgb } from '../understand/colour.ts';
import { createHits, rasterise } from './rasterise.ts';

/** A part with its texture decoded. */
export interface DecodedPart {
  readonly part: Part;
  readonly image: { readonly data: Buffer; readonly width: number; readonly height: number } | undefined;
}

/** One look at a body: turn about the upright axis in rad, and the box that fills the picture, m. */
export interface View {
  readonly turn: number;
  readonly centreY: number;
  readonly heightM: number;
}

/** Decodes the textures of all parts that are not see-through. */
export async function decodeParts(parts: readonly Part[]): Promise<DecodedPart[]> {
  const out: DecodedPart[] = [];
  for (const part of parts) {
    if (part.material.blend) continue;
    const bytes = part.material.image?.bytes;
    const decoded = bytes && (await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true }));
    out.push({
      part,
      image: decoded && { data: decoded.data, width: decoded.info.width, height: decoded.info.height },
    });
  }
  return out;
}

/** Corner mix of one value of a vertex table. */
function mix(
  table: ArrayLike<number>,
  width: number,
  axis: number,
  part: Part,
  t: number,
  u: number,
  v: number,
): number {
  const at = t * 3;
  return (
    (1 - u - v) * table[part.triangles[at] * width + axis] +
    u * table[part.triangles[at + 1] * width + axis] +
    v * table[part.triangles[at + 2] * width + axis]
  );
}

function texel({ part, image }: DecodedPart, t: number, u: number, v: number): number {
  if (!image) return -1;
  const wrap = (x: number) => x - Math.floor(x);
  const x = Math.min(image.width - 1, Math.floor(wrap(mix(part.uvs, 2, 0, part, t, u, v)) * image.width));
  const y = Math.min(image.height - 1, Math.floor(wrap(mix(part.uvs, 2, 1, part, t, u, v)) * image.height));
  return (y * image.width + x) * 4;
}

const KEY = [0.35, 0.5, 0.79];

/** A part laid into a picture: vertices as px, px, depth; normals with z towards the eye. */
export interface LaidPart extends DecodedPart {
  readonly pixels: Float32Array;
  readonly normals: Float32Array;
}

/** Draws laid parts with a plain key and sky light: RGB bytes; `empty` fills what nothing covers. */
export function drawLaid(parts: readonly LaidPart[], width: number, height: number, empty = 58): Uint8Array {
  const hits = createHits(width, height);
  const starts: number[] = [];
  let first = 0;
  for (const one of parts) {
    const { part, image } = one;
    starts.push(first);
    const cutoff = part.material.cutoff;
    const solid =
      cutoff !== undefined && image
        ? (t: number, u: number, v: number) => image.data[texel(one, t, u, v) + 3] > cutoff * 255
        : undefined;
    rasterise(hits, one.pixels, part.triangles, { first, ...(solid ? { solid } : {}) });
    first += part.triangles.length / 3;
  }
  const out = new Uint8Array(width * height * 3).fill(empty);
  for (let i = 0; i < width * height; i++) {
    const hit = hits.triangle[i];
    if (hit < 0) continue;
    const k = starts.findLastIndex((s) => s <= hit);
    shade(out, i, parts[k], hit - starts[k], hits.shares[i * 2], hits.shares[i * 2 + 1]);
  }
  return out;
}

/** Lays a part as seen from one side, without perspective. */
function layView(one: DecodedPart, view: View, width: number, height: number): LaidPart {
  const { positions, normals } = one.part;
  const [cos, sin] = [Math.cos(view.turn), Math.sin(view.turn)];
  const scale = height / view.heightM;
  const pixels = new Float32Array(positions.length);
  const turned = new Float32Array(normals.length);
  for (let i = 0; i < pixels.length; i += 3) {
    const [x, y, z] = positions.subarray(i, i + 3);
    pixels[i] = width / 2 + (x * cos + z * sin) * scale;
    pixels[i + 1] = height / 2 - (y - view.centreY) * scale;
    pixels[i + 2] = x * sin - z * cos;
    turned[i] = normals[i] * cos + normals[i + 2] * sin;
    turned[i + 1] = normals[i + 1];
    turned[i + 2] = normals[i + 2] * cos - normals[i] * sin;
  }
  return { ...one, pixels, normals: turned };
}

function drawView(parts: readonly DecodedPart[], view: View, width: number, height: number): Uint8Array {
  return drawLaid(
    parts.map((one) => layView(one, view, width, height)),
    width,
    height,
  );
}

function shade(out: Uint8Array, i: number, one: LaidPart, t: number, u: number, v: number): void {
  const { part, image } = one;
  const n = [0, 1, 2].map((axis) => mix(one.normals, 3, axis, part, t, u, v));
  const length = Math.hypot(n[0], n[1], n[2]) || 1;
  const [x, y, z] = n.map((q) => q / length);
  const facing = z < 0 && part.material.doubleSided ? -1 : 1;
  const key = Math.max(0, facing * (x * KEY[0] + y * KEY[1] + z * KEY[2]));
  const light = 0.5 + 0.18 * y * facing + 0.6 * key;
  const at = texel(one, t, u, v);
  for (let k = 0; k < 3; k++) {
    let colour = image ? toLinear(image.data[at + k]) : 1;
    colour *= part.material.colour?.[k] ?? 1;
    if (part.colours) colour *= mix(part.colours, 4, k, part, t, u, v) / 255;
    out[i * 3 + k] = toSrgb(colour * light);
  }
}

/** Draws parts from one side with a plain key and sky light: RGB bytes, width x height; 58 grey is empty. */
export async function drawBody(
  parts: readonly Part[],
  view: View,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  return drawView(await decodeParts(parts), view, size.width, size.height);
}

/** Photo, front, three quarters, side, back and face of a body in one picture (PNG). */
export async function turntableSheet(
  photo: { readonly data: Uint8Array; readonly width: number; readonly height: number },
  parts: readonly Part[],
  head: { readonly topY: number; readonly chinY: number },
  heightPx = 720,
): Promise<Uint8Array> {
  const decoded = await decodeParts(parts);
  const middle = head.topY / 2;
  const face = { centreY: (head.topY + head.chinY) / 2, heightM: (head.topY - head.chinY) * 1.5 };
  const body = { centreY: middle, heightM: head.topY * 1.12 };
  const views: View[] = [
    { turn: 0, ...body },
    { turn: -0.8, ...body },
    { turn: -Math.PI / 2, ...body },
    { turn: Math.PI, ...body },
    { turn: 0, ...face },
    { turn: -0.6, ...face },
  ];
  const width = Math.round(heightPx * 0.62);
  const tiles: OverlayOptions[] = [
    {
      input: await sharp(photo.data, { raw: { width: photo.width, height: photo.height, channels: 3 } })
        .resize(width, heightPx, { fit: 'contain', background: '#3a3a3a' })
        .png()
        .toBuffer(),
      left: 0,
      top: 0,
    },
  ];
  for (const [k, view] of views.entries()) {
    const big = drawView(decoded, view, width * 2, heightPx * 2);
    const input = await sharp(big, { raw: { width: width * 2, height: heightPx * 2, channels: 3 } })
      .resize(width, heightPx)
      .png()
      .toBuffer();
    tiles.push({ input, left: (k + 1) * width, top: 0 });
  }
  return sharp({
    create: { width: width * (views.length + 1), height: heightPx, channels: 3, background: '#3a3a3a' },
  })
    .composite(tiles)
    .png()
    .toBuffer();
}
