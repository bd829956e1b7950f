import { fileURLToPath } from 'node:url';
import {
  createFitState,
  diceOf,
  drawPhoto,
  dressSomebody,
  readFitModel,
  restBody,
  type Somebody,
  SYNTHETIC_PHOTO,
  someBody,
  turnOf,
} from '@troupe/avatars/photo';
import sharp from 'sharp';

const MODEL = fileURLToPath(new URL('../../assets/models/body', import.meta.url));

/** Turns of bones against their parents by name, rad about x, y, z; what is left out hangs at rest. */
export type BoneTurns = Readonly<Record<string, readonly [number, number, number]>>;

/** Arms that hang beside the body. */
export const HANGING: BoneTurns = { leftUpperArm: [0, 0, -0.6], rightUpperArm: [0, 0, 0.6] };

export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Muscles of the face by name (units of the body model), 0..1. */
export type FaceUnits = Readonly<Record<string, number>>;

/** One of our own bodies before a camera, drawn by our own rasteriser in any pose. @throws Error on an unknown unit or bone */
export async function posedPerson(
  seed: number,
  face: FaceUnits = {},
): Promise<(turns: BoneTurns, size?: number) => Promise<Picture>> {
  const model = readFitModel(MODEL);
  const { space } = model;
  const body: Somebody = someBody(space, 'held-out', diceOf('held-out', seed));
  for (const [name, weight] of Object.entries(face)) {
    const unit = space.units.indexOf(space.model.manifest.units.indexOf(name));
    if (unit < 0) throw new Error(`posedPerson: no face unit "${name}" is drawn`);
    body.shape[space.bodyCount + space.faceCount + unit] = weight;
  }
  Object.assign(body.rest, restBody(space, body.shape));
  const dressed = await dressSomebody(model, body);
  return async (turns, size = 480) => {
    const state = createFitState(space);
    state.shape.set(body.shape);
    for (const [bone, [x, y, z]] of Object.entries({ ...HANGING, ...turns })) {
      const index = space.model.manifest.bones.indexOf(bone);
      if (index < 0) throw new Error(`posedPerson: there is no bone "${bone}"`);
      state.turns.set(turnOf(x, y, z), index * 9);
    }
    const { width, height } = SYNTHETIC_PHOTO;
    const camera = { focalPx: 1.1 * height, cx: width / 2, cy: height / 2 };
    // As a camera on a table sees somebody: from the knees up.
    state.place.set([0, -body.heightM * 0.66, -body.heightM * 1.25]);
    const jpeg = await drawPhoto(space, dressed, { state, camera }, diceOf('held-out', seed + 500));
    const { data, info } = await sharp(jpeg)
      .resize(size, size, { fit: 'cover', position: 'top' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), width: info.width, height: info.height };
  };
}
