export { type BodySpace, restBody } from './fit/body-space.ts';
export { poseBones } from './fit/pose-state.ts';
export { readFitModel } from './fit-person.ts';
export { compareLikeness, type Likeness, readLikeness } from './likeness/likeness.ts';
export {
  fitPhoto,
  makeBodyFromPhoto,
  type PhotoFit,
  type PhotoReport,
  type PhotoWishes,
} from './make-body.ts';
export type { Preview, PreviewName } from './preview.ts';
export { PhotoRefused, type RefusalCode } from './refusal.ts';
export { measureBody } from './render/measure-body.ts';
export { readParts } from './render/read-parts.ts';
export { drawBody, type View } from './render/turntable.ts';
export { PHOTO_LIMITS_DEFAULTS, type PhotoRun, runPhoto } from './run-photo.ts';
export { readPhoto } from './see/read-photo.ts';
export { see } from './see/see.ts';
export {
  diceOf,
  HELD_OUT_POSES,
  type Somebody,
  someBody,
  someShot,
} from './synthetic/people.ts';
export { drawPhoto, dressSomebody, SYNTHETIC_PHOTO } from './synthetic/photo.ts';
export { colourDistance, labOf } from './understand/colour.ts';
export type { Understood } from './understood.ts';
export type { PhotoResult } from './worker-protocol.ts';
