/**
 * Samples to learn shapes from: features of people of whom everything is known, with the errors networks make.
 *
 * CONTRIBUTOR NOTES: running the landmark networks on every sample would take days, so their errors are measured on a few
 * hundred drawn photos and then laid over exact geometry. An error is kept whole, all joints and widths of one run together:
 * a hip seen too low and a waist seen too wide belong to one another. Widths are compared at the network's own joints, so
 * that an error of a joint is not counted twice; they also hold what the quick outline leaves out (soles, hems, strands).
 */
import type { BodySpace } from '../fit/body-space.ts';
import { project } from '../fit/camera.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { footVertices, LANDMARK_BONES, LIMBS, landmarkOffset, SPANS } from '../fit/landmark-map.ts';
import { fixedPlace, poseBones, skinBody } from '../fit/pose-state.ts';
import type { PixelHits } from '../render/rasterise.ts';
import { readPhoto } from '../see/read-photo.ts';
import { see } from '../see/see.ts';
import {
  FACE,
  FACE_GAIN,
  FEATURE_COUNT,
  FEATURES,
  type OutlineSight,
  POINTS,
  personFeatures,
  type SkinStation,
  skeletonPx,
} from '../shape/person-features.ts';
import { outlineOfSight } from '../shape/sight-outline.ts';
import type { Look } from '../understand/look.ts';
import { drawOutline, dressOutline, type OutlineTools } from './outline.ts';
import { type Dice, diceOf, type Shot, type Somebody, someBody, someShot } from './people.ts';
import { drawPhoto, dressSomebody, SYNTHETIC_PHOTO } from './photo.ts';

/** What the networks got wrong in one photo; lengths are shares of the skeleton's. */
export interface SeenError {
  readonly points: Float64Array;
  readonly directions: Float64Array;
  readonly face: Float64Array;
  /** Of widths and skin flags; zero elsewhere. */
  readonly features: Float32Array;
}

/** One photo that was really read: its errors, and itself as a sample. */
export interface SeenRun {
  readonly error: SeenError;
  readonly features: Float32Array;
  /** As a row of a sample set. */
  readonly truth: readonly number[];
}

/** Outlines of samples are drawn this much smaller than photos. */
const SCALE = 0.5;
/** Errors grow and shrink by this much, so that no sample repeats another's. */
const ERROR_SWING = 0.3;
/** Number of the first width among the features. */
export const WIDTHS_FROM = FEATURES.points + FEATURES.directions + FEATURES.face + FEATURES.place;
const SKIN_FROM = WIDTHS_FROM + FEATURES.widths;
/** Widths farther off than this come from another limb behind the edge. */
const WIDTH_ERROR_MAX = 0.4;

/** Joints, directions and face as geometry says. */
function exactSight(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  body: Somebody,
  shot: Shot,
  hits: PixelHits,
): OutlineSight {
  const { width, height } = SYNTHETIC_PHOTO;
  const posed = poseBones(space, shot.state, false);
  const vertices = skinBody(posed, body.rest.positions);
  const points = new Float64Array(33 * 2);
  const bone = (name: string) => space.model.manifest.bones.indexOf(name);
  for (const [landmark, name] of LANDMARK_BONES) {
    points.set(project(shot.camera, ...fixedPlace(posed, bone(name), landmarkOffset(name))), landmark * 2);
  }
  const pixel = (v: number) =>
    project(shot.camera, vertices[v * 3], vertices[v * 3 + 1], vertices[v * 3 + 2]);
  for (const [landmark, vertex] of footVertices(space)) points.set(pixel(vertex), landmark * 2);
  const directions = new Float64Array((LIMBS.length + SPANS.length) * 3);
  [...LIMBS, ...SPANS].forEach(([, , from, to], i) => {
    const a = fixedPlace(posed, bone(from), landmarkOffset(from));
    const b = fixedPlace(posed, bone(to), landmarkOffset(to));
    const length = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
    for (let k = 0; k < 3; k++) directions[i * 3 + k] = (b[k] - a[k]) / length;
  });
  const face = new Float64Array(FACE.length * 2);
  FACE.forEach((k, i) => {
    facePoints[k]?.vertices.forEach((v, c) => {
      const [x, y] = pixel(v);
      face[i * 2] += x * facePoints[k]!.shares[c];
      face[i * 2 + 1] += y * facePoints[k]!.shares[c];
    });
  });
  return {
    width,
    height,
    points,
    directions,
    face,
    inside: (x, y) => {
      const [px, py] = [Math.floor(x * SCALE), Math.floor(y * SCALE)];
      return (
        px >= 0 && py >= 0 && px < hits.width && py < hits.height && hits.triangle[py * hits.width + px] >= 0
      );
    },
    skin: (station) => isBare(body.look, station),
  };
}

function isBare(look: Look, { part, along }: SkinStation): boolean {
  if (part === 'arm') return along > look.upper.sleeve;
  if (part === 'leg') return along > look.lower.length;
  return along > look.upper.neckline;
}

