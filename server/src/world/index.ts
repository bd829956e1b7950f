export type { BodyInfo } from './body-info.ts';
export { createWorld, drawOfStage, removeHuman, spawnHuman } from './create-world.ts';
export { catalogueOfStage, directMotion, playPlan } from './direct-motion.ts';
export { type Counters, STAGE_LIMITS, SUBSTEPS, TICK_HZ, TICK_MS, TICK_S } from './limits.ts';
export { createMind, drawOf, type Mind } from './mind.ts';
export * from './show.ts';
export { slotOf } from './slot-of.ts';
export { pushEvent, type Social, type Spot, type StageEvent } from './social.ts';
export {
  CONTACT_KIND,
  type Contacts,
  DRIVE,
  FACE_WEIGHTS,
  HUMAN_KIND,
  type Humans,
  type Props,
  type World,
} from './world.ts';
export {
  differingParts,
  type Fingerprint,
  fingerprint,
  hashParts,
  hashWorld,
  partNames,
} from './world-hash.ts';
