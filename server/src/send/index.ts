export { PoseSender, SEND, type SendClient, type Sink } from './pose-sender.ts';
export { VOICE_SEND, type VoicedLine, VoiceSender } from './voice-sender.ts';
