import sharp, { type OverlayOptions } from 'sharp';
import { headOf } from '../dress/head-frame.ts';
import type { RestBody } from '../dress/make-garments.ts';
import type { Part } from '../dress/part.ts';
import type { BodySpace } from '../fit/body-space.ts';
import { placeBound } from '../kit/photo-kit.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import type { Rgb } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { createGlb, glbBytes } from './glb.ts';
import type { RestSkeleton } from './rest-skeleton.ts';
import { addPrimitive, addSkeleton } from './write-vrm.ts';

const ATLAS_PX = 1024;
/** Where each part lies in the atlas: x, y, size as shares. */
const PLACES: Readonly<Record<string, readonly [number, number, number]>> = {
  skin_body: [0, 0, 0.5],
  skin_face: [0.5, 0, 0.5],
  cloth_upper: [0, 0.5, 0.5],
  cloth_lower: [0.5, 0.5, 0.25],
  skirt: [0.5, 0.5, 0.25],
  shoes: [0.75, 0.5, 0.25],
  hair: [0.5, 0.75, 0.25],
  eye: [0.75, 0.75, 0.25],
  // In corners of the hair's tile, which is of one colour and read in its middle.
  glasses: [0.5, 0.9375, 0.0625],
  hat: [0.6875, 0.9375, 0.0625],
};
const EDGE = 0.004;
/** Hair under a cap is pressed flat to this share. */
const CAPPED = 0.2;
/** Far hair: a closed cap of the kit for each style of cards. */
const CAPS: Readonly<Record<string, string>> = {
  crop: 'short03',
  short: 'short02',
  swept: 'short02',
  bob: 'bob02',
  shoulder: 'bob02',
  long: 'long01',
  updo: 'short03',
};

/** The whole person as one mesh with one texture on the 52 streamed joints: the source of the stage's levels. */
export async function writeStageSource(
  space: BodySpace,
  rest: RestBody,
  skeleton: RestSkeleton,
  parts: readonly Part[],
  look: Look,
): Promise<Uint8Array> {
  const far = parts.filter((part) => part.name in PLACES && part.name !== 'hair');
  const cap = farHair(space, rest, look);
  if (cap) far.push(cap);
  const kept = skeleton.names.flatMap((name, b) => (/^(jaw|leftEye|rightEye)$/.test(name) ? [] : [b]));
  const glb = createGlb();
  addSkeleton(glb, cutSkeleton(skeleton, kept));
  const person = mergeParts(far, skeleton, kept);
  const image = { mime: 'image/jpeg' as const, bytes: await drawAtlas(far, look) };
  const material = { name: 'person', roughness: 0.8, doubleSided: true, image };
  glb.json.meshes.push({ name: 'person', primitives: [addPrimitive(glb, { ...person, material })] });
  glb.json.roots.push(glb.json.nodes.length);
  glb.json.nodes.push({ name: 'person', mesh: 0, skin: 0 });
  return glbBytes(glb, { extensionsUsed: [], extensions: {} });
}

function farHair(space: BodySpace, rest: RestBody, look: Look): Part | undefined {
  const name = CAPS[look.hair.style];
  if (!name) return undefined;
  const cap = space.kit.cap(name);
  const scale = headOf(space, rest).heightM / space.kit.manifest.headHeightM;
  const positions = placeBound(cap, rest.positions, scale);
  if (look.hair.hat) {
    const flat = placeBound(cap, rest.positions, scale * CAPPED);
    const rimY = rest.joints[space.model.manifest.bones.indexOf('leftEye') * 3 + 1];
    for (let i = 0; i < positions.length; i++) if (flat[i - (i % 3) + 1] > rimY) positions[i] = flat[i];
  }
  const count = positions.length / 3;
  const head = space.model.manifest.bones.indexOf('head');
  const triangles = Uint32Array.from(cap.triangles);
  return {
    name: 'hair',
    positions,
    normals: vertexNormals(positions, triangles),
    uvs: new Float32Array(count * 2).fill(0.5),
    triangles,
    joints: Uint8Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? head : 0)),
    weights: Uint8Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? 255 : 0)),
    point: Int32Array.from({ length: count }, (_, i) => i),
    material: { name: 'hair', roughness: 0.8 },
  };
}

function cutSkeleton(skeleton: RestSkeleton, kept: readonly number[]): RestSkeleton {
  const pick = (table: Float32Array, width: number) =>
    Float32Array.from(kept.flatMap((b) => [...table.subarray(b * width, b * width + width)]));
  return {
    names: kept.map((b) => skeleton.names[b]),
    parents: kept.map((b) => kept.indexOf(skeleton.parents[b])),
    offsets: pick(skeleton.offsets, 3),
    inverseBinds: pick(skeleton.inverseBinds, 16),
  };
}

/** All parts in one: their textures share the atlas, jaw and eyes go with the head. */
function mergeParts(
  parts: readonly Part[],
  skeleton: RestSkeleton,
  kept: readonly number[],
): Omit<Part, 'material'> {
  const head = kept.indexOf(skeleton.names.indexOf('head'));
  const joined = (pick: (part: Part) => ArrayLike<number>) => parts.flatMap((part) => Array.from(pick(part)));
  let first = 0;
  const triangles = parts.flatMap((part) => {
    const moved = Array.from(part.triangles, (v) => v + first);
    first += part.positions.length / 3;
    return moved;
  });
  return {
    name: 'person',
    positions: Float32Array.from(joined((part) => part.positions)),
    normals: Float32Array.from(joined((part) => part.normals)),
    uvs: Float32Array.from(
      joined((part) => {
        const place = PLACES[part.name];
        return part.uvs.map((x, i) => Math.min(1 - EDGE, Math.max(EDGE, x)) * place[2] + place[i % 2]);
      }),
    ),
    triangles: Uint32Array.from(triangles),
    joints: Uint8Array.from(
      joined((part) => part.joints),
      (b) => (kept.includes(b) ? kept.indexOf(b) : head),
    ),
    weights: Uint8Array.from(joined((part) => part.weights)),
    point: Int32Array.from({ length: first }, (_, i) => i),
  };
}

async function drawAtlas(parts: readonly Part[], look: Look): Promise<Uint8Array> {
  const tiles: OverlayOptions[] = [];
  // Hair before what lies in its tile.
  const colours: Readonly<Record<string, Rgb | undefined>> = {
    glasses: look.face.frame,
    hat: look.hair.hatColour,
  };
  const ordered = [...parts].sort((a, b) => Number(a.name in colours) - Number(b.name in colours));
  for (const part of ordered) {
    const [x, y, share] = PLACES[part.name];
    const side = Math.round(share * ATLAS_PX);
    const input = part.material.image
      ? await sharp(part.material.image.bytes).resize(side, side).png().toBuffer()
      : await flatTile(side, colours[part.name] ?? look.hair.colour);
    tiles.push({ input, left: Math.round(x * ATLAS_PX), top: Math.round(y * ATLAS_PX) });
  }
  return sharp({ create: { width: ATLAS_PX, height: ATLAS_PX, channels: 3, background: '#808080' } })
    .composite(tiles)
    .jpeg({ quality: 86 })
    .toBuffer();
}

function flatTile(side: number, [r, g, b]: Rgb): Promise<Buffer> {
  return sharp({ create: { width: side, height: side, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}
