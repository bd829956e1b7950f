import sharp from 'sharp';
import type { Part } from '../dress/part.ts';
import { toLinear, toSrgb } from '../understand/colour.ts';
import { createHits, type PixelHits, rasterise } from './rasterise.ts';

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

/** Decodes the textures of all parts that show anything: the clear bulge of an eye does not. */
export async function decodeParts(parts: readonly Part[]): Promise<DecodedPart[]> {
  const out: DecodedPart[] = [];
  for (const part of parts) {
    const bytes = part.material.image?.bytes;
    if (part.material.blend && !bytes) continue;
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
  // As a viewer samples it: repeated across, held at the edge along.
  const across = mix(part.uvs, 2, 0, part, t, u, v);
  const x = Math.min(image.width - 1, Math.floor((across - Math.floor(across)) * image.width));
  const along = mix(part.uvs, 2, 1, part, t, u, v);
  const y = Math.min(image.height - 1, Math.max(0, Math.floor(along * image.height)));
  return (y * image.width + x) * 4;
}

/** Light on a drawn body: a key from one side, a sky that gives more from above, and an even rest. */
export interface Light {
  /** Unit vector towards the key; z towards the eye. */
  readonly key: readonly [number, number, number];
  readonly strength: number;
  readonly sky: number;
  readonly even: number;
}

export const STUDIO_LIGHT: Light = { key: [0.35, 0.5, 0.79], strength: 0.6, sky: 0.18, even: 0.5 };

/** A part laid into a picture: vertices as px, px, depth; normals with z towards the eye. */
export interface LaidPart extends DecodedPart {
  readonly pixels: Float32Array;
  readonly normals: Float32Array;
}

/** Draws laid parts, with a plain key and sky light unless told: RGB bytes; `empty` fills what nothing covers. */
export function drawLaid(
  parts: readonly LaidPart[],
  width: number,
  height: number,
  empty = 58,
  light = STUDIO_LIGHT,
): Uint8Array {
  const hits = createHits(width, height);
  const starts: number[] = [];
  const solids = parts.filter(({ part }) => !part.material.blend);
  let first = 0;
  for (const one of solids) {
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
    shade(out, i, solids[k], light, hit - starts[k], hits.shares[i * 2], hits.shares[i * 2 + 1]);
  }
  for (const one of parts) if (one.part.material.blend) layOver(out, hits, one, light);
  return out;
}

/** Draws a see-through part over what stands behind it. */
function layOver(out: Uint8Array, hits: PixelHits, one: LaidPart, light: Light): void {
  const { part, image } = one;
  if (!image) return;
  const under = new Uint8Array(3);
  rasterise(hits, one.pixels, part.triangles, {
    solid: (t, u, v, pixel) => {
      const share = (image.data[texel(one, t, u, v) + 3] / 255) * (part.material.colour?.[3] ?? 1);
      if (share === 0) return false;
      under.set(out.subarray(pixel * 3, pixel * 3 + 3));
      shade(out, pixel, one, light, t, u, v);
      for (let k = 0; k < 3; k++) out[pixel * 3 + k] = under[k] + (out[pixel * 3 + k] - under[k]) * share;
      return false;
    },
  });
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

/** Draws decoded parts from one side without perspective: RGB bytes. */
export function drawView(
  parts: readonly DecodedPart[],
  view: View,
  width: number,
  height: number,
): Uint8Array {
  return drawLaid(
    parts.map((one) => layView(one, view, width, height)),
    width,
    height,
  );
}

function shade(
  out: Uint8Array,
  i: number,
  one: LaidPart,
  light: Light,
  t: number,
  u: number,
  v: number,
): void {
  const { part, image } = one;
  const n = [0, 1, 2].map((axis) => mix(one.normals, 3, axis, part, t, u, v));
  const length = Math.hypot(n[0], n[1], n[2]) || 1;
  const [x, y, z] = n.map((q) => q / length);
  const facing = z < 0 && part.material.doubleSided ? -1 : 1;
  const key = Math.max(0, facing * (x * light.key[0] + y * light.key[1] + z * light.key[2]));
  const gain = light.even + light.sky * y * facing + light.strength * key;
  const at = texel(one, t, u, v);
  for (let k = 0; k < 3; k++) {
    let colour = image ? toLinear(image.data[at + k]) : 1;
    colour *= part.material.colour?.[k] ?? 1;
    if (part.colours) colour *= mix(part.colours, 4, k, part, t, u, v) / 255;
    out[i * 3 + k] = toSrgb(colour * gain);
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
