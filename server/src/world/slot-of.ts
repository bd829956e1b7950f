import { HUMAN_KIND, type World } from './world.ts';

/** Slot of a living human by wire id; -1 when there is none (0 never is one). */
export function slotOf(world: World, netId: number): number {
  if (netId === 0) return -1;
  const { humans } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.netId[slot] === netId && humans.kind[slot] !== HUMAN_KIND.free) return slot;
  }
  return -1;
}
