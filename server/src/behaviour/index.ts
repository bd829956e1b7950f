export { perform, startAction } from './perform.ts';
