import { removeHuman, spawnHuman } from '../world/create-world.ts';
import { STAGE_LIMITS } from '../world/limits.ts';
import { slotOf } from '../world/slot-of.ts';
import { pushEvent, SOCIAL_LIMITS } from '../world/social.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import type { MailboxMessage, Outcome } from './mailbox.ts';

/** Applies one message to the world; what makes no sense is refused and counted, and changes nothing. */
export function applyMessage(world: World, message: MailboxMessage, outcomes: Outcome[]): void {
  if (message.type === 'join' || message.type === 'perform') {
    outcomes.push(spawn(world, message));
    return;
  }
  const slot = slotOf(world, message.netId);
  if (slot < 0) {
    world.counters.messagesRefused += 1;
    return;
  }
  if (message.type === 'leave') removeHuman(world, slot);
  else if (world.humans.kind[slot] !== HUMAN_KIND.guest) world.counters.messagesRefused += 1;
  else if (message.type === 'input') input(world, slot, message);
  else if (message.type === 'say') say(world, slot, message);
  else gesture(world, slot, message.action);
}

function spawn(world: World, message: Extract<MailboxMessage, { type: 'join' | 'perform' }>): Outcome {
  const yaw = Math.atan2(Math.sin(message.yaw), Math.cos(message.yaw));
  const place = { x: message.x, z: message.z, yaw };
  if (!world.ground.inside(place.x, place.z) || !Number.isFinite(place.yaw)) {
    world.counters.messagesRefused += 1;
    return { key: message.key, ok: false, slot: -1, netId: 0 };
  }
  const slot = spawnHuman(world, {
    ...place,
    kind: message.type === 'join' ? 'guest' : 'performer',
    name: message.type === 'join' ? { en: message.name, ko: message.name } : message.name,
    bodyIndex: message.bodyIndex,
    locale: message.type === 'join' ? message.locale : 'en',
    personaId: message.type === 'perform' ? message.personaId : undefined,
  });
  return { key: message.key, ok: slot >= 0, slot, netId: slot >= 0 ? world.humans.netId[slot] : 0 };
}

function input(world: World, slot: number, message: Extract<MailboxMessage, { type: 'input' }>): void {
  const guest = world.guests[slot]!;
  if (!Number.isFinite(message.moveX) || !Number.isFinite(message.moveZ) || message.seq <= guest.ackSeq) {
    world.counters.messagesRefused += 1;
    return;
  }
  guest.input = { moveX: message.moveX, moveZ: message.moveZ, hurry: message.hurry };
  guest.ackSeq = message.seq;
}

/** Ticks a bubble of a guest's words is shown: short lines still need to be read. */
function readingTicks(text: string): number {
  return 40 + text.length * 2;
}

function say(world: World, slot: number, message: Extract<MailboxMessage, { type: 'say' }>): void {
  const { social } = world;
  const text = message.text.trim().slice(0, STAGE_LIMITS.sayCharactersMax);
  if (text === '' || social.said.length >= SOCIAL_LIMITS.saidMax) {
    world.counters.messagesRefused += 1;
    return;
  }
  social.said.push({ slot, text, locale: message.locale });
  pushEvent(social, {
    kind: 'say',
    tick: world.tick,
    netId: message.netId,
    toNetId: 0,
    text,
    locale: message.locale,
    durationTicks: readingTicks(text),
    brain: 'guest',
  });
}

function gesture(world: World, slot: number, action: string): void {
  const { social, humans } = world;
  const index = social.actionNames.indexOf(action);
  if (index < 0 || social.gestured.length >= SOCIAL_LIMITS.saidMax) {
    world.counters.messagesRefused += 1;
    return;
  }
  humans.action[slot] = index + 1;
  humans.actionStartTick[slot] = world.tick;
  social.gestured.push({ slot, action });
  pushEvent(social, {
    kind: 'gesture',
    tick: world.tick,
    netId: humans.netId[slot],
    toNetId: 0,
    text: action,
    locale: social.locales[slot],
    durationTicks: 0,
    brain: 'guest',
  });
}
