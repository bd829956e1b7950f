import { drawOf, type Mind } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import type { Chat } from './knowledge.ts';
import { fillLine } from './offline-reply.ts';
import { queue } from './queue-reply.ts';

/** Chats at once on a stage, how near a partner must be (m), ticks between two lines and after which a chat is given up. */
const CHAT = { pairsMax: 3, reachM: 9, pauseTicks: 18, giveUpTicks: 20 * 60, nearM: 2.2 } as const;

/** Slot of a performer who has nothing to do and is near enough for a chat; -1 when there is none. */
export function findChatPartner(world: World, mind: Mind, slot: number): number {
  const { humans, social } = world;
  let [best, least, pairs] = [-1, CHAT.reachM ** 2, 0];
  for (let other = 0; other < humans.count; other++) {
    const partner = social.minds[other];
    if (!partner || humans.kind[other] !== HUMAN_KIND.performer) continue;
    if (partner.chat) pairs += 1;
    if (other === slot || !isFree(world, partner, other) || partner.lastChatNetId === humans.netId[slot])
      continue;
    const far =
      (humans.position[other * 3] - humans.position[slot * 3]) ** 2 +
      (humans.position[other * 3 + 2] - humans.position[slot * 3 + 2]) ** 2;
    if (far < least) [best, least] = [other, far];
  }
  return pairs >= CHAT.pairsMax * 2 || mind.chat ? -1 : best;
}

function isFree(world: World, mind: Mind, slot: number): boolean {
  const busy =
    mind.chat ||
    mind.painting ||
    mind.directed ||
    mind.replies.length > 0 ||
    world.humans.sitting[slot] === 1;
  return (
    !busy && world.tick > mind.attendUntilTick && world.tick >= mind.speech.endTick && !isHeld(world, slot)
  );
}

/** True while a show has a performer. */
function isHeld(world: World, slot: number): boolean {
  const { run } = world.show;
  return run !== undefined && run.status !== 'ready' && run.netIds.includes(world.humans.netId[slot]);
}

/** Begins a chat with who is near: one walks up, both turn to one another, lines go to and fro. */
export function openChat(world: World, mind: Mind, slot: number, chats: readonly Chat[]): void {
  const other = findChatPartner(world, mind, slot);
  const partner = other < 0 ? undefined : world.social.minds[other];
  if (!partner) return;
  const { netId } = world.humans;
  const topic = Math.floor(drawOf(mind) * chats.length);
  const locale = localeAbout(world, slot);
  mind.chat = {
    withNetId: netId[other],
    first: true,
    topic,
    next: 0,
    sinceTick: world.tick,
    dueTick: world.tick,
    locale,
  };
  partner.chat = {
    withNetId: netId[slot],
    first: false,
    topic,
    next: 0,
    sinceTick: world.tick,
    dueTick: world.tick,
    locale,
  };
  partner.activity = 'chat';
  partner.intent.seat = -1;
  mind.intent.walkNetId = netId[other];
}

/** Goes on with a chat; true while it has the say over whom one faces. */
export function continueChat(world: World, mind: Mind, slot: number, chats: readonly Chat[]): boolean {
  const { chat } = mind;
  if (!chat) return false;
  const other = slotOf(world, chat.withNetId);
  const partner = other < 0 ? undefined : world.social.minds[other];
  const lines = chats[chat.topic][chat.locale];
  const late = world.tick - chat.sinceTick > CHAT.giveUpTicks;
  // A guest, a show or a brush comes first.
  const drawnAway = world.tick <= mind.attendUntilTick && mind.attendNetId !== chat.withNetId;
  if (
    !partner?.chat ||
    partner.chat.withNetId !== world.humans.netId[slot] ||
    chat.next >= lines.length ||
    late ||
    drawnAway ||
    isHeld(world, slot)
  ) {
    closeChat(mind, world.tick);
    if (partner?.chat?.withNetId === world.humans.netId[slot]) closeChat(partner, world.tick);
    return false;
  }
  const { intent } = mind;
  intent.gazeNetId = chat.withNetId;
  intent.faceNetId = chat.withNetId;
  intent.spot = -1;
  intent.walkNetId = chat.first ? chat.withNetId : 0;
  mind.activityUntilTick = Math.max(mind.activityUntilTick, world.tick + 20);
  const mine = (chat.next % 2 === 0) === chat.first;
  const quiet =
    world.tick >= mind.speech.endTick &&
    world.tick >= partner.speech.endTick &&
    mind.replies.length === 0 &&
    partner.replies.length === 0 &&
    !intent.say &&
    !partner.intent.say;
  if (!quiet) {
    chat.dueTick = world.tick + CHAT.pauseTicks;
    return true;
  }
  if (!mine || world.tick < chat.dueTick || farFrom(world, slot, other) > CHAT.nearM) return true;
  const { names } = world.social;
  const text = fillLine(lines[chat.next], names[slot][chat.locale], {
    guestName: names[other][chat.locale],
    text: '',
  });
  queue(world, mind, {
    dueTick: world.tick,
    toNetId: chat.withNetId,
    text,
    locale: chat.locale,
    face: chat.next % 3 === 2 ? 'happy' : 'relaxed',
    action: '',
    walk: '',
    brain: 'offline',
  });
  chat.next += 1;
  partner.chat.next = chat.next;
  return true;
}

function closeChat(mind: Mind, tick: number): void {
  if (!mind.chat) return;
  mind.lastChatNetId = mind.chat.withNetId;
  mind.chat = undefined;
  mind.intent.walkNetId = 0;
  mind.activityUntilTick = Math.min(mind.activityUntilTick, tick + 40);
}

function farFrom(world: World, a: number, b: number): number {
  const { position } = world.humans;
  return Math.hypot(position[a * 3] - position[b * 3], position[a * 3 + 2] - position[b * 3 + 2]);
}

/** The language of the nearest guest, so that who is there understands; English when nobody is. */
function localeAbout(world: World, slot: number): 'en' | 'ko' {
  let [locale, least] = ['en' as 'en' | 'ko', Number.POSITIVE_INFINITY];
  for (let other = 0; other < world.humans.count; other++) {
    if (world.humans.kind[other] !== HUMAN_KIND.guest) continue;
    const far = farFrom(world, slot, other);
    if (far < least) [locale, least] = [world.social.locales[other], far];
  }
  return locale;
}
