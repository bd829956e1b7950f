import rapier from '@dimforge/rapier3d';
import type { CapsuleSettings } from '@troupe/avatars/motion';
import type { StageFile } from '@troupe/client-sdk/protocol';
import { createStagePhysics, type StagePhysics } from './rapier-stage.ts';

export { createStagePhysics, type StagePhysics } from './rapier-stage.ts';

let ready: Promise<void> | undefined;

/** Loads Rapier once (the plain flavour: `bench physics` finds the SIMD one no faster) and builds a stage in it. */
export async function loadStagePhysics(stage: StageFile, law: CapsuleSettings): Promise<StagePhysics> {
  ready ??= rapier.init();
  await ready;
  return createStagePhysics(rapier, stage, law);
}
