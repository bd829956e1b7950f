export { writeBvh } from './bvh-write.ts';
export {
  CLIP_FRAME_VALUES,
  CLIP_LIMITS,
  type Clip,
  type ClipExpression,
  type ClipOrigin,
  type ClipRig,
  clipSeconds,
  PERFORMED,
} from './clip.ts';
export { ClipError, type ClipFault } from './clip-error.ts';
export { writeClipJson } from './clip-json.ts';
export { footContacts, skateCmPerS, toePlaces } from './foot-contacts.ts';
export { listTakes, type ReadClipOptions, readClip, refuseLarge } from './read-clip.ts';
export { cutClip, resampleClip, STAGE_HZ } from './resample.ts';
export { type RetargetOptions, retargetClip, rigOfBody } from './retarget.ts';
export { createMotionClip, STAGE_CLIP } from './stage-clip.ts';
export { writeVrma } from './vrma-write.ts';
