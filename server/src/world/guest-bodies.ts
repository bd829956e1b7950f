import type { BodyInfo } from './body-info.ts';
import { STAGE_LIMITS } from './limits.ts';
import { HUMAN_KIND, type World } from './world.ts';

/**
 * Bodies that guests bring along stand behind the cast's in World.bodies. A place is free again when nobody wears its
 * body any more; free places have no id.
 *
 * @returns the body's index; -1 when every place is taken
 */
export function takeBodyPlace(world: World, body: BodyInfo): number {
  const { bodies, castBodies } = world;
  let free = -1;
  for (let i = castBodies; i < bodies.length; i++) {
    if (bodies[i].id === body.id) return i;
    if (bodies[i].id === '' && free < 0) free = i;
  }
  if (free < 0 && bodies.length - castBodies >= STAGE_LIMITS.guestBodiesMax) return -1;
  const index = free < 0 ? bodies.length : free;
  bodies[index] = body;
  return index;
}

/** Forgets a brought body whom nobody wears any more: not even its measures stay. */
export function leaveBodyPlace(world: World, index: number): void {
  const { bodies, castBodies, humans } = world;
  if (index < castBodies) return;
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.free && humans.body[slot] === index) return;
  }
  bodies[index] = { ...bodies[0], id: '' };
}
