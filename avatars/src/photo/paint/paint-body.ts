import sharp from 'sharp';
import { smoothStep } from '../../maths/angle.ts';
import type { Part } from '../dress/part.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { Camera } from '../fit/camera.ts';
import type { DistanceField } from '../fit/distance-field.ts';
import { type PosedBones, poseSkinned } from '../fit/pose-state.ts';
import type { Sight } from '../see/see.ts';
import { colourDistance, type Lab, labOf, type Rgb } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { irisImage } from './iris-image.ts';
import { type PaintedTexture, type PaintPlan, paintPart } from './paint-part.ts';
import { drawDepth, type PaintScene, soften } from './scene.ts';

/** Who is painted. */
export interface PaintedPerson {
  readonly space: BodySpace;
  readonly sight: Sight;
  readonly camera: Camera;
  readonly mask: DistanceField;
  readonly posed: PosedBones;
  /** Vertices x 3 of the body at rest with the expression of the photo, m. */
  readonly shaped: Float32Array;
}

const SIZES: Readonly<Record<string, number>> = {
  skin_face: 1024,
  skin_body: 1024,
  cloth_upper: 1024,
  cloth_lower: 1024,
  skirt: 512,
  shoes: 512,
};
const IRIS_PX = 256;

/** Gives every part its texture; also says how much of the surface was seen. */
export async function paintParts(person: PaintedPerson, parts: readonly Part[], look: Look) {
  const scene = sceneOf(person, parts);
  const skinDetail = {
    skin_body: await detailOf(person.space, 'skin-body.jpg'),
    skin_face: await detailOf(person.space, 'skin-face.jpg'),
  };
  const total = { texels: 0, seen: 0, mirrored: 0 };
  const out: Part[] = [];
  for (const part of parts) {
    if (part.name === 'eye') {
      out.push(await withImage(part, irisImage(IRIS_PX, look.iris), IRIS_PX));
      continue;
    }
    const plan = planOf(person, part, look, skinDetail);
    if (!plan) {
      out.push(part);
      continue;
    }
    const painted: PaintedTexture = paintPart(scene, plan);
    // Tiles differ in how many texels a square metre has; each counts by its own surface.
    const area = areaOf(part) / painted.texels;
    total.texels += painted.texels * area;
    total.seen += painted.seen * area;
    total.mirrored += painted.mirrored * area;
    out.push(await withImage(part, painted.data, painted.size));
  }
  const seen = total.seen / total.texels;
  const mirrored = total.mirrored / total.texels;
  return { parts: out, surface: { seen, mirrored, filled: 1 - seen - mirrored } };
}

async function withImage(part: Part, data: Uint8Array, size: number): Promise<Part> {
  const bytes = await sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
  return { ...part, material: { ...part.material, image: { mime: 'image/jpeg', bytes } } };
}

function sceneOf(person: PaintedPerson, parts: readonly Part[]): PaintScene {
  const { sight, camera, mask } = person;
  const { width, height } = sight.picture;
  const solid = parts.filter((part) => !['hair', 'lashes', 'cornea', 'teeth', 'tongue'].includes(part.name));
  const hits = drawDepth(
    width,
    height,
    camera,
    solid.map((part) => ({ points: posedForPhoto(person, part), triangles: part.triangles })),
  );
  const soft = soften(
    sight.picture,
    (i) => sight.mask[i] > 200,
    Math.max(2, Math.round(sight.extentPx / 130)),
  );
  return { picture: sight.picture, soft, mask, hits, camera, edgePx: Math.max(2, sight.extentPx / 200) };
}

/** A part as it stood before the camera; skin wears the expression of the photo. */
function posedForPhoto(person: PaintedPerson, part: Part): Float32Array {
  const { posed, shaped } = person;
  if (!part.name.startsWith('skin')) return poseSkinned(posed, part.positions, part.joints, part.weights);
  const rest = Float32Array.from(
    part.positions,
    (_, i) => shaped[part.point[Math.floor(i / 3)] * 3 + (i % 3)],
  );
  return poseSkinned(posed, rest, part.joints, part.weights);
}

async function detailOf(space: BodySpace, name: string) {
  const { data, info } = await sharp(space.kit.image(name)).raw().toBuffer({ resolveWithObject: true });
  return { data, size: info.width };
}

