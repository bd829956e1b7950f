import { keysOfPlan } from '@troupe/avatars/gesture';
import { TICK_HZ } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import type { World } from '../world/world.ts';

/** How deep a listener nods, rad, and when the lowest point comes, s from now. */
const NOD = { sizeRad: 0.15, atS: 0.36 } as const;

/** A nod of somebody who listens; who speaks nods with the own words already, so the head is left alone then. */
export function nod(world: World, mind: Mind): void {
  if (!mind.intent.nod) return;
  mind.intent.nod = false;
  if (world.tick < mind.speech.endTick || mind.talk.keys.length > 0) return;
  const head = [{ kind: 'nod', word: 0, atS: NOD.atS, sizeRad: NOD.sizeRad }] as const;
  mind.talk.keys.push(...keysOfPlan({ strokes: [], head, brows: [] }, world.tick, TICK_HZ));
}
