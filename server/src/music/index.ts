export { encodeFlac } from './encode-flac.ts';
export { type FindOptions, type FoundBeats, findBeats, SURE } from './find-beats.ts';
export { isRecordingName, readRecording } from './read-recording.ts';
export type { Recording, RecordingRefusal } from './recording.ts';
export { renderScore } from './render-score.ts';
