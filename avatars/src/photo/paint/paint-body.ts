import sharp from 'sharp';
import type { Part } from '../dress/part.ts';
import type { Look } from '../understand/look.ts';
import { hairPixels } from './hair-pixels.ts';
import { handPixels } from './hand-pixels.ts';
import { irisImage } from './iris-image.ts';
import { matchColours } from './match-colours.ts';
import { paintHair } from './paint-hair.ts';
import { type PaintedTexture, paintPart } from './paint-part.ts';
import type { PaintPlan } from './paint-plan.ts';
import { createQueue, type PaintedTextures, takePart } from './paint-queue.ts';
import type { PaintThread } from './paint-thread.ts';
import { type PaintedPerson, type PaintView, posedForPhoto } from './paint-view.ts';
import { planParts } from './plan-parts.ts';
import { drawDepth, type PaintScene, soften } from './scene.ts';
import { type LitSurface, takeLightOut } from './take-light-out.ts';

const IRIS_PX = 256;

/** How the photo's colours are taken. */
export interface PaintOptions {
  /** Leaves the photo's light in the texture; for measuring what taking it out does. */
  readonly keepLight?: boolean;
  /** Further photos of the same person; their colours are brought to the first one's. */
  readonly also?: readonly PaintView[];
  /** A thread that paints as well. */
  readonly beside?: PaintThread;
}

/** Gives every part its texture; also says how much of the surface was seen. */
export async function paintParts(
  person: PaintedPerson,
  parts: readonly Part[],
  look: Look,
  options: PaintOptions = {},
) {
  const { also = [], beside, keepLight = false } = options;
  const views = [person, ...also];
  const plans = await planParts(person, views, parts, look);
  const queue = createQueue(plans);
  beside?.prepare(views, parts, look, queue);
  const scenes = scenesOf(
    views,
    parts,
    plans.filter((plan) => plan !== undefined),
    look,
    keepLight,
  );
  const paintingBeside = beside?.paint(scenes);
  // Pictures are encoded beside the painting of the next part.
  const encoded = new Map<number, Promise<Part>>();
  const textures: PaintedTextures = new Map();
  const keep = (i: number, texture: PaintedTexture) => {
    textures.set(i, texture);
    encoded.set(i, withImage(parts[i], texture.data, texture.size));
  };
  for (let i = takePart(queue); i !== undefined; i = takePart(queue)) keep(i, paintPart(scenes, plans[i]!));
  const plain = parts.map((part) => paintWhole(part, views, scenes, look));
  for (const [i, texture] of (await paintingBeside) ?? []) keep(i, texture);
  return {
    parts: await Promise.all(parts.map((_, i) => encoded.get(i) ?? plain[i])),
    ...shownOf(parts, textures, views.length),
  };
}

/** Parts that are coloured otherwise than by a photo's texture; others as they are. */
function paintWhole(
  part: Part,
  views: readonly PaintView[],
  scenes: readonly PaintScene[],
  look: Look,
): Part | Promise<Part> {
  if (part.name === 'eye') return withImage(part, irisImage(IRIS_PX, look.iris), IRIS_PX);
  if (part.name !== 'hair') return part;
  const hairViews = views.map(({ sight, camera, posed, mask }, s) => ({
    picture: sight.picture,
    camera,
    posed,
    mask,
    hits: scenes[s].hits,
  }));
  return paintHair(part, hairViews, look);
}

/** Shares of the painted surface: seen, mirrored and filled, and seen by each photo. */
function shownOf(parts: readonly Part[], textures: PaintedTextures, photos: number) {
  const total = { texels: 0, mirrored: 0 };
  const seenBy = Array.from({ length: photos }, () => 0);
  for (const [i, part] of parts.entries()) {
    const painted = textures.get(i);
    if (!painted) continue;
    // Tiles differ in how many texels a square metre has; each counts by its own surface.
    const area = areaOf(part) / painted.texels;
    total.texels += painted.texels * area;
    painted.seen.forEach((texels, v) => {
      seenBy[v] += texels * area;
    });
    total.mirrored += painted.mirrored * area;
  }
  const by = seenBy.map((texels) => texels / total.texels);
  const seen = by.reduce((sum, share) => sum + share, 0);
  const mirrored = total.mirrored / total.texels;
  return { surface: { seen, mirrored, filled: 1 - seen - mirrored }, seenBy: by };
}

