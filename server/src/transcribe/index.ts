export { judgeWav, SENTENCE_LIMITS } from './judge-wav.ts';
export { OpenAiTranscriber } from './openai-transcriber.ts';
