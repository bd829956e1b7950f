export {
  type ConnectionState,
  type PropState,
  type RosterEntry,
  StageClient,
  type StageClientEvents,
  type StageClientOptions,
} from './stage-client.ts';
export { StageClock } from './stage-clock.ts';
