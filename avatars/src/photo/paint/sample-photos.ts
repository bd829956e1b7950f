/** What the photos show of a place of a part. */
import { smoothStep } from '../../maths/angle.ts';
import { projectAll } from '../fit/camera.ts';
import { distanceOf } from '../fit/distance-field.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import type { Picture } from '../see/read-photo.ts';
import type { Rgb } from '../understand/colour.ts';
import type { PaintPlan } from './paint-plan.ts';
import { AROUND, limbBefore, type PaintScene } from './scene.ts';
import { strangersOf } from './strangers.ts';

const DEPTH_M = 0.014;

/** Where and how squarely a photo shows the vertices of a part. */
export interface VertexLook {
  /** Vertices x 3: px, px, distance. */
  readonly pixels: Float32Array;
  /** How squarely each vertex faces the camera, -1..1. */
  readonly facing: Float32Array;
  /** 1 where something else is seen though the part was drawn. */
  readonly strangers?: Uint8Array | undefined;
}

/** Finds each vertex in one photo. @param s number of the photo in the plan */
export function lookAtVertices(scene: PaintScene, plan: PaintPlan, s: number): VertexLook {
  const posed = plan.posed[s];
  const normals = vertexNormals(posed, plan.part.triangles);
  const facing = new Float32Array(posed.length / 3);
  for (let v = 0; v < facing.length; v++) {
    const i = v * 3;
    const length = Math.hypot(posed[i], posed[i + 1], posed[i + 2]);
    facing[v] =
      -(normals[i] * posed[i] + normals[i + 1] * posed[i + 1] + normals[i + 2] * posed[i + 2]) / length;
  }
  return { pixels: projectAll(scene.camera, posed), facing, strangers: strangersOf(scene, plan) };
}

/** What the photos show of one place; written over again and again. */
export interface Sample {
  weight: number;
  colour: [number, number, number];
  /** Number of the photo that had most say. */
  best: number;
}

export const createSample = (): Sample => ({ weight: 0, colour: [0, 0, 0], best: 0 });
const one = createSample();
/** The place that is looked at now: not a list for each of a million texels. */
const place: [x: number, y: number, depth: number] = [0, 0, 0];

function placeAt(x: number, y: number, depth: number): typeof place {
  place[0] = x;
  place[1] = y;
  place[2] = depth;
  return place;
}

/** Where a photo shows a place of a part. */
function pictured(
  { pixels }: VertexLook,
  corners: readonly number[],
  shares: readonly number[],
): typeof place {
  const a = corners[0] * 3;
  const b = corners[1] * 3;
  const c = corners[2] * 3;
  const p = shares[0];
  const q = shares[1];
  const r = shares[2];
  return placeAt(
    p * pixels[a] + q * pixels[b] + r * pixels[c],
    p * pixels[a + 1] + q * pixels[b + 1] + r * pixels[c + 1],
    p * pixels[a + 2] + q * pixels[b + 2] + r * pixels[c + 2],
  );
}

/** One place in all photos: as sure as the surest, and its colour mostly from whoever sees it squarest and largest. */
export function sampleAll(
  scenes: readonly PaintScene[],
  plan: PaintPlan,
  looks: readonly VertexLook[],
  corners: readonly number[],
  shares: readonly number[],
  out: Sample,
): void {
  out.weight = 0;
  let total = 0;
  let most = 0;
  for (let s = 0; s < scenes.length; s++) {
    const detail = sampleAt(scenes[s], plan, looks[s], corners, shares);
    if (detail === 0) continue;
    const say = one.weight * detail ** 4;
    total += say;
    for (let k = 0; k < 3; k++) out.colour[k] += (say / total) * (one.colour[k] - out.colour[k]);
    out.weight = Math.max(out.weight, one.weight);
    if (say > most) {
      most = say;
      out.best = s;
    }
  }
}

