import { drawOf, MIND_LIMITS, type Mind, type PendingReply, type Percept } from '../world/mind.ts';
import { VOICE_DEFAULTS } from '../world/voices.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { chooseActivity } from './ambient.ts';
import { ask, queue, remember, think } from './ask-brain.ts';
import type { KnowledgeBase } from './knowledge.ts';
import { converse } from './memory-talk.ts';
import { fillLine, offlineReply } from './offline-reply.ts';
import type { Persona } from './persona.ts';
import { understand, welcomeShown } from './understand.ts';

/** Human timing of a conversation, in ticks of 50 ms. */
export const TIMING = {
  /** Between hearing and answering: shortest, and what is drawn on top. */
  answerTicks: 12,
  answerSpreadTicks: 10,
  attendSaidTicks: 240,
  attendNearTicks: 70,
  /** A guest is greeted again only after this long. */
  greetAgainTicks: 20 * 90,
} as const;

/** A fact that fits so well is said rather than a line of the persona. */
const SURE_FIT = 0.6;

/** How willing a performer is to greet a passer-by with words, 0..1. */
const GREETS = { tilda: 1, cast: 0.25 } as const;

/**
 * The offline brain as a phase: percepts and mood in, intents out. Never awaits; every draw comes from the mind's own
 * dice, so a replayed stage thinks the same.
 *
 * @param personas by id; a mind whose persona is missing falls back to 'cast'
 */
export function createOfflineBrain(
  personas: ReadonlyMap<string, Persona>,
  knowledge: KnowledgeBase,
): (world: World) => void {
  const fallback = personas.get('cast');
  if (!fallback) throw new Error('brain: personas must hold one with id "cast", the fallback of everybody');
  const personaOf = (mind: Mind): Persona => personas.get(mind.personaId) ?? fallback;
  return (world) => {
    for (const percept of world.social.percepts) {
      const mind = world.social.minds[percept.performer];
      if (mind) perceive(world, mind, personaOf(mind), knowledge, percept);
    }
    for (let slot = 0; slot < world.humans.count; slot++) {
      const mind = world.social.minds[slot];
      if (!mind || world.humans.kind[slot] !== HUMAN_KIND.performer) continue;
      const persona = personaOf(mind);
      mind.expressiveness = persona.expressiveness ?? mind.expressiveness;
      // A prompt has the style while it is performed, and gives it back.
      if (persona.style !== undefined && !mind.directed) carryStyle(world, slot, persona.style);
      mind.voice = persona.voices?.[mind.personaId] ?? persona.voice ?? VOICE_DEFAULTS;
      think(world, mind, slot);
      decide(world, mind, slot);
    }
  };
}

function carryStyle(world: World, slot: number, name: string): void {
  const { styles } = world.social;
  for (let i = 0; i < styles.length; i++) if (styles[i].name === name) world.humans.style[slot] = i;
}

function perceive(
  world: World,
  mind: Mind,
  persona: Persona,
  knowledge: KnowledgeBase,
  percept: Percept,
): void {
  if (percept.kind === 'said' && percept.addressed) {
    hear(world, mind, persona, knowledge, percept);
  } else if (percept.kind === 'shown') {
    if (percept.addressed) see(world, mind, percept);
  } else if (percept.kind === 'gesture' && percept.addressed) {
    attend(mind, percept.otherNetId, world.tick + TIMING.attendNearTicks);
    if (percept.text.startsWith('wave')) mind.intent.action = 'wave';
  } else if (percept.kind === 'speaks') {
    // Who is spoken to while speaking falls silent; who is not only looks.
    if (percept.addressed) {
      if (world.tick < mind.speech.endTick) mind.intent.hush = true;
      mind.replies.length = 0;
      mind.thinking = undefined;
    }
    attend(mind, percept.otherNetId, world.tick + TIMING.attendNearTicks);
  } else if (percept.kind === 'bumped') {
    // Whoever is run into looks who it was, and shows it.
    attend(mind, percept.otherNetId, world.tick + TIMING.attendNearTicks / 2);
    mind.intent.face = 'surprised';
  } else if (percept.kind === 'near') {
    notice(world, mind, persona, percept);
  } else if (world.tick > mind.attendUntilTick) {
    // Somebody nearby speaks to another: look up at them unless busy.
    attend(mind, percept.otherNetId, world.tick + TIMING.attendNearTicks / 2);
  }
}

