export { centre } from './face/centre.ts';
export { type BodySpace, restBody } from './fit/body-space.ts';
export { readFitModel } from './fit/fit-model.ts';
export { createFitState, poseBones, turnOf } from './fit/pose-state.ts';
export { fitPerson } from './fit-person.ts';
export { bestTurn, turnMatrix } from './likeness/face-distance.ts';
export { compareLikeness, type Likeness, readLikeness } from './likeness/likeness.ts';
export {
  dressPerson,
  fitPhoto,
  makeBodyFromPhoto,
  type PhotoFit,
} from './make-body.ts';
export { paintParts } from './paint/paint-body.ts';
export type { PhotoReport } from './photo-report.ts';
export type { Preview, PreviewName } from './preview.ts';
export { PhotoRefused, type RefusalCode } from './refusal.ts';
export { measureBody } from './render/measure-body.ts';
export { readParts } from './render/read-parts.ts';
export { type DecodedPart, decodeParts, drawBody, type Light, type View } from './render/turntable.ts';
export { PHOTO_LIMITS_DEFAULTS, type PhotoRun, runPhoto } from './run-photo.ts';
export { loadModel } from './see/litert.ts';
export { readPhoto } from './see/read-photo.ts';
export { see } from './see/see.ts';
export {
  closeShot,
  diceOf,
  HELD_OUT_POSES,
  type Somebody,
  someBody,
  someShot,
} from './synthetic/people.ts';
export { drawPhoto, dressSomebody, SYNTHETIC_PHOTO } from './synthetic/photo.ts';
export { colourDistance, labOf, toLinear, toSrgb } from './understand/colour.ts';
export type { Understood } from './understood.ts';
export type { PhotoWishes } from './wishes.ts';
export type { PhotoResult } from './worker-protocol.ts';