const SKIN_NEAR = 24;
const SKIN_STRICT = 15;
const HAIR_NEAR = 11;
const CLOTH_NEAR = 10;
const HUE_RAD = 0.45;
const CHROMA_MIN = 9;
/** Half the width of the face's features, m. */
const FEATURES_M = 0.05;

function planOf(
  person: PaintedPerson,
  part: Part,
  look: Look,
  detail: Readonly<Record<string, { data: Uint8Array; size: number }>>,
): PaintPlan | undefined {
  const sizePx = SIZES[part.name];
  if (!sizePx) return undefined;
  const posed = posedForPhoto(person, part);
  const skin = labOf(...look.skin);
  const hair = labOf(...look.hair.colour);
  const nearSkin = (c: Rgb, reach: number) => colourDistance(labOf(...c), skin, 0.3) < reach;
  if (part.name.startsWith('skin')) {
    const tile = detail[part.name];
    const face = part.name === 'skin_face';
    return {
      part,
      posed,
      sizePx,
      accept: (c, corners, shares) => {
        const alike = smoothStep(SKIN_NEAR + 8, SKIN_NEAR - 6, colourDistance(labOf(...c), skin, 0.3));
        return face ? Math.max(alike, featureShare(part, corners, shares)) : alike;
      },
      acceptSoft: (c) => nearSkin(c, SKIN_STRICT),
      fallback: look.skin,
      detail: (i, k) => tile.data[i * 3 + k] / 128,
      finish: scalpPainter(person.space, part, look),
    };
  }
  const garment =
    part.name === 'cloth_upper'
      ? look.upper
      : part.name === 'shoes'
        ? (look.shoes ?? look.lower)
        : look.lower;
  const cloth = labOf(...garment.colour);
  const belongs = (c: Rgb) => {
    const lab = labOf(...c);
    if (colourDistance(lab, cloth, 0.4) < CLOTH_NEAR) return true;
    // Arms and hair before the cloth: a hand in shadow keeps its hue, so hue decides, not lightness.
    if (hasHueOf(lab, skin)) return false;
    return look.hair.style === 'none' || colourDistance(lab, hair, 0.6) > HAIR_NEAR;
  };
  return {
    part,
    posed,
    sizePx,
    accept: (c) => (belongs(c) ? 1 : 0),
    acceptSoft: belongs,
    fallback: garment.colour,
  };
}

/** True for a colour that is more than grey and of the other's hue. */
function hasHueOf(lab: Lab, other: Lab): boolean {
  const turn = Math.atan2(lab[2], lab[1]) - Math.atan2(other[2], other[1]);
  return (
    Math.hypot(lab[1], lab[2]) > CHROMA_MIN && Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) < HUE_RAD
  );
}

/** Brows, eyes, nose, mouth and beard: here other colours than skin belong to the face, elsewhere they are hair. */
function featureShare(part: Part, corners: readonly number[], shares: readonly number[]): number {
  const x = corners.reduce((sum, c, j) => sum + shares[j] * part.positions[c * 3], 0);
  return smoothStep(FEATURES_M + 0.008, FEATURES_M - 0.006, Math.abs(x));
}

/** Skin under hair takes the hair's colour, so that no bald patch shines between the strands. */
function scalpPainter(space: BodySpace, part: Part, look: Look): PaintPlan['finish'] {
  if (look.hair.style === 'none') return undefined;
  const { hairline } = space.kit;
  const root = look.hair.colour.map((x) => x * 0.62);
  return (corners, shares, _seen, colour) => {
    const above = corners.reduce((sum, c, j) => sum + shares[j] * hairline[part.point[c]], 0);
    const t = Math.min(1, Math.max(0, (above + 2) / 12));
    const share = t * t * (3 - 2 * t);
    for (let k = 0; k < 3; k++) colour[k] = colour[k] * (1 - share) + root[k] * share;
  };
}

function areaOf(part: Part): number {
  const { positions: p, triangles } = part;
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    const u = [0, 1, 2].map((k) => p[b + k] - p[a + k]);
    const v = [0, 1, 2].map((k) => p[c + k] - p[a + k]);
    sum += Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
  }
  return sum;
}
