export * from './blink.ts';
export * from './face-presets.ts';
export * from './ipa-visemes.ts';
export * from './text-visemes.ts';
export * from './visemes.ts';
