// CONTRIBUTOR NOTES
// A conversation of many has one floor. Who wants to answer waits until nobody of that conversation speaks (a guest who spoke first, or
// another performer in the same circle), but never long: after PATIENCE it speaks, or nobody would be answered in a loud
// group. A hall of visitors holds many conversations: of two performers side by side, each with a guest of its own, neither waits
// for the other; people do the same, a group of four and more falls apart into two. Each guest has one answer waiting at most (the
// newest words count), who has waited longest comes first, and when more wait than one can serve, a performer nearby who has
// nothing to do takes the next. While somebody waits one says its first sentence and gives the next the word.
// 27 guests who each ask one of eight performers by name every 17 s (`museum`): half were answered within 5.3 s and one in six not within
// 10 when neighbours shared a floor and answers were cut for the third in the line.
import { TICK_HZ } from '../world/limits.ts';
import type { Mind, PendingReply, Percept } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { isSpeaking } from './back-channel.ts';

/** How long a turn is waited for, ticks, and how near others must be to share a floor, m. */
const TURN = { patienceTicks: 4 * TICK_HZ, gapTicks: 4, circleM: 4.5, togetherM: 2.2 } as const;
/** With so many answers waiting the next guest goes to somebody else, within this, m. */
const BUSY = { repliesFrom: 2, calledFrom: 3, helperM: 7 } as const;
/** With so many waiting behind it, the one that is said counted out, an answer is cut to its first sentence. */
const SHORT_FROM = 1;

/** True when a performer may begin to say its next line now. */
export function hasTurn(world: World, mind: Mind, slot: number, reply: PendingReply): boolean {
  if (world.tick - reply.dueTick >= TURN.patienceTicks) return true;
  const guest = slotOf(world, reply.toNetId);
  if (guest >= 0 && isSpeaking(world, guest)) return false;
  // Somebody else is speaking to one: hear it out first.
  const heard = world.tick <= mind.attendUntilTick ? slotOf(world, mind.attendNetId) : -1;
  if (heard >= 0 && isSpeaking(world, heard)) return false;
  const { humans, social } = world;
  for (let other = 0; other < humans.count; other++) {
    if (other === slot || humans.kind[other] !== HUMAN_KIND.performer) continue;
    const { speech } = social.minds[other]!;
    if (world.tick >= speech.endTick + TURN.gapTicks || distanceM(world, slot, other) > TURN.circleM)
      continue;
    if (!isOneConversation(world, speech.toNetId, guest)) continue;
    // Two who begin in the same tick: the lower slot has the floor.
    if (speech.startTick < world.tick || other < slot) return false;
  }
  return true;
}

/** True when what is said to one is for the ears of the other too: the same guest, everybody, or two who stand together. */
function isOneConversation(world: World, toNetId: number, guest: number): boolean {
  const other = slotOf(world, toNetId);
  if (other < 0 || guest < 0 || other === guest) return true;
  return distanceM(world, other, guest) <= TURN.togetherM;
}

/** Index of the reply that is to be said next: of those due the one whose guest has waited longest; -1: none is due. */
export function nextReply(world: World, mind: Mind): number {
  let best = -1;
  mind.replies.forEach((reply, i) => {
    if (reply.dueTick > world.tick) return;
    if (best < 0 || sinceOf(reply) < sinceOf(mind.replies[best])) best = i;
  });
  return best;
}

const sinceOf = ({ sinceTick, dueTick }: PendingReply): number => sinceTick ?? dueTick;

/** Shortens an answer while others wait for theirs. */
export function fitToTurn(mind: Mind, text: string): string {
  if (mind.replies.length < SHORT_FROM) return text;
  return /^.{8,}?[.!?…](?=\s|$)/u.exec(text)?.[0] ?? text;
}

/** Slot of who should answer: the one who is meant, or a free performer nearby while that one has its hands full. */
export function whoAnswers(world: World, { performer, other, evidence }: Percept): number {
  const { humans, social } = world;
  const called = evidence?.some(({ m, conf }) => (m === 'name' && conf === 1) || m === 'hint') ?? false;
  const waiting = othersWaiting(social.minds[performer], humans.netId[other]);
  if (waiting < (called ? BUSY.calledFrom : BUSY.repliesFrom)) return performer;
  let best = performer;
  let least = waiting;
  for (let slot = 0; slot < humans.count; slot++) {
    const mind = social.minds[slot];
    if (slot === performer || !mind || humans.kind[slot] !== HUMAN_KIND.performer) continue;
    if (distanceM(world, slot, other) > BUSY.helperM || mind.directed) continue;
    const own = othersWaiting(mind, humans.netId[other]);
    if (own < least) [best, least] = [slot, own];
  }
  return best;
}

function othersWaiting(mind: Mind | undefined, netId: number): number {
  return mind?.replies.filter(({ toNetId }) => toNetId !== netId).length ?? 0;
}

function distanceM({ humans }: World, a: number, b: number): number {
  return Math.hypot(
    humans.position[a * 3] - humans.position[b * 3],
    humans.position[a * 3 + 2] - humans.position[b * 3 + 2],
  );
}
