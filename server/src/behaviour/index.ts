export { handTo, pickUp, pointAt, putDown } from './hands.ts';
export { perform } from './perform.ts';
export { playBlock, stopBlock } from './run-blocks.ts';
export { startAction } from './start-action.ts';
