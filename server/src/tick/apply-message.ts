import { beginGesture } from '../world/begin-gesture.ts';
import type { BodyInfo } from '../world/body-info.ts';
import { removeHuman, spawnHuman } from '../world/create-world.ts';
import { directMotion } from '../world/direct-motion.ts';
import { leaveBodyPlace, takeBodyPlace } from '../world/guest-bodies.ts';
import { newestSeq, queueInput } from '../world/guest-inputs.ts';
import { STAGE_LIMITS } from '../world/limits.ts';
import { addMemory, forgetGuest } from '../world/memories.ts';
import { playClip, stopClip } from '../world/play-clip.ts';
import { addReflection } from '../world/reflections.ts';
import { resolveAction } from '../world/resolve-action.ts';
import { SENSED_LIMITS, type SensedEvent } from '../world/sensed.ts';
import { queueQuestion, type ShowCommand } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import { pushEvent, SOCIAL_LIMITS } from '../world/social.ts';
import { THOUGHT_LIMITS } from '../world/thoughts.ts';
import { setVoiceReady, takeVoice } from '../world/voices.ts';
import { WORK_LIMITS } from '../world/works.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import type { MailboxMessage, Outcome } from './mailbox.ts';

/** Applies one message to the world; what makes no sense is refused and counted, and changes nothing. */
export function applyMessage(world: World, message: MailboxMessage, outcomes: Outcome[]): void {
  if (message.type === 'join' || message.type === 'perform') {
    outcomes.push(spawn(world, message));
    return;
  }
  if (message.type === 'show') {
    show(world, message.command);
    return;
  }
  if (!('netId' in message)) {
    toDesk(world, message);
    return;
  }
  const slot = slotOf(world, message.netId);
  if (slot < 0) {
    world.counters.messagesRefused += 1;
    return;
  }
  if (message.type === 'direct') {
    const performer = world.humans.kind[slot] === HUMAN_KIND.performer;
    if (!performer || !directMotion(world, slot, message.prompt).ok) world.counters.messagesRefused += 1;
    return;
  }
  if (message.type === 'act') {
    const { acts } = world.social.thoughts;
    const performer = world.humans.kind[slot] === HUMAN_KIND.performer;
    const { type: _, ...act } = message;
    if (!performer || acts.length >= THOUGHT_LIMITS.actsMax) world.counters.messagesRefused += 1;
    else acts.push(act);
    return;
  }
  if (message.type === 'clip') {
    clip(world, slot, message);
    return;
  }
  if (message.type === 'leave') removeHuman(world, slot);
  else if (world.humans.kind[slot] !== HUMAN_KIND.guest) world.counters.messagesRefused += 1;
  else if (message.type === 'input') input(world, slot, message);
  else if (message.type === 'say') say(world, slot, message);
  else if (message.type === 'memories') recall(world, message);
  else if (message.type === 'consent') world.social.memory.remember[slot] = message.remember;
  else if (message.type === 'forget') forgetGuest(world, slot);
  else if (message.type === 'sense') sense(world, slot, message.event);
  else gesture(world, slot, message.action);
}

/** Messages that are of nobody on stage: they wait at a desk for the phase that takes them. */
function toDesk(
  world: World,
  message: Exclude<
    MailboxMessage,
    { readonly netId: number } | { readonly type: 'join' | 'perform' | 'show' }
  >,
): void {
  const { social, counters } = world;
  if (message.type === 'watch') {
    const known = world.watchers.has(message.key) || world.watchers.size < STAGE_LIMITS.watchersMax;
    if (known && Number.isFinite(message.x + message.z))
      world.watchers.set(message.key, { x: message.x, z: message.z });
    else counters.messagesRefused += 1;
  } else if (message.type === 'unwatch') world.watchers.delete(message.key);
  else if (message.type === 'voiceReady') setVoiceReady(world, message.ready);
  else if (message.type === 'voiced') takeVoice(world, message.key, message.track);
  else if (message.type === 'brain') social.thoughts.brain = message.name;
  else if (message.type === 'thought') {
    const { answers } = social.thoughts;
    if (answers.length >= THOUGHT_LIMITS.answersMax) counters.thoughtsDropped += 1;
    else answers.push({ id: message.id, brain: message.brain, step: message.step });
  } else if (message.type === 'looked') {
    if (social.looked.length >= SENSED_LIMITS.lookedMax) counters.messagesRefused += 1;
    else social.looked.push({ key: message.key, sight: message.sight });
  } else {
    const { answers } = social.works;
    const { id, sha, brain, strokes } = message;
    if (answers.length >= WORK_LIMITS.answersMax) counters.messagesRefused += 1;
    else answers.push({ id, sha, brain, strokes });
  }
}

/** What was no number when it was recorded reads as null on replay, and is refused again. */
function clip(world: World, slot: number, message: Extract<MailboxMessage, { type: 'clip' }>): void {
  const done =
    message.name === '' ? stopClip(world, slot, 'asked to') : playClip(world, slot, message).length === 0;
  if (!done) world.counters.messagesRefused += 1;
}

