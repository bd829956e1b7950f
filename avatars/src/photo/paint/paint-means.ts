/** What painting needs of the body model alone: made before it is known who is painted, while there is nothing else to do. */
import sharp from 'sharp';
import type { BodySpace } from '../fit/body-space.ts';
import { foreheadShares } from './forehead.ts';
import { lidFolds } from './lid-folds.ts';
import type { PaintedModel } from './paint-view.ts';

export interface PaintMeans {
  /** Fine marks of skin: RGB bytes of a tile, 128 is plain; by the name of the part. */
  readonly detail: Readonly<Record<string, Uint8Array>>;
  /** How surely each vertex of the body lies in the fold of an open lid, and on the bare forehead, 0..1. */
  readonly folds: Float32Array;
  readonly forehead: Float32Array;
}

const made = new WeakMap<BodySpace, Promise<PaintMeans>>();

/** Made once for each model. */
export function paintMeans(model: PaintedModel): Promise<PaintMeans> {
  const known = made.get(model.space);
  if (known) return known;
  const making = makeMeans(model);
  made.set(model.space, making);
  return making;
}

async function makeMeans({ space, facePoints }: PaintedModel): Promise<PaintMeans> {
  const tile = (name: string): Promise<Uint8Array> => sharp(space.kit.image(name)).raw().toBuffer();
  const tiles = [tile('skin-body.jpg'), tile('skin-face.jpg')];
  const folds = lidFolds(space);
  const forehead = foreheadShares(space, facePoints);
  const [body, face] = await Promise.all(tiles);
  return { detail: { skin_body: body, skin_face: face }, folds, forehead };
}
