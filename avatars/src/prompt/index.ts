export * from './catalogue.ts';
export * from './motion-plan.ts';
export * from './parse-prompt.ts';
