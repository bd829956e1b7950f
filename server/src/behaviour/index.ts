export { handTo, pickUp, pointAt, putDown } from './hands.ts';
export { perform } from './perform.ts';
export { startAction } from './start-action.ts';