async function withImage(part: Part, data: Uint8Array, size: number): Promise<Part> {
  const bytes = await sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
  return { ...part, material: { ...part.material, image: { mime: 'image/jpeg', bytes } } };
}

/** The photos without their light, in the colours of the first, and what stands where in them. */
function scenesOf(
  views: readonly PaintView[],
  parts: readonly Part[],
  plans: readonly PaintPlan[],
  look: Look,
  keepLight: boolean,
): PaintScene[] {
  const scenes: PaintScene[] = [];
  views.forEach((view, s) => {
    const { sight, camera, mask } = view;
    const { hits, owners, firsts } = drawParts(view, parts);
    const edgePx = Math.max(2, sight.extentPx / 200);
    const raw = { picture: sight.picture, mask, hits, camera, edgePx };
    // Before, so that skin is known as skin; and after, as each photo had its own light.
    const alike = matchColours(scenes, raw, plans, s);
    const lit = keepLight ? alike.picture : takeLightOut({ ...alike, hits }, surfacesOf(plans, s, firsts));
    const { picture } = matchColours(scenes, { ...raw, picture: lit }, plans, s);
    const soft = soften(picture, (i) => sight.mask[i] > 200, Math.max(2, Math.round(sight.extentPx / 130)));
    const hair = hairPixels(sight, look, edgePx);
    scenes.push({
      ...raw,
      owners,
      picture,
      soft,
      hands: handPixels(sight, view.hands),
      ...(hair ? { hair } : {}),
    });
  });
  return scenes;
}

/** What lets what is behind it be seen. */
const SHEER = ['hair', 'lashes', 'cornea', 'teeth', 'tongue'];

/** The parts as they stood, and the number of the part (from 1) that each pixel shows. */
function drawParts(view: PaintView, parts: readonly Part[]) {
  const { picture } = view.sight;
  const numbers = [...parts.keys()].filter((i) => !SHEER.includes(parts[i].name));
  const solid = numbers.map((i) => parts[i]);
  const hits = drawDepth(
    picture.width,
    picture.height,
    view.camera,
    solid.map((part) => ({ points: posedForPhoto(view, part), triangles: part.triangles })),
  );
  let first = 0;
  const firsts = new Map<number, number>();
  const ownerOf = new Uint8Array(solid.reduce((sum, part) => sum + part.triangles.length / 3, 0));
  solid.forEach(({ triangles }, k) => {
    firsts.set(numbers[k] + 1, first);
    ownerOf.fill(numbers[k] + 1, first, first + triangles.length / 3);
    first += triangles.length / 3;
  });
  const { triangle } = hits;
  const owners = new Uint8Array(triangle.length);
  for (let i = 0; i < owners.length; i++) if (triangle[i] >= 0) owners[i] = ownerOf[triangle[i]];
  return { hits, owners, firsts };
}

/** @param firsts number of the first triangle of each part that was drawn, by the part's number from 1 */
const surfacesOf = (
  plans: readonly PaintPlan[],
  s: number,
  firsts: ReadonlyMap<number, number>,
): LitSurface[] =>
  plans.map(({ part, number, posed, acceptSoft, main }) => ({
    points: posed[s],
    triangles: part.triangles,
    first: firsts.get(number) ?? 0,
    accept: acceptSoft,
    ...(main ? { hanging: part.point } : {}),
  }));

function areaOf(part: Part): number {
  const { positions: p, triangles } = part;
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    sum += Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
  }
  return sum;
}
