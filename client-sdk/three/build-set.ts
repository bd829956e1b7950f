import type { StageFile } from '../protocol/index.ts';
import { buildHall } from './hall/build-hall.ts';
import { buildPlaza } from './plaza/build-plaza.ts';
import type { StageSet } from './stage-set.ts';

/** Draws a stage from its file, as the file says: in the open or within four walls. */
export function buildSet(stage: StageFile): StageSet {
  return stage.set === 'hall' ? buildHall(stage) : buildPlaza(stage);
}
