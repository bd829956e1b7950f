import type { Mind } from './mind.ts';
import { forgetReflections, type ReflectionNote } from './reflections.ts';
import type { World } from './world.ts';

/** Kinds of things remembered of a guest. */
export const MEMORY_KINDS = ['name', 'from', 'likes', 'dislikes', 'work', 'plan', 'said', 'shown'] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** One thing remembered of a guest. Plain data. */
export interface Memory {
  readonly kind: MemoryKind;
  /** What is remembered, in the guest's own words. */
  readonly value: string;
  /** 1 a trifle .. 10 never to be forgotten. */
  readonly importance: number;
  /** How long ago it was when this visit began, days; 0 for what is of this visit. */
  readonly daysAgo: number;
}

/** Something to be kept beyond the visit; only ever made of guests who said so. */
export interface MemoryNote extends Memory {
  readonly netId: number;
  readonly personaId: string;
}

/** What leaves the tick for the store, and who wants to be remembered, by slot. */
export interface MemoryDesk {
  /** To be kept, and to be erased, in this tick; taken by the host after it. */
  readonly notes: MemoryNote[];
  readonly reflections: ReflectionNote[];
  readonly forgets: number[];
  readonly remember: boolean[];
}

export const MEMORY_LIMITS = { perMindMax: 96, perGuestMax: 24, notesMax: 128, valueMax: 120 } as const;

export function createMemoryDesk(capacity: number): MemoryDesk {
  return { notes: [], reflections: [], forgets: [], remember: new Array(capacity).fill(false) };
}

/** Adds what a performer remembers of a guest; the same again replaces, the least important of a guest gives way. */
export function addMemory(mind: Mind, netId: number, memory: Memory): void {
  const same = mind.memories.findIndex(
    (one) =>
      one.netId === netId &&
      one.kind === memory.kind &&
      (one.value.toLowerCase() === memory.value.toLowerCase() || memory.kind === 'name'),
  );
  if (same >= 0) mind.memories.splice(same, 1);
  const own = mind.memories.filter((one) => one.netId === netId);
  if (own.length >= MEMORY_LIMITS.perGuestMax) {
    const least = own.reduce((a, b) => (b.importance < a.importance ? b : a));
    mind.memories.splice(mind.memories.indexOf(least), 1);
  }
  if (mind.memories.length >= MEMORY_LIMITS.perMindMax) mind.memories.shift();
  mind.memories.push({ ...memory, netId });
}

/** Erases a guest from every mind, what it said and what was sensed of it with it, and tells the store to do the same. */
export function forgetGuest(world: World, slot: number): void {
  const { social, humans } = world;
  const netId = humans.netId[slot];
  for (const mind of social.minds) {
    if (!mind) continue;
    mind.memories = mind.memories.filter((one) => one.netId !== netId);
    mind.lines = mind.lines.filter((one) => one.netId !== netId);
    mind.decisions = mind.decisions.filter((one) => one.otherNetId !== netId);
    // That it was met a moment ago stays for the visit, or it would be greeted as somebody new in the middle of a talk.
    for (const one of mind.met) if (one.netId === netId) one.lastLine = '';
    if (mind.thinking?.guestNetId === netId) mind.thinking = undefined;
    mind.replies = mind.replies.filter((reply) => reply.toNetId !== netId);
    // What is being said may hold its name; the mouth goes on by its shapes alone.
    mind.speech.text = '';
    mind.speech.words = [];
  }
  // What was taken down is worn on, and may be kept nowhere else.
  const { works, worn } = social.works;
  for (const work of [...works, ...worn.map((one) => one.work)])
    if (work.forNetId === netId) work.forNetId = 0;
  for (let i = social.works.asks.length - 1; i >= 0; i--)
    if (
      social.minds.some(
        (mind) => mind?.painting?.id === social.works.asks[i].id && mind.painting.forNetId === netId,
      )
    )
      social.works.asks.splice(i, 1);
  // Voices are kept by their words.
  social.voices.tracks.clear();
  social.guestSenses[slot] = undefined;
  social.memory.remember[slot] = false;
  for (let i = social.memory.notes.length - 1; i >= 0; i--)
    if (social.memory.notes[i].netId === netId) social.memory.notes.splice(i, 1);
  forgetReflections(world, netId);
  social.memory.forgets.push(netId);
}