/** Runs the networks on one drawn photo and compares. @returns undefined if they refuse it */
export async function measureRun(
  tools: OutlineTools,
  facePoints: readonly (FacePoint | null)[],
  seed: number,
): Promise<SeenRun | undefined> {
  const { space } = tools;
  const dice = diceOf('training', seed);
  const body = someBody(space, 'training', dice);
  const shot = someShot(space, body, dice, SYNTHETIC_PHOTO);
  const photo = await drawPhoto(space, await dressSomebody({ space, facePoints }, body), shot, dice);
  const seen = await see(await readPhoto(photo)).catch(() => undefined);
  if (!seen) return undefined;
  const hits = drawOutline(tools, dressOutline(tools, body), shot, SYNTHETIC_PHOTO, SCALE);
  const exact = exactSight(space, facePoints, body, shot, hits);
  const found = outlineOfSight(seen);
  const unit = skeletonPx(exact.points);
  const off = (a: Float64Array, b: Float64Array, by: number) => a.map((x, i) => (x - b[i]) / by);
  const features = personFeatures(found);
  const there = personFeatures({
    ...exact,
    points: found.points,
    directions: found.directions,
    face: found.face,
  });
  const error = {
    points: off(found.points, exact.points, unit),
    directions: off(found.directions, exact.directions, 1),
    face: off(found.face, exact.face, unit),
    features: features.map((x, i) => {
      if (i < WIDTHS_FROM) return 0;
      return Math.abs(x - there[i]) > WIDTH_ERROR_MAX && i < SKIN_FROM ? 0 : x - there[i];
    }),
  };
  return { error, features, truth: truthOf(space, body) };
}

function truthOf(space: BodySpace, { shape, cloth, heightM, semantics }: Somebody): number[] {
  return [
    ...shape.subarray(0, space.bodyCount),
    cloth.upper.baseM,
    cloth.lower.baseM,
    heightM,
    semantics.sex,
    semantics.age,
  ];
}

/** An exact sight as the networks would see it. */
function spoil(exact: OutlineSight, error: SeenError, dice: Dice): Float32Array {
  const unit = skeletonPx(exact.points);
  const swing = 1 + ERROR_SWING * (2 * dice() - 1);
  const directions = exact.directions.map((x, i) => x + swing * error.directions[i]);
  for (let i = 0; i < directions.length; i += 3) {
    const length = Math.hypot(directions[i], directions[i + 1], directions[i + 2]) || 1;
    for (let k = 0; k < 3; k++) directions[i + k] /= length;
  }
  const features = personFeatures({
    ...exact,
    points: exact.points.map((x, i) => x + swing * error.points[i] * unit),
    directions,
    face: exact.face.map((x, i) => x + swing * error.face[i] * unit),
  });
  for (let i = WIDTHS_FROM; i < FEATURE_COUNT; i++) {
    const more = error.features[i];
    // A flag is turned over; a width cut short by its reach or an arm stays.
    if (i >= SKIN_FROM) features[i] = Math.min(1, Math.max(0, features[i] + more));
    else if (Math.abs(more) < 0.999 && features[i] !== 0 && features[i] !== 1) features[i] += swing * more;
  }
  return features;
}

/** Standard deviation of the measured errors, a feature; skin flags have none. */
export function errorDeviation(errors: readonly SeenError[]): number[] {
  const rows = errors.map((e) =>
    e.features.map((x, i) => {
      if (i < FEATURES.points) return e.points[2 * POINTS[i >> 1] + (i & 1)];
      const direction = i - FEATURES.points;
      if (direction < FEATURES.directions) return e.directions[direction];
      const face = direction - FEATURES.directions;
      if (face < FEATURES.face) return FACE_GAIN * e.face[face];
      return i < SKIN_FROM ? x : 0;
    }),
  );
  return Array.from({ length: FEATURE_COUNT }, (_, i) => {
    const mean = rows.reduce((sum, r) => sum + r[i], 0) / rows.length;
    return Math.sqrt(rows.reduce((sum, r) => sum + (r[i] - mean) ** 2, 0) / rows.length);
  });
}

/** Known of a sample besides its features. */
export const SAMPLE_TRUTH = ['upperM', 'lowerM', 'heightM', 'presentation', 'age'] as const;

export interface SampleSet {
  readonly features: Float32Array;
  /** Body components, then SAMPLE_TRUTH. */
  readonly truth: Float32Array;
  readonly rows: number;
}

const SHOTS = 2;
const DRAWS = 4;
export const ROWS_PER_PERSON = SHOTS * DRAWS;
/** Seeds of samples start beyond those whose errors were measured. */
const SAMPLES_FROM = 100_000;

/** Samples of people `first` to `first + count`. */
export function makeSamples(
  tools: OutlineTools,
  facePoints: readonly (FacePoint | null)[],
  errors: readonly SeenError[],
  first: number,
  count: number,
  tell: (done: number) => void,
): SampleSet {
  const { space } = tools;
  const wide = space.bodyCount + SAMPLE_TRUTH.length;
  const rows = count * ROWS_PER_PERSON;
  const out = {
    rows,
    features: new Float32Array(rows * FEATURE_COUNT),
    truth: new Float32Array(rows * wide),
  };
  let row = 0;
  for (let p = 0; p < count; p++) {
    const dice = diceOf('training', SAMPLES_FROM + first + p);
    const body = someBody(space, 'training', dice);
    const dressed = dressOutline(tools, body);
    const truth = truthOf(space, body);
    for (let s = 0; s < SHOTS; s++) {
      const shot = someShot(space, body, dice, SYNTHETIC_PHOTO);
      const hits = drawOutline(tools, dressed, shot, SYNTHETIC_PHOTO, SCALE);
      const exact = exactSight(space, facePoints, body, shot, hits);
      for (let d = 0; d < DRAWS; d++, row++) {
        const error = errors[Math.min(errors.length - 1, Math.floor(dice() * errors.length))];
        out.features.set(spoil(exact, error, dice), row * FEATURE_COUNT);
        out.truth.set(truth, row * wide);
      }
    }
    if (p % 50 === 49) tell(p + 1);
  }
  return out;
}