function spawn(world: World, message: Extract<MailboxMessage, { type: 'join' | 'perform' }>): Outcome {
  const known = Number.isFinite(message.x) && Number.isFinite(message.z) && Number.isFinite(message.yaw);
  const yaw = Math.atan2(Math.sin(message.yaw), Math.cos(message.yaw));
  const place = { x: plain(message.x), z: plain(message.z), yaw: plain(yaw) };
  if (!known || !world.ground.inside(place.x, place.z)) {
    world.counters.messagesRefused += 1;
    return { key: message.key, ok: false, slot: -1, netId: 0 };
  }
  const own = message.type === 'join' ? message.body : undefined;
  const bodyIndex = own ? ownBody(world, own) : message.bodyIndex;
  if (bodyIndex < 0 && own) return { key: message.key, ok: false, slot: -1, netId: 0 };
  const slot = spawnHuman(world, {
    ...place,
    kind: message.type === 'join' ? 'guest' : 'performer',
    name: message.type === 'join' ? { en: message.name, ko: message.name } : message.name,
    bodyIndex,
    locale: message.type === 'join' ? message.locale : 'en',
    personaId: message.type === 'perform' ? message.personaId : undefined,
  });
  if (own && slot < 0) leaveBodyPlace(world, bodyIndex);
  return { key: message.key, ok: slot >= 0, slot, netId: slot >= 0 ? world.humans.netId[slot] : 0 };
}

/** Place of a body that a guest brings along; -1 when it is no body or there is no place. */
function ownBody(world: World, body: BodyInfo): number {
  const measures = [body.heightM, body.hipsHeightM, body.legLengthM, ...body.restOffsets];
  const sane =
    body.id !== '' &&
    body.restOffsets.length === world.bodies[0].restOffsets.length &&
    measures.every(Number.isFinite) &&
    OWN_BODY.legM[0] < body.legLengthM &&
    body.legLengthM < OWN_BODY.legM[1] &&
    OWN_BODY.hipsM[0] < body.hipsHeightM &&
    body.hipsHeightM < OWN_BODY.hipsM[1];
  const index = sane ? takeBodyPlace(world, body) : -1;
  if (index < 0) world.counters.messagesRefused += 1;
  return index;
}

/** Measures outside these are no person's: the motion model could not wear them. */
const OWN_BODY = { legM: [0.35, 1.5], hipsM: [0.35, 1.8] } as const;

/** Minus zero has bits of its own, and JSON does not keep them: a record must replay to the same bits. */
function plain(value: number): number {
  return value + 0;
}

function input(world: World, slot: number, message: Extract<MailboxMessage, { type: 'input' }>): void {
  const guest = world.guests[slot]!;
  const sane =
    Number.isFinite(message.moveX) && Number.isFinite(message.moveZ) && Number.isSafeInteger(message.seq);
  if (!sane || message.seq <= newestSeq(guest)) {
    world.counters.messagesRefused += 1;
    return;
  }
  const wish = { moveX: plain(message.moveX), moveZ: plain(message.moveZ), hurry: message.hurry };
  queueInput(world, guest, message.seq, wish);
}

/** The first `most` UTF-16 units, without half a character at the end. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

/** Ticks a bubble of a guest's words is shown: short lines still need to be read. */
function readingTicks(text: string): number {
  return 40 + text.length * 2;
}

/** Commands of the show wait for its own phase of this tick; guests vote and clap only while they are there. */
function show(world: World, command: ShowCommand): void {
  // Below zero votes and claps come from outside of the stage, by an operator's bridge: nobody there has a body.
  const gone = 'netId' in command && command.netId >= 0 && slotOf(world, command.netId) < 0;
  if (gone || world.show.commands.length >= STAGE_LIMITS.mailboxMax) world.counters.messagesRefused += 1;
  else world.show.commands.push(command);
}

function say(
  world: World,
  slot: number,
  message: Extract<MailboxMessage, { type: 'say' }>,
  toNetId?: number,
): void {
  const { social } = world;
  const text = cut(message.text.trim(), STAGE_LIMITS.sayCharactersMax);
  if (text === '' || social.said.length >= SOCIAL_LIMITS.saidMax) {
    world.counters.messagesRefused += 1;
    return;
  }
  // Who answers questions of an audience takes them in turn, not as they are shouted.
  if (!queueQuestion(world, { netId: message.netId, text, locale: message.locale }))
    social.said.push({ slot, text, locale: message.locale, toNetId });
  pushEvent(social, {
    kind: 'say',
    tick: world.tick,
    netId: message.netId,
    toNetId: 0,
    text,
    locale: message.locale,
    durationTicks: readingTicks(text),
    brain: 'guest',
    uid: 0,
    voice: '',
  });
}

function recall(
  world: World,
  { netId, items, reflections = [] }: Extract<MailboxMessage, { type: 'memories' }>,
): void {
  const { minds } = world.social;
  for (const { personaId, ...memory } of items)
    for (const mind of minds) if (mind?.personaId === personaId) addMemory(mind, netId, memory);
  for (const { personaId, ...reflection } of reflections)
    for (const mind of minds) if (mind?.personaId === personaId) addReflection(mind, netId, reflection);
}

/** Words and gestures go the way of those typed and chosen; everything else is for the senses. */
function sense(world: World, slot: number, event: SensedEvent): void {
  const { sensed } = world.social;
  const netId = world.humans.netId[slot];
  const heard = event.m === 'text' || (event.m === 'voice' && event.data.text && event.data.final !== false);
  if (heard) {
    const { text = '', lang = world.social.locales[slot] } = event.data;
    say(world, slot, { type: 'say', netId, text, locale: lang }, event.to);
  }
  if (sensed.length >= SENSED_LIMITS.eventsMax) world.counters.sensedDropped += 1;
  else sensed.push({ slot, event });
}

function gesture(world: World, slot: number, action: string): void {
  const { social, humans } = world;
  const index = resolveAction(social.actionNames, action, humans.netId[slot] + world.tick);
  if (index < 0 || social.gestured.length >= SOCIAL_LIMITS.saidMax) {
    world.counters.messagesRefused += 1;
    return;
  }
  humans.action[slot] = index + 1;
  humans.actionStartTick[slot] = world.tick;
  beginGesture(world, slot, index);
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
    uid: 0,
    voice: '',
  });
}
