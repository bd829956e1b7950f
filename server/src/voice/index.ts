export { createEspeakVoice, ESPEAK_DEFAULTS, ESPEAK_RATE_HZ, type EspeakOptions } from './espeak-voice.ts';
export { OpenAiVoice, withFallback } from './openai-voice.ts';
export { createStageVoices, type StageVoices } from './stage-voices.ts';
export type { SpokenLine, Voice } from './voice.ts';
export { toWav } from './wav.ts';
