export * from './connect/index.ts';
export * from './playback/index.ts';
