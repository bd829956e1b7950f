import type { Modality, SenseData, SenseEvent } from '@troupe/client-sdk/protocol';
import type { PictureSight } from './picture-sight.ts';

/** What was seen in a picture that somebody holds out, by its key. */
export interface LookedAt {
  readonly key: string;
  readonly sight: PictureSight;
}

/** A thing on stage that somebody looks at or points at: a spot's thing (painting, mark), a prop or a human. */
export interface Thing {
  readonly kind: 'painting' | 'mark' | 'human' | 'prop';
  /** Id of the painting, mark or prop; '' for a human. */
  readonly id: string;
  /** Wire id of the human; 0 for a thing. */
  readonly netId: number;
}

/** Something that may be meant, and how likely it is beside the others, 0..1. */
export interface Likely {
  readonly thing: Thing;
  readonly conf: number;
}

/** A look or a pointing hand that stayed at one thing. */
export interface Look extends Likely {
  readonly sinceTick: number;
  readonly tick: number;
  /** What a ray passes nearly as near: kept, since words may tell them apart. */
  readonly others: readonly Likely[];
}

/** Whom somebody talked with, and when that was last. */
export interface TalkedWith {
  readonly netId: number;
  readonly tick: number;
}

/** One reason for what is believed: which sense, how sure, and how long ago (ticks). */
export interface Evidence {
  readonly m:
    | Modality
    | 'name'
    | 'place'
    | 'floor'
    | 'facing'
    | 'formation'
    | 'answer'
    | 'words'
    | 'hint'
    | 'topic';
  readonly conf: number;
  readonly agoTicks: number;
}

/** What one sense says of somebody's mood. Valence and arousal -1..1, with its standard deviation. */
export interface MoodSign {
  readonly m: Modality;
  readonly valence: number;
  readonly arousal: number;
  readonly sd: number;
  readonly tick: number;
}

/**
 * Mood of a guest as it seems: the signs weighed by how sure they are. Signs that contradict one another are not
 * averaged away: `conflict` says so and the doubt stays large.
 */
export interface GuestMood {
  readonly valence: number;
  readonly arousal: number;
  readonly sd: number;
  readonly conflict: boolean;
  readonly signs: readonly MoodSign[];
}

/** Mood of all guests together. `telling` of them show one; `split`: there are two moods rather than one. */
export interface CrowdMood {
  readonly guests: number;
  readonly telling: number;
  readonly valence: number;
  readonly arousal: number;
  /** Standard deviation of valence among them. */
  readonly spread: number;
  readonly split: boolean;
}

export const NO_CROWD: CrowdMood = { guests: 0, telling: 0, valence: 0, arousal: 0, spread: 0, split: false };

/** What a guest held out last. */
export type Shown =
  | { readonly kind: 'table'; readonly table: Extract<SenseData['table'], { table: unknown }>['table'] }
  | { readonly kind: 'graph'; readonly graph: Extract<SenseData['table'], { graph: unknown }>['graph'] }
  | {
      readonly kind: 'picture';
      /** Where its bytes are kept outside the world. */
      readonly key: string;
      readonly mime: string;
      readonly width: number;
      readonly height: number;
      /** What our own models saw in it, when they have looked. */
      readonly sight?: PictureSight;
    };

/** A measure of a body, its slow mean of this visit, and when it was last told; tick -1: not known. */
export interface Vital {
  readonly value: number;
  readonly usual: number;
  readonly tick: number;
}

/** What the senses hold of one guest, by slot. Plain data: hashed and replayed; nothing here outlives the visit. */
export interface GuestSense {
  /** Looks of the last moments, oldest first, and the newest pointing hand. */
  looks: Look[];
  point: Look | undefined;
  /** To whom it spoke last, who spoke to it last, and what they talked about last. */
  spokeTo: TalkedWith | undefined;
  spokenBy: TalkedWith | undefined;
  topic: { thing: Thing; tick: number } | undefined;
  /** Since when it speaks, and when that was last heard; -1: it does not. */
  speaksSinceTick: number;
  speaksTick: number;
  /** Newest sign of mood of each sense. */
  signs: MoodSign[];
  /** Heart beats a minute. */
  heart: Vital;
  /** Skin conductance (microsiemens) and breaths a minute. */
  skin: Vital;
  breath: Vital;
  /** Level of its voice, 0..1 (RMS). */
  level: Vital;
  celsius: number;
  /** When a hand was last seen raised, -1: never. */
  handTick: number;
  shown: { what: Shown; tick: number } | undefined;
}

export function createGuestSense(): GuestSense {
  return {
    looks: [],
    point: undefined,
    spokeTo: undefined,
    spokenBy: undefined,
    topic: undefined,
    speaksSinceTick: -1,
    speaksTick: -1,
    signs: [],
    heart: { value: 0, usual: 0, tick: -1 },
    skin: { value: 0, usual: 0, tick: -1 },
    breath: { value: 0, usual: 0, tick: -1 },
    level: { value: 0, usual: 0, tick: -1 },
    celsius: Number.NaN,
    handTick: -1,
    shown: undefined,
  };
}

/** An event as it enters the world: pictures by their key, without their bytes. */
export type SensedEvent = Exclude<SenseEvent, { m: 'image' | 'video' }> | SensedPicture;

export interface SensedPicture extends Omit<SenseEvent<'image'>, 'm' | 'data'> {
  readonly m: 'image' | 'video';
  readonly data: {
    readonly key: string;
    readonly mime: string;
    readonly width: number;
    readonly height: number;
  };
}

/** Sense events taken in one tick; surplus is counted and dropped. */
export const SENSED_LIMITS = { eventsMax: 512, lookedMax: 64, signsMax: 8, looksMax: 8 } as const;
