export * from './angle.ts';
export * from './catmull-rom.ts';
export * from './noise.ts';
export * from './quat.ts';
export * from './random.ts';
export * from './spring.ts';
