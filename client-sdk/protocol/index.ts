export { CLOSE_CODE, type CloseReason, closeReason } from './close-codes.ts';
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
} from './messages.ts';
export { decodeReel, encodeReel, type MotionReel, type ReelMark } from './motion-reel.ts';
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
export { SCORE_INSTRUMENTS, SCORE_SCHEMA, type ScoreFile } from './score-file.ts';
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
export type { CueMessage, ShowMessage, ShowWireTarget, ShowWireText } from './show-messages.ts';
export {
  isWalkable,
  parseStageFile,
  STAGE_SCHEMA,
  type StageCollider,
  type StageFile,
  type StageProp,
} from './stage-file.ts';
export { decodeVoiceChunk, encodeVoiceChunk, VOICE_HEADER_BYTES, type VoiceChunk } from './voice-chunk.ts';
