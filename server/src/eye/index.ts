export { createEye } from './eye.ts';
export { type Pixels, seeColours } from './see-colours.ts';
