import { drawOf, MIND_LIMITS, type Mind, type PendingReply, type Percept } from '../world/mind.ts';
import { mindRests } from '../world/pace-bodies.ts';
import { VOICE_DEFAULTS } from '../world/voices.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { answerGesture } from './answer-gesture.ts';
import { ask, remember, takeActs, think } from './ask-brain.ts';
import { listen, takeIn } from './back-channel.ts';
import { continueChat } from './chatter.ts';
import { chooseActivity } from './choose-activity.ts';
import { chooseSource } from './choose-source.ts';
import { comeNearer } from './come-nearer.ts';
import { appraise, catchCrowd, feel, moveMood, wake } from './feel.ts';
import { feelingWords } from './feeling.ts';
import { hearOfGarment } from './garments.ts';
import { keepDistance } from './keep-distance.ts';
import { type Chat, type KnowledgeBase, tellFact } from './knowledge.ts';
import { converse, memoriesFor } from './memory-talk.ts';
import { fillLine, localeOf, offlineReply } from './offline-reply.ts';
import { continuePainting, hearOfPainting } from './paint-job.ts';
import type { Persona } from './persona.ts';
import { queue } from './queue-reply.ts';
import { reflect } from './reflect.ts';
import { carryStyle, faceOfMood, styleOfMood, voiceOfMood } from './show-mood.ts';
import { answerTouch } from './touched.ts';
import { fitToTurn, hasTurn, nextReply, whoAnswers } from './turns.ts';
import { tellMeant, understand, welcomeShown } from './understand.ts';
import { noteDecision, perceptWords } from './why.ts';

/** Human timing of a conversation, in ticks of 50 ms. */
export const TIMING = {
  /** Between hearing and answering: shortest, and what is drawn on top. */
  answerTicks: 12,
  answerSpreadTicks: 10,
  /** How long a picture is looked at before it is only welcomed. */
  lookTicks: 20 * 3,
  attendSaidTicks: 240,
  attendNearTicks: 70,
  /** How long somebody who was called keeps coming. */
  comeTicks: 20 * 30,
  /** A guest is greeted again only after this long. */
  greetAgainTicks: 20 * 90,
} as const;

/** A fact that fits so well is said even when the question is about something at hand. */
const SURE_FIT = 0.75;

/** The topic of a persona that is answered by how it truly feels. */
const FEELING_TOPIC = 'feeling';

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
  for (const persona of personas.values()) knowledge.prepare(persona);
  const personaOf = (mind: Mind): Persona => personas.get(mind.personaId) ?? fallback;
  return (world) => {
    for (const heard of world.social.percepts) {
      const percept = answering(world, heard);
      const mind = world.social.minds[percept.performer];
      if (mind) perceive(world, mind, personaOf(mind), knowledge, percept);
    }
    for (let slot = 0; slot < world.humans.count; slot++) {
      const mind = world.social.minds[slot];
      if (!mind || world.humans.kind[slot] !== HUMAN_KIND.performer || mindRests(world, slot)) continue;
      const persona = personaOf(mind);
      if (!mind.awake) wake(mind, persona.traits);
      mind.expressiveness = persona.expressiveness ?? mind.expressiveness;
      mind.paints = persona.paints ?? false;
      feel(mind);
      catchCrowd(mind, world.social.crowd);
      embody(world, mind, slot, persona);
      think(world, mind, slot);
      takeActs(world, mind, slot);
      reflect(world, mind, slot);
      listen(world, mind);
      decide(world, mind, slot, knowledge.chats);
      keepDistance(world, mind, slot);
    }
  };
}

/** What was said to somebody who has too many waiting is taken by another: it perceives it as said to itself. */
function answering(world: World, percept: Percept): Percept {
  if (percept.kind !== 'said' || !percept.addressed) return percept;
  const performer = whoAnswers(world, percept);
  return performer === percept.performer ? percept : { ...percept, performer };
}

