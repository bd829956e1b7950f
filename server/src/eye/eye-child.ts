// The process that looks at pictures of guests: a decoder and networks that strangers feed, far from the stage. See eye.ts.
import { loadModel } from '@troupe/avatars/photo';
import sharp from 'sharp';
import type { PictureSight } from '../world/picture-sight.ts';
import { seeColours } from './see-colours.ts';
import { seeDrawing } from './see-drawing.ts';
import { seePeople } from './see-people.ts';

/** What is asked of the process, and what it answers. */
export interface EyeAsk {
  readonly id: number;
  readonly bytes: Uint8Array;
}
export type EyeAnswer =
  | { readonly id: number; readonly sight: PictureSight }
  | { readonly id: number; readonly problem: string };

/** Pixels that are decoded at most, and the longer side that is looked at, px. */
const PIXELS_MAX = 4_096 * 4_096;
const SIDE_PX = 640;

async function look(bytes: Uint8Array): Promise<PictureSight> {
  const { data, info } = await sharp(bytes, { limitInputPixels: PIXELS_MAX, pages: 1, failOn: 'truncated' })
    .rotate()
    .resize(SIDE_PX, SIDE_PX, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`a picture of ${info.channels} channels`);
  const picture = { data: new Uint8Array(data), width: info.width, height: info.height };
  const [people, pose] = await Promise.all([loadModel('pose_detection'), loadModel('pose_landmark_lite')]);
  const found = await seePeople(picture, { people, pose });
  // Where the network finds people it is believed; rules of our own look at what seems drawn.
  const drawing = found.length === 0 ? seeDrawing(picture) : undefined;
  return { ...seeColours(picture), people: found, ...(drawing ? { drawing } : {}) };
}

let turn = Promise.resolve();
process.on('message', ({ id, bytes }: EyeAsk) => {
  turn = turn.then(async () => {
    const answer = await look(bytes).then(
      (sight): EyeAnswer => ({ id, sight }),
      (error: Error): EyeAnswer => ({ id, problem: error.message.slice(0, 200) }),
    );
    process.send?.(answer);
  });
});
process.on('disconnect', () => process.exit());
