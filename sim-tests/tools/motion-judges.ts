import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { frechetDistance, type Gaussian, gaussianOf, mixed } from './frechet.ts';
import { type MotionRun, SHOWN, WIDTH } from './motion-metrics.ts';
import { encodeWindow, WINDOW_CHANNELS, WINDOW_LENGTH, WINDOW_POSES } from './motion-window.ts';

const HOP = 20;
const BATCH = 64;
/** Hips of people on their way, m/s; the judges know no others (EVALUATION.md). */
const MOVING_MPS = 0.4;
const PAIRS = 4_000;

interface ClassReference {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly diversity: number;
}

interface Reference {
  readonly classes: readonly string[];
  readonly groundTruthAccuracy: { readonly byClass: Readonly<Record<string, number>> };
  readonly groundTruth: {
    readonly classes: Readonly<Record<string, ClassReference>>;
    readonly moving: { readonly frechetFloor: number };
  };
}

/** What the judges say of motion against the recordings; see avatars/train/motion/EVALUATION.md. */
export interface Judgement {
  /** Share of windows recognised as their mode, mean over modes, over that of held-out recordings. */
  readonly styleAccuracyRatio: number;
  readonly styleAccuracy: Readonly<Record<string, number>>;
  /** What windows of a mode were taken for, share by class; only what is above 1 %. */
  readonly styleTakenFor: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Fréchet distance to the recordings of the same styles over that of two halves of the recordings. */
  readonly fidRatio: number;
  /** Mean distance of two windows of a mode over that of the recordings, mean over modes. */
  readonly diversityRatio: number;
  readonly diversity: Readonly<Record<string, number>>;
  readonly windows: Readonly<Record<string, number>>;
}

/** Judges of motion: collect windows of runs, then say how near they are to the recordings. */
export interface MotionJudges {
  /** Takes the windows of everybody on the way from a run; `positions` as of shownPositions. */
  add(run: MotionRun, positions: Float32Array, modes: readonly string[]): Promise<void>;
  judge(): Judgement;
}

/**
 * Opens the style classifier and the Fréchet encoder.
 *
 * @param folder assets/models/motion-eval
 * @throws Error when a file is missing or no judge
 */
export async function openMotionJudges(folder: string): Promise<MotionJudges> {
  const reference: Reference = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8'));
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 } as const;
  const classifier = await InferenceSession.create(join(folder, 'style-classifier.onnx'), options);
  const encoder = await InferenceSession.create(join(folder, 'motion-encoder.onnx'), options);
  const features = new Map<string, Float32Array[]>();
  const guesses = new Map<string, Map<string, number>>();
  const batch = new Float32Array(BATCH * WINDOW_CHANNELS * WINDOW_LENGTH);

  async function flush(modes: readonly string[]): Promise<void> {
    if (!modes.length) return;
    const size = WINDOW_CHANNELS * WINDOW_LENGTH;
    const window = new Tensor('float32', batch.slice(0, modes.length * size), [
      modes.length,
      WINDOW_CHANNELS,
      WINDOW_LENGTH,
    ]);
    const { logits } = await classifier.run({ window });
    const encoded = await encoder.run({ window });
    const classes = reference.classes.length;
    const width = encoded.features.dims[1];
    modes.forEach((mode, k) => {
      const own = (logits.data as Float32Array).subarray(k * classes, (k + 1) * classes);
      const judged = reference.classes[own.indexOf(Math.max(...own))];
      const guessed = guesses.get(mode) ?? new Map<string, number>();
      guesses.set(mode, guessed.set(judged, (guessed.get(judged) ?? 0) + 1));
      const list = features.get(mode) ?? [];
      if (!list.length) features.set(mode, list);
      list.push((encoded.features.data as Float32Array).slice(k * width, (k + 1) * width));
    });
  }

  return {
    async add(run, positions, modes) {
      let waiting: string[] = [];
      const joints = new Float64Array(WINDOW_POSES * WIDTH);
      const yaw = new Float64Array(WINDOW_POSES);
      for (let n = 0; n < run.people; n++) {
        const mode = modes[run.mode[n]];
        if (!reference.groundTruth.classes[mode]) continue;
        for (let from = WINDOW_POSES; from + WINDOW_POSES < run.ticks; from += HOP) {
          if (!readWindow(run, positions, n, from, joints, yaw)) continue;
          encodeWindow(joints, yaw, batch, waiting.length * WINDOW_CHANNELS * WINDOW_LENGTH);
          waiting.push(mode);
          if (waiting.length < BATCH) continue;
          await flush(waiting);
          waiting = [];
        }
      }
      await flush(waiting);
    },
    judge: () => judgement(reference, features, guesses),
  };
}

