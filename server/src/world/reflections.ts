import type { Mind } from './mind.ts';
import type { World } from './world.ts';

/** How somebody stands to a theme: drawn to it, wary of it; or `free`: words of a brain outside. */
export const REFLECTION_TONES = ['drawn', 'wary', 'busy', 'free'] as const;
export type ReflectionTone = (typeof REFLECTION_TONES)[number];

/** What a performer has come to think of a guest from what it remembers. Plain data, in no language but for `of` and `text`. */
export interface Reflection {
  /** Theme it is about (see brain/themes.ts); '' for free words. */
  readonly theme: string;
  readonly tone: ReflectionTone;
  /** What it rests on, in the guest's own words, newest last. */
  readonly of: readonly string[];
  /** Words of a brain outside; '' for what rules found. */
  readonly text: string;
  /** 1 a trifle .. 10 never to be forgotten. */
  readonly importance: number;
  /** How long ago when this visit began, days. */
  readonly daysAgo: number;
  /** 'offline' or the name of the brain that thought so. */
  readonly brain: string;
}

/** One to be kept beyond the visit; only ever of guests who said so. */
export interface ReflectionNote extends Reflection {
  readonly netId: number;
  readonly personaId: string;
}

export const REFLECTION_LIMITS = {
  /** Of one guest, and of one mind. */
  perGuestMax: 6,
  perMindMax: 48,
  /** What one rests on. */
  ofMax: 3,
  textMax: 160,
  notesMax: 64,
  /** Guests and what they touched upon, for what a day was about. */
  touchedMax: 256,
} as const;

/** Adds what a performer thinks of a guest; the same theme again replaces, the least important gives way. */
export function addReflection(mind: Mind, netId: number, reflection: Reflection): void {
  mind.reflections = mind.reflections.filter(
    (one) => one.netId !== netId || one.theme !== reflection.theme || one.brain !== reflection.brain,
  );
  const own = mind.reflections.filter((one) => one.netId === netId);
  if (own.length >= REFLECTION_LIMITS.perGuestMax) {
    const least = own.reduce((a, b) => (b.importance < a.importance ? b : a));
    mind.reflections.splice(mind.reflections.indexOf(least), 1);
  }
  if (mind.reflections.length >= REFLECTION_LIMITS.perMindMax) mind.reflections.shift();
  mind.reflections.push({ ...reflection, netId });
}

/** Erases what is thought of a guest, what is being thought, and what it adds to the day. */
export function forgetReflections(world: World, netId: number): void {
  const { social } = world;
  for (const mind of social.minds) {
    if (!mind) continue;
    mind.reflections = mind.reflections.filter((one) => one.netId !== netId);
    mind.touched = mind.touched.filter((one) => one.netId !== netId);
    mind.news = mind.news.filter((one) => one.netId !== netId);
    if (mind.reflecting?.netId === netId) mind.reflecting = undefined;
  }
  const { reflections } = social.memory;
  for (let i = reflections.length - 1; i >= 0; i--)
    if (reflections[i].netId === netId) reflections.splice(i, 1);
}
