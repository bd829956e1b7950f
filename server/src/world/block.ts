import type { MoodFace } from './mind.ts';
import type { Moment, PartKind } from './performance.ts';
import type { SungNote } from './sung.ts';

/** One thing to do, and when: `at` is a moment of another part (`hi:w3+0.2s`), `sync` the own point that is to fall on it. */
export interface BlockPart {
  /** Unique within the block. */
  readonly id: string;
  readonly kind: PartKind;
  /** Words ('speech'), name of the action ('gesture') or of the clip ('clip'). */
  readonly text?: string;
  readonly locale?: 'en' | 'ko';
  /** Mood in which a line is said ('speech'); relaxed without. */
  readonly face?: MoodFace;
  /** What a line is sung on ('speech'). */
  readonly notes?: readonly SungNote[];
  /** Place looked at, pointed at or walked to, m; heading on arrival, rad. */
  readonly place?: { readonly x: number; readonly y?: number; readonly z: number; readonly yaw?: number };
  /** Wire id of the human it is for, looked at, pointed at or walked to. */
  readonly toNetId?: number;
  /** Seat to sit on (index). */
  readonly seat?: number;
  /** How long pointing, gaze, waiting or a clip that loops last, s. */
  readonly seconds?: number;
  /** Part of the clip that is played (s), times its own pace, whether it begins again at its end, and what of the body plays it. */
  readonly from?: number;
  readonly to?: number;
  readonly rate?: number;
  readonly loop?: boolean;
  readonly mask?: 'fullBody' | 'upperBody';
  /** Moment it waits for; without one the start of the block. */
  readonly at?: string;
  /** Own moment that is to come then; 'start' without. */
  readonly sync?: string;
}

/** What a performer is to do, part by part: the shape of a behaviour block (BML 1.0), as data. */
export interface BlockSpec {
  readonly id: string;
  readonly parts: readonly BlockPart[];
}

/** How far a part has come. Moments are in ticks of the stage. */
export interface PartState {
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Tick in which it is to start, once that is known; -1 before. */
  startTick: number;
  uid: number;
  moments: Moment[];
}

/** A block being performed. */
export interface RunningBlock {
  readonly spec: BlockSpec;
  readonly netId: number;
  beganTick: number;
  /** Start of each part in ticks from the block's, planned from what is known before; null: known only on the way. */
  plan: readonly (number | null)[];
  /** Tick since which it waits for the voices of its lines; -1 when it has begun. */
  askedTick: number;
  readonly parts: PartState[];
}

export const BLOCK_LIMITS = { blocksMax: 512, partsMax: 64, moveTicks: 20 * 60 } as const;
