export { CHOICE } from './choose-layers.ts';
export { FarActs, type FarMotionOf, farMotionsOfStage } from './far-acts.ts';
export { FEED_HEAD_BYTES, FEED_SLOT_BYTES, FeedComposer, IMPORTANCE_STEPS } from './feed-composer.ts';
export { readBytesMessages, readFrames } from './frames.ts';
export { PoseSender, SEND } from './pose-sender.ts';
export type { SendClient, Sink } from './send-client.ts';
export { VOICE_SEND, type VoicedLine, VoiceSender } from './voice-sender.ts';
