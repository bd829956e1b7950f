export { OpenAiBrain } from './openai-brain.ts';
