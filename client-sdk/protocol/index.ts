export { CLOSE_CODE, type CloseReason, closeReason } from './close-codes.ts';
export {
  decodeFarMotions,
  encodeFarMotions,
  FAR_FRAMES,
  FAR_JOINTS,
  type FarMotion,
  type FarMotions,
  farPhase,
  farPose,
  NO_MOTION,
  PHASE_STEPS,
} from './far-motion.ts';
export { FINE_BYTES, FINE_JOINTS } from './fine-block.ts';
export { BODY_RADIUS_M, createGround, type Ground } from './ground.ts';
export { createGuestState, GUEST_MOVE, type GuestInput, type GuestState, stepGuest } from './guest-step.ts';
export { BYTES_TYPE, WIRE_LIMITS } from './limits.ts';
export {
  type BehaviourMessage,
  CLIENT_MESSAGES,
  type ClientMessages,
  JOIN_OPTIONS,
  LOCALE,
  type ServerMessages,
  type StageEventMessage,
  type WorkMessage,
  type WorksMessage,
} from './messages.ts';
export { decodeReel, encodeReel, type MotionReel, type ReelMark } from './motion-reel.ts';
export { OUTFIT_PATTERNS, type Outfit, type OutfitPattern, parseOutfit } from './outfit.ts';
export {
  type DecodeCounters,
  type DecodedBody,
  type OwnBody,
  PoseDecoder,
  type PoseHandler,
} from './pose-decoder.ts';
export { PoseEncoder, type PoseSource } from './pose-encoder.ts';
export {
  BLOCK,
  BLOCK_BYTES_MAX,
  CELL_M,
  FACE_COUNT,
  FLOOR_M,
  HEADER_BYTES,
  LAYER_COUNT,
  LAYER_JOINTS,
  LAYER_PERIOD_TICKS,
  OWN_BYTES,
  PROP_BYTES,
  toMillimetres,
} from './pose-format.ts';
export { IDENTITY_32, packQuat32, unpackQuat32 } from './quat32.ts';
export { KICK_FALL, SCORE_INSTRUMENTS, SCORE_SCHEMA, SCORE_VOICES, type ScoreFile } from './score-file.ts';
export {
  MODALITIES,
  type Modality,
  readSense,
  SENSE_DATA,
  SENSE_LIMITS,
  SENSE_SIZES,
  type SenseData,
  type SenseDataInput,
  type SenseEvent,
  type SenseLimit,
  type SenseReading,
  type SenseRefusal,
} from './senses.ts';
export {
  type CueMessage,
  SHOW_DELAY_MS,
  type ShowMessage,
  type ShowWireTarget,
  type ShowWireText,
} from './show-messages.ts';
export {
  isWalkable,
  parseStageFile,
  STAGE_SCHEMA,
  type StageCollider,
  type StageFile,
  type StageProp,
} from './stage-file.ts';
export { STAGE_LOOKS, STROBE_HZ_MAX, type StageLook, stageLook } from './stage-looks.ts';
export { decodeVoiceChunk, encodeVoiceChunk, VOICE_HEADER_BYTES, type VoiceChunk } from './voice-chunk.ts';
