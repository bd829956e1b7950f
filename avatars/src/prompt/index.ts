export * from './catalogue.ts';
export * from './motion-plan.ts';
export { spellDistance } from './nearest.ts';
export * from './parse-prompt.ts';
