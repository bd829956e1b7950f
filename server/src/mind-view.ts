import type { Decision } from './world/decision.ts';
import { TICK_MS } from './world/limits.ts';
import type { Mind } from './world/mind.ts';
import { slotOf } from './world/slot-of.ts';
import { HUMAN_KIND, type World } from './world/world.ts';

/** Lines still to be said and decisions that are told. */
const TOLD = { repliesMax: 4, decisionsMax: 12, saidMax: 120 } as const;

/** One performer for a list. */
export interface MindEntry {
  readonly netId: number;
  readonly name: { readonly en: string; readonly ko: string };
  readonly activity: string;
}

/** Everybody on stage who has a mind. */
export function listMinds(world: World): MindEntry[] {
  const { humans, social } = world;
  const found: MindEntry[] = [];
  for (let slot = 0; slot < humans.count; slot++) {
    const mind = social.minds[slot];
    if (mind && humans.kind[slot] === HUMAN_KIND.performer)
      found.push({ netId: humans.netId[slot], name: social.names[slot], activity: mind.activity });
  }
  return found;
}

/**
 * A mind as it is shown: what it perceives, feels, needs, is about, will say, and why it did what it did. What was said aloud
 * everybody has heard; what is remembered of a guest, and how the guest seemed, is told to that guest alone.
 *
 * @param viewer wire id of the guest who asks, 0: nobody in particular
 */
export function viewMind(world: World, netId: number, viewer: number) {
  const slot = slotOf(world, netId);
  const mind = slot < 0 ? undefined : world.social.minds[slot];
  if (!mind) return undefined;
  const { names } = world.social;
  const named = (other: number) => {
    const at = slotOf(world, other);
    return at < 0
      ? null
      : { netId: other, name: names[at], guest: world.humans.kind[at] === HUMAN_KIND.guest };
  };
  const attending = world.tick <= mind.attendUntilTick;
  const work = mind.painting && world.social.works.works.find(({ id }) => id === mind.painting?.id);
  const share = work
    ? Math.min(1, (world.tick - work.beganTick) / Math.max(1, work.doneTick - work.beganTick))
    : 0;
  const speaking = world.tick < mind.speech.endTick;
  return {
    netId,
    name: names[slot],
    persona: mind.personaId,
    aiHuman: true,
    atMs: world.tick * TICK_MS,
    mood: mind.mood,
    restMood: mind.restMood,
    needs: mind.needs,
    traits: mind.traits,
    activity: mind.activity,
    forMs: Math.max(0, mind.activityUntilTick - world.tick) * TICK_MS,
    attends: attending ? named(mind.attendNetId) : null,
    space: spaceOf(mind.space.state === 'calm' ? null : named(mind.space.netId), mind),
    chat: mind.chat ? named(mind.chat.withNetId) : null,
    saying: speaking ? mind.speech.text.slice(0, TOLD.saidMax) : '',
    next: mind.replies.slice(0, TOLD.repliesMax).map(({ text, toNetId, dueTick, brain }) => ({
      text: text.slice(0, TOLD.saidMax),
      to: named(toNetId),
      inMs: Math.max(0, dueTick - world.tick) * TICK_MS,
      brain,
    })),
    asks: mind.thinking ? world.social.thoughts.brain : '',
    painting: mind.painting
      ? { state: mind.painting.state, share, title: work?.title ?? null, waiting: mind.painting.next.length }
      : null,
    remembers: mind.memories.length,
    thinks: mind.reflections.length,
    crowd: world.social.crowd.telling > 0 ? world.social.crowd : null,
    decisions: mind.decisions
      .slice(-TOLD.decisionsMax)
      .reverse()
      .map((decision) => tellDecision(world, decision, viewer)),
  };
}

/** Room that is wanted, and who is too near. */
function spaceOf<T>(who: T, { space: { state, nearM, comfortM, steps } }: Mind) {
  return { state, who, nearM, comfortM, steps };
}

/** Why something was done, or undefined when nobody knows any more. */
export function viewDecision(world: World, netId: number, id: number, viewer: number) {
  const slot = slotOf(world, netId);
  const decision = slot < 0 ? undefined : world.social.minds[slot]?.decisions.find((one) => one.id === id);
  return decision && tellDecision(world, decision, viewer);
}

function tellDecision(world: World, decision: Decision, viewer: number) {
  const { otherNetId, memories, percepts, tick, ...rest } = decision;
  const at = slotOf(world, otherNetId);
  const own = otherNetId === 0 || otherNetId === viewer;
  return {
    ...rest,
    // What is thought of a guest is told to that guest alone; what is said aloud everybody has heard.
    chosen: own || rest.kind !== 'reflect' ? rest.chosen : '',
    atMs: tick * TICK_MS,
    agoMs: (world.tick - tick) * TICK_MS,
    other: at < 0 ? null : { netId: otherNetId, name: world.social.names[at] },
    percepts: own ? percepts : percepts.filter((one) => !one.startsWith('seems')),
    memories: own ? memories : [],
    memoriesHeld: memories.length,
  };
}
