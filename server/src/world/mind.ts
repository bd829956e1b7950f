import type { VisemeTrack } from '@troupe/avatars/face';
import type { StrokeKey, WordMark } from '@troupe/avatars/gesture';
import { hashSeed } from '@troupe/avatars/maths';
import type { PaintPlan } from '@troupe/avatars/paint';
import type { Activity, Decision } from './decision.ts';
import type { DirectedMotion } from './direct-motion.ts';
import type { Memory } from './memories.ts';
import { createNeeds, type Mood, moodAtRest, type Needs, TRAITS_AVERAGE, type Traits } from './mood.ts';
import { createPersonalSpace, type PersonalSpace, type StepAside } from './personal-space.ts';
import type { Reflection } from './reflections.ts';
import type { Evidence, GuestMood, Likely, Shown, Thing } from './sensed.ts';
import { VOICE_DEFAULTS, type VoiceSpec } from './voices.ts';
import type { PaintAnswer } from './works.ts';

/** Faces a mood may show; indices into the 18 weights are looked up by behaviour. */
export type MoodFace = 'happy' | 'relaxed' | 'surprised' | 'sad' | 'angry';

/** Limits of one mind; reaching one forgets the oldest. */
export const MIND_LIMITS = { metMax: 64, repliesMax: 12, perceptsMax: 256, linesMax: 12 } as const;

/** What the senses tell one performer in one tick. */
export interface Percept {
  readonly kind: 'near' | 'said' | 'gesture' | 'bumped' | 'speaks' | 'shown' | 'touched';
  /** Slot of the performer who perceives. */
  readonly performer: number;
  /** Slot and wire id of the human perceived. */
  readonly other: number;
  readonly otherNetId: number;
  /** What was said ('said'), the gesture's name ('gesture') or the part that was touched ('touched'). */
  readonly text: string;
  readonly locale: 'en' | 'ko';
  /** How fast they came at one another ('bumped'), m/s; else 0. */
  readonly speedMps: number;
  /** How hard it was touched, N, when that is known. */
  readonly forceN?: number;
  /** True when this performer is the one spoken to (or nearest), so that one answers and the others only look. */
  readonly addressed: boolean;
  /** True when it was meant for everybody: one is `addressed` and answers, the others know. */
  readonly toAll?: boolean;
  /** True for words said under the breath. */
  readonly soft?: boolean;
  /** What the words or the gesture are about: what is pointed at, looked at, named or was talked of, best first. */
  readonly about?: Thing;
  /** What fits nearly as well: then it is not clear what is meant. */
  readonly rivals?: readonly Thing[];
  /** Everything that may be meant, with how likely it is; what contradicts is kept. */
  readonly likely?: readonly Likely[];
  /** Mood of the other as it seems, when there are signs of it. */
  readonly mood?: GuestMood;
  /** What was held out ('shown', and what was held out last when somebody speaks). */
  readonly shown?: Shown;
  /** Why this is believed. */
  readonly evidence?: readonly Evidence[];
}

