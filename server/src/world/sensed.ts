import type { Modality, SenseData, SenseEvent } from '@troupe/client-sdk/protocol';

/** A thing on stage that somebody looks at or points at: a spot's thing (painting, mark) or a human. */
export interface Thing {
  readonly kind: 'painting' | 'mark' | 'human';
  /** Id of the painting or mark; '' for a human. */
  readonly id: string;
  /** Wire id of the human; 0 for a thing. */
  readonly netId: number;
}

/** One reason for what is believed: which sense, how sure, and how long ago (ticks). */
export interface Evidence {
  readonly m: Modality | 'name' | 'place' | 'floor' | 'facing';
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
    };

/** What the senses hold of one guest, by slot. Plain data: hashed and replayed; nothing here outlives the visit. */
export interface GuestSense {
  gaze: { thing: Thing; sinceTick: number; tick: number; conf: number } | undefined;
  point: { thing: Thing; sinceTick: number; tick: number; conf: number } | undefined;
  /** Since when it speaks, and when that was last heard; -1: it does not. */
  speaksSinceTick: number;
  speaksTick: number;
  /** Newest sign of mood of each sense. */
  signs: MoodSign[];
  /** Heart rate, and its slow mean of this visit, a minute; 0: not known. */
  heart: { bpm: number; usual: number; tick: number };
  celsius: number;
  shown: { what: Shown; tick: number } | undefined;
}

export function createGuestSense(): GuestSense {
  return {
    gaze: undefined,
    point: undefined,
    speaksSinceTick: -1,
    speaksTick: -1,
    signs: [],
    heart: { bpm: 0, usual: 0, tick: -1 },
    celsius: Number.NaN,
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
export const SENSED_LIMITS = { eventsMax: 512, signsMax: 8 } as const;
