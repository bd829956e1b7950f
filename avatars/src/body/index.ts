export { type BodyFile, type BodySource, createBodyFile } from './body-file.ts';
export {
  type BodyModel,
  type BodyModelManifest,
  type BodySemantics,
  betasOf,
  readBodyModel,
  type ShapedBody,
  shapeBody,
  statureOf,
} from './body-model.ts';
export { buildStageLods, countTriangles, STAGE_LODS } from './stage-lods.ts';
export { checkVrm, readGlbJson } from './vrm-check.ts';