/** A line decided but not yet spoken: people take a moment. */
export interface PendingReply {
  /** When it was decided: who has waited longest is answered first. */
  sinceTick?: number;
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
  /** Key of the picture that it welcomes before anything was seen in it: what is seen takes its place. */
  picture?: string;
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

/** A painting somebody is at: on the way to the easel, painting, or showing it. */
export interface PaintJob {
  readonly id: number;
  state: 'going' | 'painting' | 'showing';
  sinceTick: number;
  readonly plan: PaintPlan;
  /** Where it will hang. */
  readonly home: string;
  readonly forNetId: number;
  readonly locale: 'en' | 'ko';
  answer: PaintAnswer | undefined;
  /** True when it is to be worn as soon as it is done. */
  readonly wear: boolean;
  /** Wishes that wait for their turn. */
  readonly next: { prompt: string; forNetId: number; locale: 'en' | 'ko' }[];
}

/** One side of a talk between two performers. */
export interface Chat {
  readonly withNetId: number;
  /** True for who walked up: its are the first, third … line. */
  readonly first: boolean;
  readonly topic: number;
  /** Line that comes next. */
  next: number;
  readonly sinceTick: number;
  dueTick: number;
  readonly locale: 'en' | 'ko';
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
  /** A step aside that is taken, before any walk of its own. */
  step: StepAside | undefined;
  /** Lean away from somebody, as a change of velocity along x and z, m/s; taken by behaviour. */
  lean: { x: number; z: number } | undefined;
  /** Action to start, '' for none; taken by behaviour. */
  action: string;
  /** Nod once, as a listener does; taken by behaviour. */
  nod: boolean;
  /** Fall silent at once: somebody else speaks; taken by behaviour. */
  hush: boolean;
  /** Line to say now; taken by behaviour, which notes since when it waits for its voice. */
  say: { text: string; locale: 'en' | 'ko'; toNetId: number; brain?: string; sinceTick?: number } | undefined;
  face: MoodFace;
  /** Where the hand with the brush goes, m; undefined: no brush in hand. */
  brush: { x: number; y: number; z: number } | undefined;
}

/** Speech being performed: mouth and hands follow its words until it ends. */
export interface SpeechTrack {
  text: string;
  /** Wire id of whom it is for, 0: everybody. */
  toNetId: number;
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
  /** What it has come to think of guests who are here. */
  reflections: (Reflection & { netId: number })[];
  /** How much each guest has told since it was thought about; and which themes guests of today touched upon. */
  news: { netId: number; weight: number }[];
  touched: { netId: number; theme: string }[];
  /** What a brain outside is asked to think of a guest. */
  reflecting: { readonly id: number; readonly netId: number; readonly sinceTick: number } | undefined;
  /** When it nods next while somebody speaks to it; -1: nobody does. */
  nodTick: number;
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
  /** How much room it wants, and what it does about who is too near. */
  space: PersonalSpace;
  speech: SpeechTrack;
  /** How much of what is said shows in the hands, 0..1, and which hand leads. */
  expressiveness: number;
  dominant: 'left' | 'right';
  /** How it sounds. */
  voice: VoiceSpec;
  talk: TalkTrack;
  /** What a creator's prompt has it do; its own walking and looking wait until that is done. */
  directed: DirectedMotion | undefined;
  /** Personality, the mood it gives, how it feels now and what it lacks; `awake` once it has a personality. */
  traits: Traits;
  restMood: Mood;
  mood: Mood;
  needs: Needs;
  awake: boolean;
  /** True while its mood has the style of its motion. */
  moodStyle: boolean;
  /** What it is about. */
  activity: Activity;
  /** A talk with another performer. */
  chat: Chat | undefined;
  lastChatNetId: number;
  /** Why it did what it did, oldest first. */
  decisions: Decision[];
  lastDecision: number;
  /** True for who paints. */
  paints: boolean;
  /** What it paints, if it does. */
  painting: PaintJob | undefined;
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
    reflections: [],
    news: [],
    touched: [],
    reflecting: undefined,
    nodTick: -1,
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
      step: undefined,
      lean: undefined,
      action: '',
      nod: false,
      hush: false,
      say: undefined,
      face: 'relaxed',
      brush: undefined,
    },
    space: createPersonalSpace(),
    speech: { text: '', toNetId: 0, startTick: -1, endTick: -1, visemes: [], words: [] },
    voice: VOICE_DEFAULTS,
    expressiveness: EXPRESSIVE.least + (hashSeed(seed, 5) / 2 ** 32) * EXPRESSIVE.spread,
    dominant: hashSeed(seed, 6) % 10 === 0 ? 'left' : 'right',
    talk: { keys: [], brows: [], skipped: -1 },
    directed: undefined,
    traits: TRAITS_AVERAGE,
    restMood: moodAtRest(),
    mood: moodAtRest(),
    needs: createNeeds(),
    awake: false,
    moodStyle: false,
    activity: 'stay',
    chat: undefined,
    lastChatNetId: 0,
    decisions: [],
    lastDecision: 0,
    paints: false,
    painting: undefined,
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
