export { type BridgesConfig, checkBridges } from './bridge-config.ts';
export { type Bridges, openBridges, readBridges } from './open-bridges.ts';
export { otioOfPlan } from './wire/otio.ts';
