import type { MotionStyle } from '@troupe/avatars/motion';
import type { RunningBlock } from './block.ts';
import { createHandTask, type HandTask } from './hand-task.ts';
import { createMemoryDesk, type MemoryDesk } from './memories.ts';
import type { Mind, Percept } from './mind.ts';
import type { ActionTimes, Performance, Progress } from './performance.ts';
import { type CrowdMood, type GuestSense, type LookedAt, NO_CROWD, type SensedEvent } from './sensed.ts';
import { createThoughtDesk, type ThoughtDesk } from './thoughts.ts';
import { createVoiceDesk, type VoiceDesk } from './voices.ts';
import type { WorkDesk } from './works.ts';

/** A place where a performer likes to be. */
export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly z: number;
  /** Heading on arrival, rad. */
  readonly yaw: number;
  readonly kind: 'mark' | 'painting';
  /** What is looked at from here (m). */
  readonly lookX: number;
  readonly lookY: number;
  readonly lookZ: number;
}

/** One thing that happened on stage and that every guest should learn, in the order it happened. */
export interface StageEvent {
  readonly kind: 'say' | 'gesture';
  readonly tick: number;
  /** Wire id of who did it. */
  readonly netId: number;
  /** Wire id of whom it was meant for, 0: everybody. */
  readonly toNetId: number;
  readonly text: string;
  readonly locale: 'en' | 'ko';
  /** How long it takes, in ticks. */
  readonly durationTicks: number;
  /** Which brain spoke: 'guest', the name of the brain, or 'show' for a line that was written. */
  readonly brain: string;
  /** Performance that it belongs to, 0: none; and key of its voice, '' when it has none. */
  readonly uid: number;
  readonly voice: string;
}

/** Limits of the talk of one stage in one tick; surplus is counted and dropped. */
export const SOCIAL_LIMITS = { saidMax: 256, eventsMax: 512 } as const;

/** What people say and want: the slow state of a stage beside the arrays of bodies. */
export interface Social {
  /** By slot; undefined for guests and free slots. */
  readonly minds: (Mind | undefined)[];
  /** By slot; a guest has one name in both languages. */
  readonly names: { en: string; ko: string }[];
  readonly locales: ('en' | 'ko')[];
  /** What everybody does with its hands, by slot. */
  readonly tasks: HandTask[];
  /**
   * What guests said and gestured in this tick; filled from the mailbox, emptied by the senses. `toSlot` is who must answer,
   * `toNetId` whom the guest's client says it is for.
   */
  readonly said: { slot: number; text: string; locale: 'en' | 'ko'; toSlot?: number; toNetId?: number }[];
  readonly gestured: { slot: number; action: string }[];
  /** What guests sensed in this tick; filled from the mailbox, emptied by the senses. */
  readonly sensed: { slot: number; event: SensedEvent }[];
  /** Mood of all guests together, as of the last second. */
  crowd: CrowdMood;
  /** Pictures that were looked at in this tick; filled from the mailbox, emptied by the senses. */
  readonly looked: LookedAt[];
  /** What the senses hold of each guest, by slot. */
  readonly guestSenses: (GuestSense | undefined)[];
  /** What the senses found in this tick. */
  readonly percepts: Percept[];
  /** What guests must be told; taken after the tick. */
  readonly events: StageEvent[];
  readonly spots: readonly Spot[];
  /** Names of the motion model's actions; the arrays hold index + 1. */
  readonly actionNames: readonly string[];
  /** Sync points of the actions, in the order of their names; empty when the model tells none. */
  readonly actionTimes: readonly ActionTimes[];
  /** What everybody is performing, in the order it began; what became of it in this tick; and the newest uid. */
  readonly performances: Performance[];
  readonly progress: Progress[];
  lastUid: number;
  /** Behaviour blocks going on. */
  readonly blocks: RunningBlock[];
  /** True for the actions that move the arms, in the same order; empty when the model tells none. */
  readonly actionArms: readonly boolean[];
  /** The model's styles; the arrays hold the index. */
  readonly styles: readonly MotionStyle[];
  /** What is to be kept and erased beyond the visit. */
  readonly memory: MemoryDesk;
  /** Questions to a brain outside. */
  readonly thoughts: ThoughtDesk;
  /** Voices of lines. */
  readonly voices: VoiceDesk;
  /** Paintings made here. */
  readonly works: WorkDesk;
  /** Counted drops. */
  droppedEvents: number;
}

/** An empty social state for a stage of `capacity` humans. */
export function createSocial(options: {
  capacity: number;
  spots: readonly Spot[];
  actionNames: readonly string[];
  actionTimes: readonly ActionTimes[];
  actionArms: readonly boolean[];
  styles: readonly MotionStyle[];
  works: WorkDesk;
}): Social {
  return {
    minds: new Array(options.capacity).fill(undefined),
    names: Array.from({ length: options.capacity }, () => ({ en: '', ko: '' })),
    locales: new Array(options.capacity).fill('en'),
    tasks: Array.from({ length: options.capacity }, createHandTask),
    said: [],
    gestured: [],
    sensed: [],
    looked: [],
    crowd: NO_CROWD,
    guestSenses: new Array(options.capacity).fill(undefined),
    percepts: [],
    events: [],
    spots: options.spots,
    actionNames: options.actionNames,
    actionTimes: options.actionTimes,
    performances: [],
    progress: [],
    lastUid: 0,
    blocks: [],
    actionArms: options.actionArms,
    styles: options.styles,
    memory: createMemoryDesk(options.capacity),
    thoughts: createThoughtDesk(),
    voices: createVoiceDesk(),
    works: options.works,
    droppedEvents: 0,
  };
}

/** Adds an event, or counts it as dropped when the tick is full. */
export function pushEvent(social: Social, event: StageEvent): void {
  if (social.events.length >= SOCIAL_LIMITS.eventsMax) social.droppedEvents += 1;
  else social.events.push(event);
}
