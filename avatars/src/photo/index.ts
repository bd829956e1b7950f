export { makeBodyFromPhoto, type PhotoReport, type PhotoWishes } from './make-body.ts';
export { PhotoRefused, type RefusalCode } from './refusal.ts';
export { readParts } from './render/read-parts.ts';
export { drawBody, type View } from './render/turntable.ts';
export { PHOTO_LIMITS_DEFAULTS, type PhotoRun, runPhoto } from './run-photo.ts';
export type { PhotoResult } from './worker-protocol.ts';
