export * from './human-joints.ts';