/** Looks at one place in one photo, into `one`. @returns px a metre of the slanted surface; 0 when it is not seen */
function sampleAt(
  scene: PaintScene,
  plan: PaintPlan,
  look: VertexLook,
  corners: readonly number[],
  shares: readonly number[],
): number {
  const { facing } = look;
  const square =
    shares[0] * facing[corners[0]] + shares[1] * facing[corners[1]] + shares[2] * facing[corners[2]];
  const weight = smoothStep(0.2, 0.55, square);
  if (weight === 0) return 0;
  const at = pictured(look, corners, shares);
  const x = at[0];
  const y = at[1];
  const depth = at[2];
  const shown = shownShare(scene, x, y, depth);
  if (shown === 0) return 0;
  bilinear(scene.picture, x, y, one.colour);
  const own = plan.accept(one.colour, corners, shares);
  if (own === 0 || isOthers(scene, plan, look, placeAt(x, y, depth), one.colour)) return 0;
  one.weight = weight * shown * own;
  return (square * scene.camera.focalPx) / depth;
}

/** The colour alone of one place in one photo. */
export function colourAt(
  scene: PaintScene,
  look: VertexLook,
  corners: readonly number[],
  shares: readonly number[],
  out: Sample,
): void {
  const at = pictured(look, corners, shares);
  bilinear(scene.picture, at[0], at[1], out.colour);
}

/** A wide sleeve reaches so far beside its arm, m. */
const WIDE_SLEEVE_M = 0.09;

/** Whether a hand, hair, the clothes of a limb before the part, or what lies beside it are seen at a place instead of the part. */
export function isOthers(
  scene: PaintScene,
  plan: PaintPlan,
  { strangers }: Pick<VertexLook, 'strangers'>,
  at: readonly [x: number, y: number, depth: number],
  colour: Rgb,
): boolean {
  if (isHand(scene, plan, at[0], at[1], colour)) return true;
  if (isUnderHair(scene, plan, at[0], at[1])) return true;
  if (strangers?.[Math.floor(at[1]) * scene.picture.width + Math.floor(at[0])]) return true;
  if (!plan.main || plan.main(colour)) return false;
  return limbBefore(scene.hits, scene.camera, at, WIDE_SLEEVE_M);
}

function isUnderHair({ hair, picture }: PaintScene, { underHair }: PaintPlan, x: number, y: number): boolean {
  if (!hair || !underHair) return false;
  const kind = hair[Math.floor(y) * picture.width + Math.floor(x)];
  return underHair === 'anywhere' ? kind > 0 : kind === 2;
}

function isHand(scene: PaintScene, plan: PaintPlan, x: number, y: number, colour: Rgb): boolean {
  if (!plan.avoid || !scene.hands[Math.floor(y) * scene.picture.width + Math.floor(x)]) return false;
  return plan.avoid(colour);
}

/** 0 where something stands before the place or the mask ends, up to 1. */
export function shownShare(
  scene: Omit<PaintScene, 'soft' | 'hands' | 'owners'>,
  x: number,
  y: number,
  depth: number,
): number {
  const { width, height } = scene.picture;
  const px = Math.floor(x);
  const py = Math.floor(y);
  if (px < 1 || py < 1 || px >= width - 1 || py >= height - 1) return 0;
  const inside = smoothStep(0.5, -scene.edgePx, distanceOf(scene.mask, x, y));
  if (inside === 0 || limbBefore(scene.hits, scene.camera, placeAt(x, y, depth))) return 0;
  // What stands before the place is only known to a few px: its surroundings are not trusted either.
  const drawn = scene.hits.depth;
  let front = depth <= drawn[py * width + px] + DEPTH_M ? 1 : 0;
  for (let k = 0; k < AROUND.length; k += 2) {
    const qx = Math.min(width - 1, Math.max(0, Math.round(px + AROUND[k] * scene.edgePx)));
    const qy = Math.min(height - 1, Math.max(0, Math.round(py + AROUND[k + 1] * scene.edgePx)));
    if (depth <= drawn[qy * width + qx] + DEPTH_M + DEPTH_RING_M) front++;
  }
  return inside * smoothStep(5, 9, front);
}

const DEPTH_RING_M = 0.02;

/** Colour of a picture at a place, px, into `out`. */
export function bilinear(picture: Picture, x: number, y: number, out: [number, number, number]): void {
  const { data, width, height } = picture;
  const cx = Math.min(width - 1.01, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1.01, Math.max(0, y - 0.5));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const at = (y0 * width + x0) * 3;
  const down = at + width * 3;
  for (let k = 0; k < 3; k++) {
    out[k] =
      (data[at + k] * (1 - fx) + data[at + 3 + k] * fx) * (1 - fy) +
      (data[down + k] * (1 - fx) + data[down + 3 + k] * fx) * fy;
  }
}
