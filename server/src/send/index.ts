export { PoseSender, SEND, type SendClient, type Sink } from './pose-sender.ts';
