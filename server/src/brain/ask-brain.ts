import { drawOf, MIND_LIMITS, type Mind, type PendingReply, type Percept } from '../world/mind.ts';
import { THOUGHT_LIMITS, type ThoughtStep } from '../world/thoughts.ts';
import type { World } from '../world/world.ts';
import { takeIn } from './back-channel.ts';
import { crowdWords } from './crowd-words.ts';
import { memoriesFor } from './memory-talk.ts';
import { queue } from './queue-reply.ts';
import { decideTool } from './tool-policy.ts';
import { noteDecision } from './why.ts';

/** What one says while one thinks. */
const FILLERS = {
  en: ['Let me think.', 'Hm, one moment.', 'That needs a thought.'],
  ko: ['음, 잠깐만요.', '생각해 볼게요.', '글쎄요, 잠시만요.'],
} as const;

/** Keeps what was said, for a brain that asks what went before. */
export function remember(mind: Mind, line: Mind['lines'][number]): void {
  if (mind.lines.length >= MIND_LIMITS.linesMax) mind.lines.shift();
  mind.lines.push(line);
}

/**
 * Asks the brain outside, when there is one; true when it was asked. What it is not asked in time, the offline reply
 * answers.
 */
export function ask(
  world: World,
  mind: Mind,
  percept: Percept,
  fallback: PendingReply,
  known: string | undefined,
): boolean {
  const { thoughts, names } = world.social;
  if (thoughts.brain === '' || thoughts.asks.length >= THOUGHT_LIMITS.asksMax) return false;
  // One thought at a time: whoever asks in between is answered offline rather than never.
  if (mind.thinking && mind.thinking.guestNetId !== percept.otherNetId) return false;
  takeIn(world, mind);
  thoughts.lastId += 1;
  mind.thinking = {
    id: thoughts.lastId,
    guestNetId: percept.otherNetId,
    sinceTick: world.tick,
    fallback,
    filled: false,
    sentences: 0,
    tools: 0,
  };
  thoughts.asks.push({
    id: thoughts.lastId,
    performerNetId: world.humans.netId[percept.performer],
    personaId: mind.personaId,
    selfName: names[percept.performer][fallback.locale],
    guestName: names[percept.other].en,
    others: othersOf(world, percept.performer, fallback.locale),
    text: percept.text,
    locale: fallback.locale,
    notes: [
      ...notesOf(percept, known),
      ...crowdNote(world),
      ...memoriesFor(mind, percept.otherNetId, percept.text),
    ],
    pictureKey: percept.shown?.kind === 'picture' ? percept.shown.key : '',
    // What others said to her is not this guest's to hear of.
    lines: mind.lines.filter(({ netId }) => netId === percept.otherNetId),
  });
  return true;
}

function crowdNote({ social }: World): string[] {
  const words = crowdWords(social.crowd, 'en');
  return words ? [`of all guests: ${words}`] : [];
}

function othersOf(world: World, slot: number, locale: 'en' | 'ko'): string[] {
  const { minds, names } = world.social;
  const others: string[] = [];
  for (let i = 0; i < world.humans.count && others.length < THOUGHT_LIMITS.othersMax; i++)
    if (i !== slot && minds[i]) others.push(names[i][locale]);
  return others;
}

function notesOf({ about, mood, shown }: Percept, known: string | undefined): string[] {
  const notes: string[] = [];
  if (about) notes.push(`the guest points or looks at: ${about.kind} ${about.id || about.netId}`);
  if (mood && mood.sd < 0.6)
    notes.push(
      `the guest seems ${mood.valence > 0.25 ? 'glad' : mood.valence < -0.25 ? 'unhappy' : 'even'}${mood.arousal > 0.4 ? ' and excited' : ''}`,
    );
  if (shown) notes.push(`the guest holds out a ${shown.kind}`);
  if (known) notes.push(`known: ${known}`);
  return notes;
}

/** Does what an operator's agent wants of this performer, under the same policy as a guest's words. */
export function takeActs(world: World, mind: Mind, slot: number): void {
  const { netId } = world.humans;
  for (const { netId: performer, toNetId, brain, step } of world.social.thoughts.acts) {
    if (performer !== netId[slot]) continue;
    if (step.kind === 'tool') {
      const wish = { name: step.name, argument: step.argument, guestNetId: toNetId };
      if (!decideTool(world, mind, slot, wish)) world.counters.toolsRefused += 1;
      continue;
    }
    const { text, locale } = step;
    const line = { toNetId, text, locale, face: 'relaxed', action: '', walk: '', brain } as const;
    queue(world, mind, { ...line, dueTick: world.tick });
    noteDecision(world, mind, {
      kind: 'reply',
      chosen: text,
      otherNetId: toNetId,
      brain,
      percepts: ['asked by an agent of the operator'],
    });
  }
}

/** Takes what the brain outside says to this performer, and does something human when it does not. */
export function think(world: World, mind: Mind, slot: number): void {
  for (const { id, brain, step } of world.social.thoughts.answers)
    if (mind.thinking?.id === id) take(world, mind, slot, brain, step);
  const { thinking } = mind;
  if (!thinking || thinking.sentences > 0) return;
  const waited = world.tick - thinking.sinceTick;
  const { fallback } = thinking;
  if (waited >= THOUGHT_LIMITS.giveUpTicks) {
    mind.thinking = undefined;
    queue(world, mind, { ...fallback, dueTick: world.tick });
  } else if (waited >= THOUGHT_LIMITS.fillTicks && !thinking.filled) {
    thinking.filled = true;
    const fillers = FILLERS[fallback.locale];
    const text = fillers[Math.floor(drawOf(mind) * fillers.length)];
    queue(world, mind, { ...fallback, dueTick: world.tick, text, action: '', walk: '' });
  }
}

function take(world: World, mind: Mind, slot: number, brain: string, step: ThoughtStep): void {
  const thinking = mind.thinking!;
  const { fallback } = thinking;
  if (step.kind === 'sentence') {
    if (thinking.sentences >= THOUGHT_LIMITS.sentencesMax) return;
    thinking.sentences += 1;
    const { text, locale } = step;
    queue(world, mind, { ...fallback, dueTick: world.tick, text, locale, action: '', walk: '', brain });
  } else if (step.kind === 'tool') {
    thinking.tools += 1;
    const ok =
      thinking.tools <= THOUGHT_LIMITS.toolsMax &&
      decideTool(world, mind, slot, {
        name: step.name,
        argument: step.argument,
        guestNetId: thinking.guestNetId,
      });
    if (!ok) world.counters.toolsRefused += 1;
  } else {
    mind.thinking = undefined;
    if (thinking.sentences === 0) queue(world, mind, { ...fallback, dueTick: world.tick });
  }
}
