export { showMessage } from './show-wire.ts';
export { type StageHost, startStageHost } from './stage-host.ts';
export { type StageRoomOptions, stageRoomFor } from './stage-room.ts';