/** Mood and persona on the body: style of motion and voice. */
function embody(world: World, mind: Mind, slot: number, persona: Persona): void {
  const { style } = persona;
  const now = world.social.styles[world.humans.style[slot]]?.name ?? '';
  const felt = styleOfMood(mind, now);
  // A prompt has the style while it is performed, and gives it back.
  if (!mind.directed && felt !== '') {
    carryStyle(world, slot, felt);
    mind.moodStyle = true;
  } else if (!mind.directed && (style !== undefined || mind.moodStyle)) {
    carryStyle(world, slot, style ?? world.social.styles[0]?.name ?? '');
    mind.moodStyle = false;
  }
  voiceOfMood(mind, persona.voices?.[mind.personaId] ?? persona.voice ?? VOICE_DEFAULTS);
}

function perceive(
  world: World,
  mind: Mind,
  persona: Persona,
  knowledge: KnowledgeBase,
  percept: Percept,
): void {
  const felt = appraise(percept);
  // Standing beside somebody is felt once, not every tick.
  const news = percept.kind !== 'near' || !mind.met.some(({ netId }) => netId === percept.otherNetId);
  if (felt && news) moveMood(mind.mood, felt.emotion, felt.strength);
  if (percept.kind === 'said' && percept.addressed) {
    hear(world, mind, persona, knowledge, percept);
    comeNearer(world, mind, percept);
  } else if (percept.kind === 'shown') {
    if (percept.addressed) {
      see(world, mind, percept);
      comeNearer(world, mind, percept);
    }
  } else if (percept.kind === 'gesture' && percept.addressed) {
    attend(mind, percept.otherNetId, world.tick + TIMING.attendNearTicks);
    gestured(world, mind, percept);
  } else if (percept.kind === 'touched') {
    touched(world, mind, percept);
  } else if (percept.kind === 'speaks') {
    // Who is spoken to while speaking falls silent; who is not only looks.
    if (percept.addressed) {
      if (world.tick < mind.speech.endTick || mind.intent.say) mind.intent.hush = true;
      // What others wait for is still owed to them.
      mind.replies = mind.replies.filter(({ toNetId }) => toNetId !== percept.otherNetId);
      if (mind.thinking?.guestNetId === percept.otherNetId) mind.thinking = undefined;
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
  const locale = localeOf(heard);
  // What is meant or held out is answered first, then what fits the words best.
  const source = chooseSource(persona, knowledge, percept.text);
  const sure = source?.kind === 'fact' && source.fit >= SURE_FIT;
  const understood = understand(world, percept, locale, knowledge, persona.id, sure);
  const fact = source?.kind === 'fact' ? tellFact(source.fact, persona.id)?.[locale] : undefined;
  const known =
    understood ?? (sure ? fact : (tellMeant(world, percept, locale, knowledge, persona.id) ?? fact));
  const topic = source?.kind === 'topic' ? source.topic : undefined;
  const self = world.social.names[percept.performer];
  const said = offlineReply(persona, self, heard, draw, met.lastLine, topic);
  const feeling = topic?.id === FEELING_TOPIC ? feelingWords(mind, locale) : '';
  const answers = known !== undefined;
  const told = converse(world, mind, percept, locale);
  // Who tells of itself is thanked, unless it asks something too.
  const asks = /[?？]/.test(percept.text) || (understood !== undefined && !told?.sure);
  // What somebody tells of itself is no question that a fact half fits.
  const better = understood !== undefined || sure || topic || asks;
  const memory = told?.thanks && (answers || topic) && better && (asks || !told.sure) ? undefined : told;
  const painting = memory
    ? undefined
    : (hearOfGarment(world, mind, percept, locale) ??
      (persona.paints ? hearOfPainting(world, mind, percept, locale) : undefined));
  const reply: PendingReply = {
    dueTick: world.tick + TIMING.answerTicks + Math.floor(draw() * TIMING.answerSpreadTicks),
    toNetId: percept.otherNetId,
    text:
      memory?.text ?? painting ?? (known && again(mind, percept, known, locale)) ?? (feeling || said.text),
    locale,
    face: said.face,
    action: memory || painting || answers ? '' : (said.action ?? ''),
    walk: memory || painting || answers ? '' : (said.walk ?? ''),
    brain: 'offline',
  };
  // Being remembered and forgotten is never left to a brain outside, nor what is painted.
  const asked = !painting && (!memory || memory.thanks) && ask(world, mind, percept, reply, known);
  if (!memory?.forgotten) {
    const fit = source?.fit ?? 0;
    noteDecision(world, mind, {
      kind: 'reply',
      chosen: asked ? `(asked ${world.social.thoughts.brain}) ${reply.text}` : reply.text,
      scores: [
        { id: `topic ${said.topic}`, score: topic ? fit : 0 },
        { id: 'knowledge', score: fact ? fit : 0 },
        { id: 'meant', score: understood || (known && known !== fact) ? 1 : 0 },
        { id: 'memory', score: memory ? 1 : 0 },
        { id: 'painting', score: painting ? 1 : 0 },
      ],
      percepts: perceptWords(percept),
      otherNetId: percept.otherNetId,
      memories: memoriesFor(mind, percept.otherNetId, percept.text),
      brain: asked ? world.social.thoughts.brain : 'offline',
    });
    remember(mind, { netId: percept.otherNetId, who: guestName, own: false, text: percept.text });
  }
  if (asked) return;
  met.lastLine = reply.text;
  // Who says two things in a row is answered once, to the newest; it keeps its place in the line.
  const before = mind.replies.find(({ toNetId }) => toNetId === percept.otherNetId);
  mind.replies = mind.replies.filter(({ toNetId }) => toNetId !== percept.otherNetId);
  if (mind.replies.length > 0) takeIn(world, mind);
  queue(world, mind, { ...reply, sinceTick: before?.sinceTick ?? world.tick });
}

/** Who is told the same a second time hears that it is. */
function again(mind: Mind, { otherNetId }: Percept, text: string, locale: 'en' | 'ko'): string {
  const told = mind.lines.some(({ netId, own, text: line }) => own && netId === otherNetId && line === text);
  if (!told) return text;
  return locale === 'ko' ? `아까 말씀드렸듯이, ${text}` : `As I said: ${text}`;
}

/** Gestures are answered by gestures; a raised hand is asked what it wants, once until something else is said. */
function gestured(world: World, mind: Mind, percept: Percept): void {
  const answer = answerGesture(percept.text);
  if (!answer) return;
  const met = meet(mind, percept.otherNetId, world.tick);
  const line = answer.line?.[percept.locale];
  const text = line && fillLine(line, '', { guestName: world.social.names[percept.other].en, text: '' });
  if (!text || text === met.lastLine) {
    mind.intent.action = answer.action;
    return;
  }
  met.lastLine = text;
  attend(mind, percept.otherNetId, world.tick + TIMING.attendSaidTicks);
  queue(world, mind, {
    dueTick: world.tick + TIMING.answerTicks,
    toNetId: percept.otherNetId,
    text,
    locale: percept.locale,
    face: 'happy',
    action: answer.action,
    walk: '',
    brain: 'offline',
  });
}

/** A touch is answered at once, in words only when they are others than the last. */
function touched(world: World, mind: Mind, percept: Percept): void {
  const met = meet(mind, percept.otherNetId, world.tick);
  const name = world.social.names[percept.other].en;
  const celsius = world.social.guestSenses[percept.other]?.celsius ?? Number.NaN;
  const { text, action, face } = answerTouch(percept, name, celsius, percept.locale);
  attend(mind, percept.otherNetId, world.tick + TIMING.attendSaidTicks);
  mind.intent.face = face;
  if (text === met.lastLine) return;
  met.lastLine = text;
  queue(world, mind, {
    dueTick: world.tick + TIMING.answerTicks / 2,
    toNetId: percept.otherNetId,
    text,
    locale: percept.locale,
    face,
    action,
    walk: '',
    brain: 'offline',
  });
}

/** What was held out is looked at and talked about. */
function see(world: World, mind: Mind, percept: Percept): void {
  attend(mind, percept.otherNetId, world.tick + TIMING.attendSaidTicks);
  const { shown } = percept;
  if (!shown) return;
  // A picture is welcomed by its shape when nothing was seen in it in time; what is seen takes the place of that.
  const picture = shown.kind === 'picture' ? shown.key : undefined;
  const unseen = shown.kind === 'picture' && !shown.sight;
  if (picture !== undefined) mind.replies = mind.replies.filter((reply) => reply.picture !== picture);
  queue(world, mind, {
    picture: unseen ? picture : undefined,
    dueTick: world.tick + (unseen ? TIMING.lookTicks : TIMING.answerTicks),
    toNetId: percept.otherNetId,
    text: welcomeShown(shown, percept.locale),
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
  // Whoever is owed an answer comes before a passer-by.
  if (mind.replies.length > 0 || drawOf(mind) >= willing) return;
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

function decide(world: World, mind: Mind, slot: number, chats: readonly Chat[]): void {
  const { intent } = mind;
  const speaking = world.tick < mind.speech.endTick || intent.say !== undefined;
  const next = speaking ? -1 : nextReply(world, mind);
  if (next >= 0 && hasTurn(world, mind, slot, mind.replies[next])) speak(world, mind, slot, next);
  const attending = world.tick <= mind.attendUntilTick;
  intent.gazeNetId = attending ? mind.attendNetId : 0;
  intent.faceNetId = attending ? mind.attendNetId : 0;
  if (attending && mind.activity !== 'paint') mind.activity = speaking ? 'talk' : 'listen';
  if (continuePainting(world, mind, slot)) {
    mind.activity = 'paint';
    return;
  }
  if (attending && intent.walkNetId === 0 && mind.activityUntilTick < mind.attendUntilTick) {
    // Listening: stand where one is; the stroll goes on afterwards.
    intent.spot = -1;
    mind.activityUntilTick = mind.attendUntilTick + 1;
  }
  if (!attending) {
    if (mind.activity !== 'approachGuest') intent.walkNetId = 0;
    if (!speaking) intent.face = faceOfMood(mind);
    if (continueChat(world, mind, slot, chats)) return;
    if (world.tick >= mind.activityUntilTick) chooseActivity(world, mind, slot, chats);
  }
}

function speak(world: World, mind: Mind, slot: number, index: number): void {
  const [reply] = mind.replies.splice(index, 1);
  const { intent } = mind;
  const { locale, toNetId, brain } = reply;
  const text = brain === 'offline' ? fitToTurn(mind, reply.text) : reply.text;
  intent.say = { text, locale, toNetId, brain };
  const self = world.social.names[slot][locale];
  remember(mind, { netId: toNetId, who: self, own: true, text });
  intent.face = reply.face;
  if (reply.action !== '') intent.action = reply.action;
  if (reply.walk === 'toGuest') {
    intent.walkNetId = reply.toNetId;
    // From the other end of the square it takes longer than one attends to words.
    attend(mind, reply.toNetId, world.tick + TIMING.comeTicks);
  }
  if (reply.walk === 'toGallery') {
    const spot = world.social.spots.findIndex((candidate) => candidate.kind === 'painting');
    intent.spot = spot;
    mind.activitySpot = spot;
    mind.activityUntilTick = world.tick + 20 * 25;
    attend(mind, reply.toNetId, world.tick + 30);
  }
  // One looks at whom one speaks to.
  mind.attendNetId = toNetId === 0 ? mind.attendNetId : toNetId;
  mind.attendUntilTick = Math.max(mind.attendUntilTick, world.tick + 60);
}