/** Poses of a window of one person; false for one who is not on the way. */
function readWindow(
  run: MotionRun,
  positions: Float32Array,
  n: number,
  from: number,
  joints: Float64Array,
  yaw: Float64Array,
): boolean {
  let travelled = 0;
  for (let t = 0; t < WINDOW_POSES; t++) {
    const i = (from + t) * run.people + n;
    const at = ((from + t) * SHOWN * run.people + n) * WIDTH;
    for (let k = 0; k < WIDTH; k++) joints[t * WIDTH + k] = positions[at + k];
    const q = i * JOINT_COUNT * 4;
    const [x, y, z, w] = run.joints.subarray(q, q + 4);
    yaw[t] = Math.atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y));
    if (t === 0) continue;
    const b = (t - 1) * WIDTH;
    travelled += Math.hypot(joints[t * WIDTH] - joints[b], joints[t * WIDTH + 2] - joints[b + 2]);
  }
  return travelled / ((WINDOW_POSES - 1) / 20) > MOVING_MPS;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function judgement(
  reference: Reference,
  features: ReadonlyMap<string, readonly Float32Array[]>,
  guesses: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Judgement {
  const modes = [...features.keys()];
  const truth = modes.map((mode) => gaussianOfReference(reference.groundTruth.classes[mode]));
  const made = modes.map((mode) => gaussianOf(features.get(mode) ?? []));
  const share = (mode: string, judged: string): number =>
    (guesses.get(mode)?.get(judged) ?? 0) / (features.get(mode)?.length ?? 1);
  const accuracy = modes.map((mode) => share(mode, mode));
  const recorded = modes.map((mode) => reference.groundTruthAccuracy.byClass[mode]);
  const spread = modes.map(
    (mode) => diversity(features.get(mode) ?? []) / reference.groundTruth.classes[mode].diversity,
  );
  return {
    styleAccuracyRatio: mean(accuracy) / mean(recorded),
    styleAccuracy: Object.fromEntries(modes.map((mode, k) => [mode, accuracy[k]])),
    styleTakenFor: Object.fromEntries(
      modes.map((mode) => [
        mode,
        Object.fromEntries(
          reference.classes
            .map((name) => [name, share(mode, name)] as const)
            .filter(([, part]) => part > 0.01),
        ),
      ]),
    ),
    fidRatio: frechetDistance(mixed(made), mixed(truth)) / reference.groundTruth.moving.frechetFloor,
    diversityRatio: mean(spread),
    diversity: Object.fromEntries(modes.map((mode, k) => [mode, spread[k]])),
    windows: Object.fromEntries(modes.map((mode) => [mode, features.get(mode)?.length ?? 0])),
  };
}

function gaussianOfReference({ mean: centre, covariance }: ClassReference): Gaussian {
  return { mean: Float64Array.from(centre), covariance: Float64Array.from(covariance.flat()) };
}

/** Mean distance of the features of two windows, over pairs spread evenly. */
function diversity(rows: readonly Float32Array[]): number {
  let sum = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const a = rows[(pair * 7_919) % rows.length];
    const b = rows[(pair * 104_729 + Math.floor(rows.length / 2) + 1) % rows.length];
    let square = 0;
    for (let k = 0; k < a.length; k++) square += (a[k] - b[k]) ** 2;
    sum += Math.sqrt(square);
  }
  return sum / PAIRS;
}
