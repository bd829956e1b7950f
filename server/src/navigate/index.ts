export { createNavigator, NAVIGATE_EVERY_TICKS, type Navigator } from './crowd-navigator.ts';