function hear(world: World, mind: Mind, persona: Persona, knowledge: KnowledgeBase, percept: Percept): void {
  const met = meet(mind, percept.otherNetId, world.tick);
  attend(mind, percept.otherNetId, world.tick + TIMING.attendSaidTicks);
  const guestName = world.social.names[percept.other].en;
  const heard = { text: percept.text, guestName, locale: percept.locale };
  const draw = (): number => drawOf(mind);
  const said = offlineReply(persona, world.social.names[percept.performer], heard, draw, met.lastLine);
  const known = understand(world, percept, said.locale, knowledge);
  // What is meant or held out is answered first, a fact that fits well before a topic, any fact before "I do not know".
  const answers = known && (known.fit >= SURE_FIT || said.topic === 'unknown');
  const told = converse(world, mind, percept, said.locale);
  const memory = told?.thanks && (answers || said.topic !== 'unknown') ? undefined : told;
  const reply: PendingReply = {
    dueTick: world.tick + TIMING.answerTicks + Math.floor(draw() * TIMING.answerSpreadTicks),
    toNetId: percept.otherNetId,
    text: memory?.text ?? (answers ? known.text : said.text),
    locale: said.locale,
    face: said.face,
    action: memory || answers ? '' : (said.action ?? ''),
    walk: memory || answers ? '' : (said.walk ?? ''),
    brain: 'offline',
  };
  // Being remembered and forgotten is never left to a brain outside.
  const asked = (!memory || memory.thanks) && ask(world, mind, percept, reply, known?.text);
  if (!memory?.forgotten)
    remember(mind, { netId: percept.otherNetId, who: guestName, own: false, text: percept.text });
  if (asked) return;
  met.lastLine = reply.text;
  queue(world, mind, reply);
}

/** What was held out is looked at and talked about. */
function see(world: World, mind: Mind, percept: Percept): void {
  attend(mind, percept.otherNetId, world.tick + TIMING.attendSaidTicks);
  if (!percept.shown) return;
  queue(world, mind, {
    dueTick: world.tick + TIMING.answerTicks,
    toNetId: percept.otherNetId,
    text: welcomeShown(percept.shown, percept.locale),
    locale: percept.locale,
    face: 'surprised',
    action: '',
    walk: '',
    brain: 'offline',
  });
}

function notice(world: World, mind: Mind, persona: Persona, percept: Percept): void {
  const known = mind.met.find((entry) => entry.netId === percept.otherNetId);
  if (known && world.tick - known.tick < TIMING.greetAgainTicks) return;
  if (world.tick <= mind.attendUntilTick && mind.attendNetId !== percept.otherNetId) return;
  const met = meet(mind, percept.otherNetId, world.tick);
  attend(mind, percept.otherNetId, world.tick + TIMING.attendNearTicks);
  const willing = mind.personaId === 'tilda' ? GREETS.tilda : GREETS.cast;
  if (drawOf(mind) >= willing) return;
  const lines = persona.notice[percept.locale];
  const line = lines[Math.floor(drawOf(mind) * lines.length)];
  const self = world.social.names[percept.performer][percept.locale];
  const text = fillLine(line, self, { guestName: world.social.names[percept.other].en, text: '' });
  met.lastLine = text;
  queue(world, mind, {
    dueTick: world.tick + TIMING.answerTicks,
    toNetId: percept.otherNetId,
    text,
    locale: percept.locale,
    face: 'happy',
    action: 'wave',
    walk: '',
    brain: 'offline',
  });
}

/** Remembers whom one met; the oldest is forgotten when memory is full. */
function meet(mind: Mind, netId: number, tick: number): Mind['met'][number] {
  const known = mind.met.find((entry) => entry.netId === netId);
  if (known) {
    known.tick = tick;
    return known;
  }
  if (mind.met.length >= MIND_LIMITS.metMax) mind.met.shift();
  const entry = { netId, tick, lastLine: '' };
  mind.met.push(entry);
  return entry;
}

function attend(mind: Mind, netId: number, untilTick: number): void {
  mind.attendNetId = netId;
  mind.attendUntilTick = untilTick;
}

function decide(world: World, mind: Mind, slot: number): void {
  const { intent } = mind;
  const speaking = world.tick < mind.speech.endTick || intent.say !== undefined;
  if (!speaking && mind.replies.length > 0 && mind.replies[0].dueTick <= world.tick) speak(world, mind, slot);
  const attending = world.tick <= mind.attendUntilTick;
  intent.gazeNetId = attending ? mind.attendNetId : 0;
  intent.faceNetId = attending ? mind.attendNetId : 0;
  if (attending && intent.walkNetId === 0 && mind.activityUntilTick < mind.attendUntilTick) {
    // Listening: stand where one is; the stroll goes on afterwards.
    intent.spot = -1;
    mind.activityUntilTick = mind.attendUntilTick + 1;
  }
  if (!attending) {
    intent.walkNetId = 0;
    intent.face = 'relaxed';
    if (world.tick >= mind.activityUntilTick) chooseActivity(world, mind, slot);
  }
}

function speak(world: World, mind: Mind, slot: number): void {
  const reply = mind.replies.shift()!;
  const { intent } = mind;
  const { text, locale, toNetId, brain } = reply;
  intent.say = { text, locale, toNetId, brain };
  const self = world.social.names[slot][locale];
  remember(mind, { netId: toNetId, who: self, own: true, text });
  intent.face = reply.face;
  if (reply.action !== '') intent.action = reply.action;
  if (reply.walk === 'toGuest') intent.walkNetId = reply.toNetId;
  if (reply.walk === 'toGallery') {
    const spot = world.social.spots.findIndex((candidate) => candidate.kind === 'painting');
    intent.spot = spot;
    mind.activitySpot = spot;
    mind.activityUntilTick = world.tick + 20 * 25;
    attend(mind, reply.toNetId, world.tick + 30);
  }
  mind.attendUntilTick = Math.max(mind.attendUntilTick, world.tick + 60);
}
