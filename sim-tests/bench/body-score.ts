/** What one drawn photo of a known person scores, and what everybody's mean body would. */
import {
  type BodySpace,
  colourDistance,
  drawBody,
  labOf,
  measureBody,
  type PhotoFit,
  restBody,
  type Somebody,
} from '@troupe/avatars/photo';

export const GIRTHS = ['chest', 'waist', 'hip'] as const;
export type Girth = (typeof GIRTHS)[number];

/** Errors of one guess of a shape, mm. */
export interface ShapeError {
  readonly pveTMm: number;
  readonly pveTScMm: number;
  readonly chest: number;
  readonly waist: number;
  readonly hip: number;
}

/** What a photo of somebody scored. */
export interface Score {
  readonly fit: ShapeError;
  /** The regressor without refinement, told the height; and told nothing. */
  readonly regressor: ShapeError;
  readonly mean: ShapeError;
  readonly mpjpeMm: number;
  readonly reprojection: number;
  readonly seconds: number;
  readonly pose: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly made?: Made;
}

/** What only whole bodies tell. */
export interface Made {
  readonly iou: number;
  readonly textureDeltaE: Readonly<Record<string, number>>;
}

interface Body {
  readonly positions: Float32Array;
  readonly joints: Float32Array;
}

/** Errors of the fit, of where it started, and of the mean body; the latter two scaled to the given height. */
export function shapeErrors(space: BodySpace, body: Somebody, fit: PhotoFit) {
  const truth = body.rest;
  const start = new Float64Array(space.shapeCount);
  start.set(fit.start);
  const tall = (shape: Float64Array) => scaledTo(restBody(space, shape, true), body.heightM);
  return {
    fit: errorOf(space, truth, restBody(space, fit.shape, true)),
    regressor: errorOf(space, truth, tall(start)),
    mean: errorOf(space, truth, tall(new Float64Array(space.shapeCount))),
  };
}

function errorOf(space: BodySpace, truth: Body, found: Body): ShapeError {
  const { plain, scaled } = compare(truth.positions, found.positions);
  const a = measureBody(space, truth.positions, truth.joints);
  const b = measureBody(space, found.positions, found.joints);
  const girth = (name: Girth) => 1000 * Math.abs(a[name] - b[name]);
  return { pveTMm: plain, pveTScMm: scaled, chest: girth('chest'), waist: girth('waist'), hip: girth('hip') };
}

function scaledTo(body: Body, heightM: number): Body {
  let low = 9;
  let high = -9;
  for (let i = 1; i < body.positions.length; i += 3) {
    low = Math.min(low, body.positions[i]);
    high = Math.max(high, body.positions[i]);
  }
  const scale = heightM / (high - low);
  return { positions: body.positions.map((x) => x * scale), joints: body.joints.map((x) => x * scale) };
}

/** Mean distance of vertices in mm after moving the means together; and after the best scale too. */
function compare(truth: Float32Array, found: Float32Array): { plain: number; scaled: number } {
  const [a, b] = [centred(truth), centred(found)];
  let dot = 0;
  let own = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    own += b[i] * b[i];
  }
  const distance = (scale: number) => {
    let sum = 0;
    for (let i = 0; i < a.length; i += 3) {
      sum += Math.hypot(a[i] - scale * b[i], a[i + 1] - scale * b[i + 1], a[i + 2] - scale * b[i + 2]);
    }
    return (1000 * sum * 3) / a.length;
  };
  return { plain: distance(1), scaled: distance(dot / own) };
}

function centred(points: Float32Array): Float64Array {
  const middle = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < points.length; i += 3) sum += points[i];
    return (sum * 3) / points.length;
  });
  return Float64Array.from(points, (x, i) => x - middle[i % 3]);
}

const MAIN_BONES = [1, 2, 4, 5, 8, 9, 10, 11, 12, 13, 32, 33, 34, 35, 36, 37];

/** Mean distance of the body's joints (no fingers) after moving the hips together, mm. */
export function jointError(truth: Float64Array, found: Float64Array): number {
  const sum = MAIN_BONES.reduce((total, b) => {
    const d = [0, 1, 2].map((k) => truth[b * 3 + k] - truth[k] - found[b * 3 + k] + found[k]);
    return total + Math.hypot(...d);
  }, 0);
  return (1000 * sum) / MAIN_BONES.length;
}

export function groupsOf({ semantics, look }: Somebody): Record<string, string> {
  const light = (look.skin[0] + look.skin[1] + look.skin[2]) / 3;
  return {
    presentation: semantics.sex < 0.5 ? 'feminine' : 'masculine',
    age: semantics.age < 0.4 ? 'younger' : 'older',
    build: semantics.weight < 0.4 ? 'light' : semantics.weight > 0.6 ? 'heavy' : 'middle',
    skin: light > 170 ? 'light' : light > 110 ? 'middle' : 'dark',
  };
}

/** Sides the photo did not show: turned by this much, rad. */
const NOVEL_VIEWS = { threeQuarter: -0.7, back: Math.PI } as const;
const VIEW_SIZE = { width: 200, height: 340 };
const EMPTY = 58;

type Parts = Parameters<typeof drawBody>[0];

/** Mean CIE76 distance of truth and result from sides unseen, where both are drawn, in the same light. */
export async function textureError(truth: Parts, found: Parts): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  for (const [name, turn] of Object.entries(NOVEL_VIEWS)) {
    const [a, b] = [await drawStanding(truth, turn), await drawStanding(found, turn)];
    let sum = 0;
    let count = 0;
    for (let i = 0; i < a.length; i += 3) {
      const empty = (p: Uint8Array) => p[i] === EMPTY && p[i + 1] === EMPTY && p[i + 2] === EMPTY;
      if (empty(a) || empty(b)) continue;
      sum += colourDistance(labOf(a[i], a[i + 1], a[i + 2]), labOf(b[i], b[i + 1], b[i + 2]), 1);
      count++;
    }
    out[name] = sum / Math.max(1, count);
  }
  return out;
}

function drawStanding(parts: Parts, turn: number): Promise<Uint8Array> {
  let low = 9;
  let high = -9;
  for (const part of parts) {
    for (let i = 1; i < part.positions.length; i += 3) {
      low = Math.min(low, part.positions[i]);
      high = Math.max(high, part.positions[i]);
    }
  }
  return drawBody(parts, { turn, centreY: (low + high) / 2, heightM: (high - low) * 1.1 }, VIEW_SIZE);
}
