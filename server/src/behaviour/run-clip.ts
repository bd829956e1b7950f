import { clipOfBody } from '../world/play-clip.ts';
import { DRIVE, type World } from '../world/world.ts';

/** Ends clips that are over; true while a clip has the whole body of a human and leads it. */
export function runClip(world: World, slot: number): boolean {
  const { humans, social } = world;
  if (humans.clip[slot] === 0) return false;
  const netId = humans.netId[slot];
  // A clip lasts as long as its performance: its end, a stopped block and a new clip are all told there.
  if (!social.performances.some((performance) => performance.netId === netId && performance.kind === 'clip'))
    humans.clip[slot] = 0;
  if (!clipOfBody(world, slot)) return false;
  humans.drive[slot] = DRIVE.stand;
  humans.goalYaw[slot] = Number.NaN;
  return true;
}
