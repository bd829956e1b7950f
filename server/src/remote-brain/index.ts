export { OpenAiBrain } from './openai-brain.ts';
export { ownSentences } from './sentences.ts';
