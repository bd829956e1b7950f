// CONTRIBUTOR NOTES
// The slot gesture.onnx. The project ships no such model: talking hands are authored strokes on words (avatars/gesture).
// Whoever has a model puts gesture.json and gesture.onnx into a folder; a bad one is refused when it is opened, and one
// that goes wrong while it runs is left out, so that the strokes on words are all a stage ever falls back to.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIO_FEATURES } from '@troupe/avatars/gesture';
import { clipFromColumns, GESTURE_JOINTS, type GestureClip } from '@troupe/avatars/motion';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';

export const GESTURE_MODEL_DEFAULTS = {
  /** A second of speech may take this long, and a model that fails so often in a row is left out. */
  msPerSecondMax: 250,
  failuresMax: 3,
  secondsMax: 60,
} as const;

const MANIFEST = z.object({
  format: z.literal('troupe-gesture'),
  version: z.literal(1),
  /** Frames a second of features and of poses. */
  hz: z.union([z.literal(20), z.literal(50)]),
  features: z.literal(AUDIO_FEATURES.name),
  joints: z.array(z.enum(GESTURE_JOINTS as [string, ...string[]])).min(1),
});

/** A gesture model that has been tried. */
export interface GestureModel {
  readonly hz: 20 | 50;
  readonly joints: readonly string[];
  /**
   * Upper-body motion of a stretch of speech; undefined when the model gave none that can be shown (told to onProblem).
   *
   * @param features T x 42, see audioFeatures
   */
  run(features: Float32Array): Promise<GestureClip | undefined>;
  release(): Promise<void>;
}

export interface GestureModelOptions {
  readonly onProblem?: (message: string) => void;
  readonly nowMs?: () => number;
  readonly msPerSecondMax?: number;
}

/** True when a folder holds a gesture model. */
export function hasGestureModel(folder: string): boolean {
  return existsSync(join(folder, 'gesture.onnx'));
}

/**
 * Opens gesture.json and gesture.onnx of a folder and tries the model on a second of silence.
 *
 * @throws Error naming the file, what is wrong and what to do
 */
export async function openGestureModel(
  folder: string,
  options: GestureModelOptions = {},
): Promise<GestureModel> {
  const manifest = readManifest(join(folder, 'gesture.json'));
  const file = join(folder, 'gesture.onnx');
  const fail = (what: string): never => {
    throw new Error(`gesture model: ${file}: ${what}; see avatars/train/gesture/FORMAT.md`);
  };
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 }).catch(
    (error) => fail(`is no network (${(error as Error).message})`),
  );
  if (!session.inputNames.includes('features') || !session.outputNames.includes('pose'))
    fail(`maps ${session.inputNames} to ${session.outputNames}, not features to pose`);
  const nowMs = options.nowMs ?? (() => performance.now());
  const most = options.msPerSecondMax ?? GESTURE_MODEL_DEFAULTS.msPerSecondMax;
  const infer = async (features: Float32Array): Promise<GestureClip> => {
    const frames = features.length / AUDIO_FEATURES.count;
    if (!Number.isInteger(frames) || frames < 1)
      throw new Error(`${features.length} features are not T x ${AUDIO_FEATURES.count}`);
    const start = nowMs();
    const { pose } = await session.run({
      features: new Tensor('float32', features, [1, frames, AUDIO_FEATURES.count]),
    });
    const ms = nowMs() - start;
    const seconds = frames / manifest.hz;
    const width = manifest.joints.length * 6;
    const [one, rows, wide] = pose.dims;
    if (pose.dims.length !== 3 || one !== 1 || wide !== width || rows < 1)
      throw new Error(`pose is [${pose.dims}], not [1, T', ${width}]`);
    if (ms > most * Math.max(1, seconds))
      throw new Error(
        `took ${Math.round(ms)} ms for ${seconds.toFixed(1)} s of speech, at most ${most} a second`,
      );
    const values = pose.data as Float32Array;
    if (!values.every(Number.isFinite)) throw new Error('pose holds numbers that are none');
    return clipFromColumns(values, manifest.joints, manifest.hz);
  };
  const silence = new Float32Array(manifest.hz * AUDIO_FEATURES.count).fill(Math.log(AUDIO_FEATURES.floor));
  try {
    // The first run pays for set-up; the second is judged.
    await session.run({ features: new Tensor('float32', silence, [1, manifest.hz, AUDIO_FEATURES.count]) });
    await infer(silence);
  } catch (error) {
    await session.release();
    fail((error as Error).message);
  }
  let failures = 0;
  return {
    hz: manifest.hz,
    joints: manifest.joints,
    async run(features) {
      if (failures >= GESTURE_MODEL_DEFAULTS.failuresMax) return undefined;
      const most = GESTURE_MODEL_DEFAULTS.secondsMax * manifest.hz * AUDIO_FEATURES.count;
      try {
        const clip = await infer(features.subarray(0, most));
        failures = 0;
        return clip;
      } catch (error) {
        failures += 1;
        const rest =
          failures >= GESTURE_MODEL_DEFAULTS.failuresMax ? '; the model is left out from here on' : '';
        options.onProblem?.(`gesture model: ${(error as Error).message}; strokes on words stay${rest}`);
        return undefined;
      }
    },
    release: () => session.release(),
  };
}

function readManifest(path: string): z.infer<typeof MANIFEST> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `gesture model: cannot read ${path} (${(error as Error).message}); see avatars/train/gesture/FORMAT.md`,
    );
  }
  const parsed = MANIFEST.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`gesture model: ${path}: ${issue.path.join('.') || 'manifest'}: ${issue.message}`);
}
