import rapier from '@dimforge/rapier3d-simd';
import type { CapsuleSettings } from '@troupe/avatars/motion';
import type { StageFile } from '@troupe/client-sdk/protocol';
import { createStagePhysics, type StagePhysics } from './rapier-stage.ts';

export { createStagePhysics, type StagePhysics } from './rapier-stage.ts';

let ready: Promise<void> | undefined;

/** Loads Rapier once (SIMD flavour; `bench physics` compares it with the plain one) and builds a stage in it. */
export async function loadStagePhysics(stage: StageFile, law: CapsuleSettings): Promise<StagePhysics> {
  ready ??= rapier.init();
  await ready;
  // The two flavours have the same API but nominally different types.
  return createStagePhysics(rapier as unknown as Parameters<typeof createStagePhysics>[0], stage, law);
}
