export { bareStage } from './bare-stage.ts';
export type { BodyInfo } from './body-info.ts';
export { createWorld, drawOfStage, removeHuman, spawnHuman } from './create-world.ts';
export { ACTIVITIES, type Activity, type Decision } from './decision.ts';
export { catalogueOfStage, directMotion, playPlan } from './direct-motion.ts';
export { type Counters, STAGE_LIMITS, SUBSTEPS, TICK_HZ, TICK_MS, TICK_S } from './limits.ts';
export {
  addMemory,
  forgetGuest,
  MEMORY_KINDS,
  MEMORY_LIMITS,
  type Memory,
  type MemoryKind,
  type MemoryNote,
} from './memories.ts';
export { createMind, drawOf, type Mind } from './mind.ts';
export { createPacing, mindRests, PACE } from './pace-bodies.ts';
export {
  createGuestSense,
  type Evidence,
  type GuestMood,
  type GuestSense,
  type MoodSign,
  type SensedEvent,
  type Shown,
  type Thing,
} from './sensed.ts';
export * from './show.ts';
export { slotOf } from './slot-of.ts';
export { pushEvent, type Social, type Spot, type StageEvent } from './social.ts';
export { THOUGHT_LIMITS, type ThoughtAnswer, type ThoughtAsk, type ThoughtStep } from './thoughts.ts';
export {
  askVoice,
  setVoiceReady,
  takeVoice,
  VOICE_DEFAULTS,
  VOICE_LIMITS,
  type VoiceAsk,
  type VoiceSpec,
  type VoiceTrack,
  voiceAsk,
  wordsOfVoice,
} from './voices.ts';
export { type PaintAnswer, type PaintAsk, WORK_LIMITS, type Work, workAt } from './works.ts';
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
