export type { ConnectionState } from './connection-state.ts';
export type { KeptMemory, SenseMore } from './guest-visit.ts';
export type { BehaviourNews } from './moment-timer.ts';
export {
  type PropState,
  type RosterEntry,
  StageClient,
  type StageClientEvents,
  type StageClientOptions,
} from './stage-client.ts';
export { StageClock } from './stage-clock.ts';
export { isTrouble, pingWaitMs, TELL, ViewLaw } from './tell-law.ts';
