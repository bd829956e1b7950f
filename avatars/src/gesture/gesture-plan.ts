import type { GestureHand, GestureKind } from './stroke-shapes.ts';

/** Moods that colour gestures: the faces a performer may put on. */
export type GestureMood = 'happy' | 'relaxed' | 'surprised' | 'sad' | 'angry';

/** One gesture with its BML 1.0 sync points, s from the start of the line. */
export interface GestureStroke {
  readonly kind: GestureKind;
  readonly hand: GestureHand;
  /** Index of the word whose accent the stroke falls on. */
  readonly word: number;
  readonly strength: number;
  readonly startS: number;
  readonly readyS: number;
  readonly strokeStartS: number;
  readonly strokeS: number;
  readonly strokeEndS: number;
  readonly relaxS: number;
  readonly endS: number;
  /** True when the next stroke begins from here: the hands do not go back to rest. */
  readonly chained: boolean;
  /** 1: as authored. */
  readonly amplitude: number;
  readonly seed: number;
}

/** A movement of the head, s and rad; the peak of the first swing is at `atS`. */
export interface HeadMove {
  readonly kind: 'nod' | 'shake' | 'tilt';
  readonly word: number;
  readonly atS: number;
  readonly sizeRad: number;
}

/** Raised brows, s and weight 0..1. */
export interface BrowRaise {
  readonly word: number;
  readonly fromS: number;
  readonly toS: number;
  readonly weight: number;
}

/** What hands, head and brows do through one line. */
export interface GesturePlan {
  readonly strokes: readonly GestureStroke[];
  readonly head: readonly HeadMove[];
  readonly brows: readonly BrowRaise[];
}

/** Who speaks, and in what state. */
export interface GestureOptions {
  readonly seed: number;
  /** 0: hands at rest .. 1: lively; sets how often and how large. */
  readonly expressiveness: number;
  readonly mood: GestureMood;
  readonly dominant: 'left' | 'right';
  /** Hands that hold something. */
  readonly leftBusy?: boolean;
  readonly rightBusy?: boolean;
  /** People who walk gesture less. */
  readonly walking?: boolean;
}
