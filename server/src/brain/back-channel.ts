import { TICK_HZ } from '../world/limits.ts';
import { drawOf, type Mind } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';

/** A listener nods first so long after words begin, then every so often (least and what is drawn on top), ticks. */
const NODS = { firstTicks: 24, leastTicks: 38, spreadTicks: 34 } as const;
/** A voice not heard for so long has ended, whatever was told of it. */
const SILENT_TICKS = 4 * TICK_HZ;
/** What was said to one is taken in with a nod after so many ticks. */
const TAKEN_IN_TICKS = 5;

/** True while a guest is speaking. */
export function isSpeaking(world: World, slot: number): boolean {
  const held = world.social.guestSenses[slot];
  return held !== undefined && held.speaksSinceTick >= 0 && world.tick - held.speaksTick < SILENT_TICKS;
}

/** Nods while whom one attends to speaks, and once when a question was taken in. */
export function listen(world: World, mind: Mind): void {
  const other = world.tick <= mind.attendUntilTick ? slotOf(world, mind.attendNetId) : -1;
  const speaks = other >= 0 && isSpeaking(world, other);
  if (speaks && mind.nodTick < 0) mind.nodTick = world.tick + NODS.firstTicks;
  if (mind.nodTick < 0 || world.tick < mind.nodTick) return;
  mind.intent.nod = true;
  mind.nodTick = speaks ? world.tick + NODS.leastTicks + Math.floor(drawOf(mind) * NODS.spreadTicks) : -1;
}

/** A question was heard: a nod tells that it was, before there is an answer. */
export function takeIn(world: World, mind: Mind): void {
  mind.nodTick = world.tick + TAKEN_IN_TICKS;
}
