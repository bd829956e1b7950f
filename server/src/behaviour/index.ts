export { handTo, pickUp, pointAt, putDown } from './hands.ts';
export { perform } from './perform.ts';
export { playBlock, stopBlock } from './run-blocks.ts';
export { speechTicks, speechWords } from './speech.ts';
export { startAction } from './start-action.ts';
export { awaitsVoice, startSpeech, stopSpeech } from './start-speech.ts';
