export type { HostListener, JoinMessage, RoomHost, Visit } from './room-host.ts';
export { showMessage } from './show-wire.ts';
export { type StageHost, sendVoices, startStageHost } from './stage-host.ts';
export { type GuestBodies, type StageRoomOptions, stageRoomFor } from './stage-room.ts';
export { HumanState, StageState } from './stage-state.ts';
