import type { GuestInput } from '@troupe/client-sdk/protocol';
import { STAGE_LIMITS } from './limits.ts';
import type { GuestBody, World } from './world.ts';

/** More than one input has waited this long: the guest's clock ran ahead, one is skipped to be prompt again. */
const BACKLOG_TICKS = 20;

/** Sequence number of the newest input that came, obeyed or waiting. */
export function newestSeq(guest: GuestBody): number {
  return guest.waiting.at(-1)?.seq ?? guest.ackSeq;
}

/**
 * Lets an input wait for its tick. A client predicts one step an input, and the network bunches them: obeying one a
 * tick makes both walk the same steps, where newest-wins would lose a step here and repeat one there.
 */
export function queueInput(world: World, guest: GuestBody, seq: number, input: GuestInput): void {
  guest.waiting.push({ seq, input });
  if (guest.waiting.length <= STAGE_LIMITS.inputsWaitingMax) return;
  guest.waiting.shift();
  world.counters.inputsSkipped += 1;
}

/** Takes the input of this tick; the last one holds on when none has come. */
export function takeInput(world: World, guest: GuestBody): void {
  const next = guest.waiting.shift();
  if (!next) return;
  guest.input = next.input;
  guest.ackSeq = next.seq;
  guest.backlogTicks = guest.waiting.length > 1 ? guest.backlogTicks + 1 : 0;
  if (guest.backlogTicks < BACKLOG_TICKS) return;
  guest.backlogTicks = 0;
  guest.waiting.shift();
  world.counters.inputsSkipped += 1;
}
