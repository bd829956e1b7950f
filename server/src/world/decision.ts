import type { Mood } from './mood.ts';

/** Everything a performer may be about when no show has it. */
export const ACTIVITIES = [
  'stay',
  'stroll',
  'lookAtWork',
  'sit',
  'rest',
  'paint',
  'watchPainter',
  'watchShow',
  'dance',
  'stretch',
  'play',
  'poolside',
  'greenery',
  'approachGuest',
  'waveAfar',
  'greet',
  'listen',
  'talk',
  'chat',
  'goHome',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Why something was done: what was perceived, how the choices scored, what was remembered, which brain it was. Plain data. */
export interface Decision {
  /** Unique on its stage for one performer. */
  readonly id: number;
  readonly tick: number;
  readonly kind: 'activity' | 'reply' | 'paint' | 'reflect' | 'space';
  /** Activity chosen, the line that is said, or what is done about who stands too near. */
  readonly chosen: string;
  /** Choices and their scores, best first; a reply's are how well each source of an answer fitted, 0..1. */
  readonly scores: readonly { readonly id: string; readonly score: number }[];
  /** What it answers: kind of percept, from whom (wire id, 0: nobody) and the evidence, as words. */
  readonly percepts: readonly string[];
  readonly otherNetId: number;
  /** Memories used, as words; they are the other's own. */
  readonly memories: readonly string[];
  readonly mood: Mood;
  /** 'offline' or 'remote:model'. */
  readonly brain: string;
}

export const DECISION_LIMITS = { keptMax: 24, scoresMax: 6, perceptsMax: 6, memoriesMax: 4 } as const;
