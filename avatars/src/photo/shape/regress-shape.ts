/**
 * The learned start of a shape: one photo's features to components, cloth and how sure each is.
 *
 * CONTRIBUTOR NOTES: trained by avatars/train/body/train_regressor.py on people drawn from the body model (see
 * synthetic/samples.ts). Deviations are the network's, correlations are those of its errors on people it never saw. The
 * mirrored picture is asked as well: the mean of both is a little better. Looking with the landmark network at the mirrored square
 * too and taking the mean was worse (9.9 against 9.4 mm on 30 drawn photos): it learned how one look errs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ShapePrior } from '../fit/shape-prior.ts';
import type { Sight } from '../see/see.ts';
import { mirrorFeatures, personFeatures } from './person-features.ts';
import { outlineOfSight } from './sight-outline.ts';

/** What a giver may tell of the body. */
export interface ToldShape {
  readonly heightM?: number;
  /** 0 feminine .. 1 masculine build. */
  readonly presentation?: number;
  readonly ageYears?: number;
}

interface RegressorManifest {
  readonly format: string;
  readonly features: number;
  readonly components: number;
  /** Mean and standard deviation of each feature among the people learned from. */
  readonly usual: readonly number[];
  readonly usualDeviation: readonly number[];
  readonly inverseCorrelation: readonly (readonly number[])[];
}

/** Years of age at which the shape model's age slider is 0 and 1. */
const YOUNG_YEARS = 25;
const OLD_YEARS = 85;
/** Middles of what may be told, as in training. */
const MIDDLE = { heightM: 1.66, presentation: 0.5, age: 0.4 } as const;

/**
 * The refinement looks at the same joints and outline once more, without knowing how the networks err together: the
 * regressor's deviations are made this much smaller, so that it is moved by what it could not see (the face, the exact pose).
 */
const TRUST = 8;
const TRUST_LEAST = 0.3;
/** Drawn people are this strange at most: of 700 that were really read, all but one in a hundred are below 1.5. */
const STRANGE_USUAL = 1.7;
/** No feature counts as stranger than this many deviations. */
const STRANGE_MOST = 8;

/**
 * Trust in an answer about people unlike those learned from (a lunge, a coat): they are left to the refinement, from nearer to
 * everybody's mean.
 *
 * @returns by how much deviations shrink, and which share of the answer is taken
 */
export function trustOf(
  features: ArrayLike<number>,
  { usual, usualDeviation }: Pick<RegressorManifest, 'usual' | 'usualDeviation'>,
): { readonly sureness: number; readonly share: number } {
  let sum = 0;
  for (let i = 0; i < features.length; i++) {
    sum += Math.min(STRANGE_MOST, Math.abs(features[i] - usual[i]) / usualDeviation[i]) ** 2;
  }
  const strange = Math.sqrt(sum / features.length);
  return {
    sureness: Math.max(TRUST_LEAST, TRUST / Math.max(1, strange) ** 4),
    share: Math.min(1, (STRANGE_USUAL / strange) ** 2),
  };
}

interface OpenRegressor {
  readonly session: InferenceSession;
  readonly manifest: RegressorManifest;
  readonly tensorOf: (values: Float32Array, shape: readonly number[]) => Tensor;
}

const open = new Map<string, Promise<OpenRegressor>>();

/** @throws Error naming the file when the model is not there or of another format */
export function readShapeRegressor(folder: string): Promise<OpenRegressor> {
  const known = open.get(folder);
  if (known) return known;
  const loading = loadRegressor(folder);
  open.set(folder, loading);
  return loading;
}

async function loadRegressor(folder: string): Promise<OpenRegressor> {
  const path = join(folder, 'shape-regressor.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as RegressorManifest;
  if (manifest.format !== 'troupe-shape-regressor') {
    throw new Error(`${path}: format ${manifest.format} is not a shape regressor; run troupe body regressor`);
  }
  // Not with the file's own imports: it takes a tenth of a second, in which the first look could begin.
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(join(folder, 'shape-regressor.onnx'), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const tensorOf = (values: Float32Array, shape: readonly number[]) =>
    new ort.Tensor('float32', values, [...shape]);
  return { session, manifest, tensorOf };
}

/** Age slider of years. */
export const ageShare = (years: number): number =>
  Math.min(1, Math.max(0, (years - YOUNG_YEARS) / (OLD_YEARS - YOUNG_YEARS)));

/** Where shape and cloth start, and how surely. */
export async function regressShape(sight: Sight, modelFolder: string, told: ToldShape): Promise<ShapePrior> {
  const { session, manifest, tensorOf } = await readShapeRegressor(modelFolder);
  const features = personFeatures(outlineOfSight(sight));
  if (features.length !== manifest.features || !features.every(Number.isFinite)) {
    throw new Error(`shape regressor: ${features.length} features, ${manifest.features} wanted, all finite`);
  }
  const given = [
    told.heightM,
    told.presentation,
    told.ageYears === undefined ? undefined : ageShare(told.ageYears),
  ];
  const middles = [MIDDLE.heightM, MIDDLE.presentation, MIDDLE.age];
  const extra = [
    ...given.map((x, k) => (x === undefined ? 0 : x - middles[k])),
    ...given.map((x) => (x === undefined ? 0 : 1)),
  ];
  const wide = features.length + extra.length;
  const input = new Float32Array(2 * wide);
  [features, mirrorFeatures(features)].forEach((row, i) => {
    input.set(row, i * wide);
    input.set(extra, i * wide + features.length);
  });
  const answers = await session.run({ features: tensorOf(input, [2, wide]) });
  const [value, spread] = [answers.value.data as Float32Array, answers.spread.data as Float32Array];
  return gaussian(value, spread, manifest.inverseCorrelation, trustOf(features, manifest));
}

/** Mean of two answers, and the inverse of D R D. */
function gaussian(
  value: Float32Array,
  spread: Float32Array,
  inverse: readonly (readonly number[])[],
  trust: ReturnType<typeof trustOf>,
): ShapePrior {
  const size = inverse.length;
  const mean = new Float64Array(size);
  const sure = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    mean[i] = (trust.share * (value[i] + value[size + i])) / 2;
    sure[i] = trust.sureness * Math.exp(-(spread[i] + spread[size + i]) / 2);
  }
  const precision = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) precision[i * size + j] = sure[i] * sure[j] * inverse[i][j];
    // What is not taken from the answer comes from the population, of which a component deviates by 1.
    precision[i * size + i] += 1 - trust.share;
  }
  return { mean, precision };
}
