// CONTRIBUTOR NOTES
// A record holds messages and hashes of what they led to, so words cannot be blacked out in it: the evening is run again
// without them, and written anew with the hashes of that run. What was made outside the tick for the guest (answers of a
// brain, pictures) is told by numbers that count on, so from its coming on none of it can be told from what was for others.
import type { MailboxMessage } from '../tick/mailbox.ts';
import type { Stage } from '../tick/stage.ts';
import { fingerprint } from '../world/world-hash.ts';
import type { RecordTick } from './record-format.ts';
import type { Recorder } from './recorder.ts';

/** Name of a forgotten guest in its record. */
const NOBODY = 'Guest';

/** A guest of a record: from the tick in which it came to the one in which it left, both included. */
export interface RecordedGuest {
  readonly name: string;
  readonly netId: number;
  readonly fromTick: number;
  toTick: number;
}

/**
 * Runs a record on a fresh stage and tells who its guests were.
 *
 * @param onTick called after each tick, for progress
 * @throws Error when the record does not replay here: what would be written anew would be another evening
 */
export async function guestsOfRecord(
  stage: Stage,
  ticks: readonly RecordTick[],
  onTick: (done: number) => void = () => {},
): Promise<RecordedGuest[]> {
  const guests: RecordedGuest[] = [];
  for (const tick of ticks) {
    if (tick.d === 1) await stage.motion.finish();
    const outcomes = stage.step(tick.m, tick.d === 1);
    if (fingerprint(stage.world).hash !== tick.h) {
      await stage.motion.finish();
      throw new Error(
        `the record diverges at tick ${tick.t}; \`troupe replay\` tells how, and nothing was changed`,
      );
    }
    for (const message of tick.m) {
      if (message.type === 'join') {
        const outcome = outcomes.find(({ key }) => key === message.key);
        if (outcome?.ok)
          guests.push({
            name: message.name,
            netId: outcome.netId,
            fromTick: tick.t,
            toTick: Number.POSITIVE_INFINITY,
          });
      } else if (message.type === 'leave') {
        const gone = guests.findLast(({ netId, toTick }) => netId === message.netId && toTick > tick.t);
        if (gone) gone.toTick = tick.t;
      }
    }
    onTick(tick.t + 1);
  }
  await stage.motion.finish();
  return guests;
}

/**
 * Writes a record anew without what the forgotten guests said, sensed, and are called. Their bodies stay, and walk.
 *
 * @param stage a fresh one
 */
export async function rewriteRecord(
  stage: Stage,
  ticks: readonly RecordTick[],
  forgotten: readonly RecordedGuest[],
  recorder: Recorder,
  onTick: (done: number) => void = () => {},
): Promise<void> {
  const pictures = new Set<string>();
  for (const tick of ticks) {
    const messages = tick.m.flatMap((message) => without(stage, message, tick.t, forgotten, pictures));
    if (tick.d === 1) await stage.motion.finish();
    recorder.begin(tick.t, messages, tick.d === 1);
    stage.step(messages, tick.d === 1);
    recorder.end(stage.world);
    onTick(tick.t + 1);
  }
  await stage.motion.finish();
  recorder.close();
}

/** What is left of a message. @param pictures keys of what was held out by the forgotten; added to */
function without(
  { world }: Stage,
  message: MailboxMessage,
  tick: number,
  forgotten: readonly RecordedGuest[],
  pictures: Set<string>,
): readonly MailboxMessage[] {
  const isOf = (netId: number): boolean =>
    forgotten.some((one) => one.netId === netId && tick >= one.fromTick && tick <= one.toTick);
  switch (message.type) {
    case 'join': {
      const one = forgotten.some(({ fromTick, name }) => fromTick === tick && name === message.name);
      return [one ? { ...message, name: NOBODY } : message];
    }
    case 'sense':
      if (!isOf(message.netId)) return [message];
      if ('key' in message.event.data) pictures.add(String(message.event.data.key));
      return [];
    case 'say':
    case 'memories':
    case 'consent':
      return isOf(message.netId) ? [] : [message];
    case 'show':
      return message.command.op === 'named' && isOf(message.command.netId) ? [] : [message];
    case 'looked':
      return pictures.has(message.key) ? [] : [message];
    case 'act':
      return isOf(message.toNetId) ? [] : [message];
    case 'thought':
    case 'painted':
      return forgotten.some(({ fromTick }) => tick >= fromTick) ? [] : [message];
    // A line that nobody says in this run has words of the other one.
    case 'voiced':
      return world.social.voices.waiting.has(message.key) ? [message] : [];
    default:
      return [message];
  }
}
