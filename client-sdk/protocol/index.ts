export { BODY_RADIUS_M, createGround, type Ground } from './ground.ts';
export { createGuestState, GUEST_MOVE, type GuestInput, type GuestState, stepGuest } from './guest-step.ts';
export {
  isWalkable,
  parseStageFile,
  STAGE_SCHEMA,
  type StageCollider,
  type StageFile,
  type StageProp,
} from './stage-file.ts';
