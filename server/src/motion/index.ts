export { type ClipIdentity, readClipLibrary } from './clip-library.ts';
export { createDecoder, type Decoder } from './decoder.ts';
export { hasGestureModel } from './gesture-model.ts';
export { createLocalMotion, type LocalMotion } from './local-motion.ts';
export { type MotionInfo, readMotionInfo } from './motion-info.ts';
export {
  createInlineMotion,
  createMotionRunner,
  type MotionRunner,
  type MotionRunnerOptions,
} from './motion-runner.ts';
export { MOTION_NETWORKS, type MotionFiles, readMotionModel } from './read-motion-model.ts';
