export * from './blink.ts';
export * from './face-presets.ts';
