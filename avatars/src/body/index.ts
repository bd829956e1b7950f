export { type BodyFile, type BodySource, createBodyFile } from './body-file.ts';
export { buildStageLods, countTriangles, STAGE_LODS } from './stage-lods.ts';
export { checkVrm, readGlbJson } from './vrm-check.ts';
