import { readFileSync } from 'node:fs';
import { join } from 'node:path';
// Not from the folder's index: the levels of detail there bring glTF-Transform, 0.15 s of loading in each thread.
import { readBodyModel } from '../../body/body-model.ts';
import { readPhotoKit } from '../kit/photo-kit.ts';
import { type BodySpace, createBodySpace } from './body-space.ts';
import type { FacePoint } from './fit-task.ts';

/** What a fit needs of the model's folder. */
export interface FitModel {
  readonly space: BodySpace;
  readonly facePoints: readonly (FacePoint | null)[];
}

const models = new Map<string, FitModel>();

/** Reads a folder once. */
export function readFitModel(modelFolder: string): FitModel {
  const known = models.get(modelFolder);
  if (known) return known;
  const model = loadFitModel(modelFolder);
  models.set(modelFolder, model);
  return model;
}

function loadFitModel(modelFolder: string): FitModel {
  const { points } = JSON.parse(readFileSync(join(modelFolder, 'face-points.json'), 'utf8')) as {
    points: (FacePoint | null)[];
  };
  return {
    space: createBodySpace(readBodyModel(modelFolder), readPhotoKit(modelFolder)),
    facePoints: points,
  };
}
