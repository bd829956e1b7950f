export { showMessage } from './show-wire.ts';
export { type StageHost, startStageHost } from './stage-host.ts';
export { type GuestBodies, type StageRoomOptions, stageRoomFor } from './stage-room.ts';
