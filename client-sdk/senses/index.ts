export { DropError, dropFile, readData } from './drop-file.ts';
export { type HeartRate, heartRate, readHeartRate } from './heart-rate.ts';
export { type GazeRay, POINTER_GAZE, pointerGaze } from './pointer-gaze.ts';
export { readCsv } from './read-csv.ts';
export { VOICE_ACTIVITY, VoiceActivity, voiceActivity } from './voice-activity.ts';
