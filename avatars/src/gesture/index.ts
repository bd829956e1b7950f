export * from './accent.ts';
export * from './audio-features.ts';
export * from './find-accents.ts';
export * from './gesture-plan.ts';
export * from './plan-gestures.ts';
export * from './stroke-keys.ts';
export * from './stroke-shapes.ts';
export * from './word-mark.ts';
