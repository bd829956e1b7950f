/**
 * The face's own shape from the 468 points of one photo.
 *
 * CONTRIBUTOR NOTES: trained by avatars/train/body/train_face.py on drawn heads as the network reads them (synthetic/
 * face-samples.ts): the network draws every face towards the middle and moves its points with the turn of the head, and
 * both are learned here instead of believed. What comes out is identity alone: the heads it learned from wore expressions.
 */
import { type PackedManifest, readPackedArrays } from '../../body/packed-arrays.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import type { FaceReading } from '../see/read-face.ts';
import { frontalFace, meanFacePoints } from './face-frame.ts';
import { faceFeatures } from './regression-features.ts';

/** What is believed of a face: modes (unit variance, blind to place, turn and size) as linear functions of the shape. */
export interface FaceBelief {
  /** Modes x (body and face components). */
  readonly modes: Float32Array;
  /** Shape at which every mode is 0. */
  readonly middle: Float32Array;
  readonly wanted: Float64Array;
  /** Inverse covariance of `wanted`, modes x modes. */
  readonly precision: Float32Array;
}

interface FaceRegressor {
  readonly usual: Float32Array;
  readonly weights: Float32Array;
  readonly modes: Float32Array;
  readonly middle: Float32Array;
  readonly precision: Float32Array;
}

interface FaceManifest extends PackedManifest {
  readonly format: string;
}

/** Features farther from the usual than this many m count as that far: no drawn face goes there. */
const FAR_M = 0.02;

const open = new Map<string, FaceRegressor>();

/** @throws Error naming the file when the model is not there or of another format */
export function readFaceRegressor(folder: string): FaceRegressor {
  const known = open.get(folder);
  if (known) return known;
  const { manifest, raw } = readPackedArrays<FaceManifest>(folder, 'face-regressor');
  if (manifest.format !== 'troupe-face-regressor') {
    throw new Error(`${folder}/face-regressor.json: format ${manifest.format}; run troupe body faces`);
  }
  const float = (name: string) => raw(name) as Float32Array;
  const usual = float('usual');
  const step = float('weightStep');
  const made = {
    usual,
    weights: Float32Array.from(raw('weights'), (x, i) => x * step[Math.floor(i / usual.length)]),
    modes: float('modes'),
    middle: float('middle'),
    precision: float('precision'),
  };
  open.set(folder, made);
  return made;
}

/** What one reading of a face says of its shape. */
export function regressFace(
  face: FaceReading,
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  modelFolder: string,
): FaceBelief {
  const { usual, weights, modes, middle, precision } = readFaceRegressor(modelFolder);
  const mean = meanFacePoints(space, facePoints);
  const features = faceFeatures(frontalFace(face.points, mean, facePoints), mean);
  const count = weights.length / usual.length;
  const wanted = Float64Array.from({ length: count }, (_, m) => {
    let sum = 0;
    for (let i = 0; i < usual.length; i++) {
      const off = features[i] - usual[i];
      const near = i < mean.length ? Math.max(-FAR_M, Math.min(FAR_M, off)) : off;
      sum += weights[m * usual.length + i] * near;
    }
    return sum;
  });
  return { modes, middle, wanted, precision };
}
