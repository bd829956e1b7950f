import type { VisemeTrack } from '@troupe/avatars/face';
import type { StrokeKey, WordMark } from '@troupe/avatars/gesture';
import { hashSeed } from '@troupe/avatars/maths';
import type { DirectedMotion } from './direct-motion.ts';
import type { Memory } from './memories.ts';
import type { Evidence, GuestMood, Shown, Thing } from './sensed.ts';
import { VOICE_DEFAULTS, type VoiceSpec } from './voices.ts';

/** Faces a mood may show; indices into the 18 weights are looked up by behaviour. */
export type MoodFace = 'happy' | 'relaxed' | 'surprised' | 'sad' | 'angry';

/** Limits of one mind; reaching one forgets the oldest. */
export const MIND_LIMITS = { metMax: 64, repliesMax: 4, perceptsMax: 256, linesMax: 12 } as const;

/** What the senses tell one performer in one tick. */
export interface Percept {
  readonly kind: 'near' | 'said' | 'gesture' | 'bumped' | 'speaks' | 'shown';
  /** Slot of the performer who perceives. */
  readonly performer: number;
  /** Slot and wire id of the human perceived. */
  readonly other: number;
  readonly otherNetId: number;
  /** What was said ('said') or the gesture's name ('gesture'). */
  readonly text: string;
  readonly locale: 'en' | 'ko';
  /** How fast they came at one another ('bumped'), m/s; else 0. */
  readonly speedMps: number;
  /** True when this performer is the one spoken to (or nearest), so that one answers and the others only look. */
  readonly addressed: boolean;
  /** What the words or the gesture are about: what is pointed or looked at then. */
  readonly about?: Thing;
  /** Mood of the other as it seems, when there are signs of it. */
  readonly mood?: GuestMood;
  /** What was held out ('shown', and what was held out last when somebody speaks). */
  readonly shown?: Shown;
  /** Why this is believed. */
  readonly evidence?: readonly Evidence[];
}

/** A line decided but not yet spoken: people take a moment. */
export interface PendingReply {
  dueTick: number;
  toNetId: number;
  text: string;
  locale: 'en' | 'ko';
  face: MoodFace;
  /** Name of an action, or ''. */
  action: string;
  walk: '' | 'toGuest' | 'toGallery';
  /** Which brain made it. */
  brain: string;
}

/** A question that a brain outside is at. */
export interface Thinking {
  readonly id: number;
  readonly guestNetId: number;
  readonly sinceTick: number;
  /** What is said when nothing comes back. */
  readonly fallback: PendingReply;
  filled: boolean;
  sentences: number;
  tools: number;
}

/** What a performer wants this tick; behaviour turns it into body. */
export interface Intent {
  /** Wire id of the human looked at, 0: nobody in particular. */
  gazeNetId: number;
  /** Wire id of the human turned to, 0: nobody. */
  faceNetId: number;
  /** Spot walked to (index into World.spots), -1: none. */
  spot: number;
  /** Seat sat upon (index into World.seats), -1: none; before any spot. */
  seat: number;
  /** Place walked to (m, heading on arrival, pace when another than usual), before any spot. */
  place: { x: number; z: number; yaw: number; mps?: number } | undefined;
  /** Wire id of the human walked to, 0: nobody. */
  walkNetId: number;
  /** Action to start, '' for none; taken by behaviour. */
  action: string;
  /** Fall silent at once: somebody else speaks; taken by behaviour. */
  hush: boolean;
  /** Line to say now; taken by behaviour, which notes since when it waits for its voice. */
  say: { text: string; locale: 'en' | 'ko'; toNetId: number; brain?: string; sinceTick?: number } | undefined;
  face: MoodFace;
}

/** Speech being performed: mouth and hands follow its words until it ends. */
export interface SpeechTrack {
  text: string;
  startTick: number;
  endTick: number;
  /** Mouth shapes and words with the times of the voice, or estimated. */
  visemes: VisemeTrack;
  words: readonly WordMark[];
}

/** Talking gestures still to come: key poses in the order in which they begin, and raised brows. */
export interface TalkTrack {
  keys: StrokeKey[];
  brows: { fromTick: number; toTick: number; weight: number }[];
  /** Stroke of the plan that is left out, e.g. because the hands were needed elsewhere when it began; -1: none. */
  skipped: number;
}

/** The inner state of one performer. Plain data, so that it can be hashed, saved and replayed. */
export interface Mind {
  readonly personaId: string;
  /** State of this mind's own dice (mulberry32). */
  dice: number;
  attendNetId: number;
  attendUntilTick: number;
  met: { netId: number; tick: number; lastLine: string }[];
  replies: PendingReply[];
  thinking: Thinking | undefined;
  /** What was said to it and by it, oldest first. */
  lines: { netId: number; who: string; own: boolean; text: string }[];
  /** What it remembers of guests who are here. */
  memories: (Memory & { netId: number })[];
  /** Until when the present ambient activity lasts, and where it is. */
  activityUntilTick: number;
  activitySpot: number;
  /** Tick in which it last sat down or began to stand up. */
  seatTick: number;
  /** Tick in which it set out for a seat. */
  seatTryTick: number;
  /** Place that is to be looked at, until a tick. */
  look: { x: number; y: number; z: number; untilTick: number };
  /** Ambient gaze target and when it changes. */
  glance: { x: number; y: number; z: number; untilTick: number };
  intent: Intent;
  speech: SpeechTrack;
  /** How much of what is said shows in the hands, 0..1, and which hand leads. */
  expressiveness: number;
  dominant: 'left' | 'right';
  /** How it sounds. */
  voice: VoiceSpec;
  talk: TalkTrack;
  /** What a creator's prompt has it do; its own walking and looking wait until that is done. */
  directed: DirectedMotion | undefined;
}

/** People whose persona says nothing of it differ in how much they talk with their hands. */
const EXPRESSIVE = { least: 0.25, spread: 0.55 } as const;

/** A mind that has just woken up. */
export function createMind(personaId: string, seed: number): Mind {
  return {
    personaId,
    dice: seed >>> 0,
    attendNetId: 0,
    attendUntilTick: -1,
    met: [],
    replies: [],
    thinking: undefined,
    lines: [],
    memories: [],
    activityUntilTick: 0,
    activitySpot: -1,
    seatTick: -1000,
    seatTryTick: 0,
    look: { x: 0, y: 0, z: 0, untilTick: -1 },
    glance: { x: 0, y: 1.5, z: 0, untilTick: -1 },
    intent: {
      gazeNetId: 0,
      faceNetId: 0,
      spot: -1,
      seat: -1,
      place: undefined,
      walkNetId: 0,
      action: '',
      hush: false,
      say: undefined,
      face: 'relaxed',
    },
    speech: { text: '', startTick: -1, endTick: -1, visemes: [], words: [] },
    voice: VOICE_DEFAULTS,
    expressiveness: EXPRESSIVE.least + (hashSeed(seed, 5) / 2 ** 32) * EXPRESSIVE.spread,
    dominant: hashSeed(seed, 6) % 10 === 0 ? 'left' : 'right',
    talk: { keys: [], brows: [], skipped: -1 },
    directed: undefined,
  };
}

/** One draw in [0, 1) from a mind's own dice (mulberry32, Tommy Ettinger, public domain). */
export function drawOf(mind: Mind): number {
  mind.dice = (mind.dice + 0x6d2b79f5) >>> 0;
  let t = mind.dice;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
