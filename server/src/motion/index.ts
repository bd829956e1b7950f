export { createDecoder, type Decoder } from './decoder.ts';
export { createLocalMotion, type LocalMotion } from './local-motion.ts';
export { type MotionFiles, readMotionModel } from './read-motion-model.ts';
