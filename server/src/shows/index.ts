export { type CueStep, createRun } from './advance-show.ts';
export { checkShow, type ShowCheck } from './check-show.ts';
export { CUE_KIND_NAMES } from './cue-schema.ts';
export { CLOCK_DEFAULTS, parseCueRef, parseLength, parseMoment } from './parse-time.ts';
export { formatProblem, PROBLEM_CODES, type ShowProblem } from './problem.ts';
export { noteShow, runShow } from './run-show.ts';
export { hashRun } from './show-hash.ts';
export type { ShowAction, ShowLimb, ShowResources } from './show-resources.ts';
export { showJsonSchema } from './show-schema.ts';
