export { guestsOfRecord, type RecordedGuest, rewriteRecord } from './forget-in-record.ts';
export { readRecord, type StageRecord } from './read-record.ts';
export type { RecordHeader, RecordTick } from './record-format.ts';
export { RECORD_VERSION } from './record-format.ts';
export { createRecorder, type Recorder } from './recorder.ts';
export { type ReplayResult, replay } from './replay.ts';
