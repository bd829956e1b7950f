import { ARM_AT_REST } from '../motion/strokes.ts';
import type { GesturePlan, GestureStroke, HeadMove } from './gesture-plan.ts';
import { type StrokePoses, strokePoses } from './stroke-shapes.ts';

/** A key pose for one channel of motion/strokes.ts (0 left arm, 1 right arm, 2 head). */
export interface StrokeKey {
  readonly channel: 0 | 1 | 2;
  /** Tick from which the channel goes there, and tick at which it is there. */
  readonly fromTick: number;
  readonly atTick: number;
  readonly values: readonly number[];
  /** Fingers (name in HAND_SHAPES) of an arm. */
  readonly fingers: StrokePoses['fingers'];
  /** Index of the stroke in its plan, -1 for the head and the way back to rest; and how strong its word is. */
  readonly stroke: number;
  readonly strength: number;
}

/** A stroke phase takes this many ticks at least. */
const LEAST_STROKE_TICKS = 3;
/** An arm that is no longer needed goes down within this time, s. */
const OTHER_DOWN_S = 0.8;
const SETTLE_S = 0.22;
const NOD_S = { up: 0.18, down: 0.16, back: 0.3, shake: 0.2 } as const;

/** Turns a plan into key poses by channel, in the order in which they begin. */
export function keysOfPlan(plan: GesturePlan, startTick: number, tickHz: number): StrokeKey[] {
  const keys: StrokeKey[] = [];
  const tickOf = (s: number): number => startTick + Math.round(s * tickHz);
  for (const channel of [0, 1] as const) armKeys(plan.strokes, channel, tickOf, keys);
  for (const move of plan.head) headKeys(move, tickOf, keys);
  return keys
    .map((key, i) => ({ key, i }))
    .sort((a, b) => a.key.fromTick - b.key.fromTick || a.i - b.i)
    .map(({ key }) => key);
}

function armKeys(
  strokes: readonly GestureStroke[],
  channel: 0 | 1,
  tickOf: (s: number) => number,
  keys: StrokeKey[],
): void {
  const side = channel === 0 ? 'left' : 'right';
  let raised = false;
  strokes.forEach((stroke, index) => {
    const { hand, startS, strength } = stroke;
    const rest = (fromS: number, toS: number): void => {
      const fromTick = tickOf(fromS);
      const atTick = Math.max(fromTick + LEAST_STROKE_TICKS, tickOf(toS));
      keys.push({
        channel,
        fromTick,
        atTick,
        values: ARM_AT_REST,
        fingers: 'relaxed',
        stroke: -1,
        strength: 0,
      });
    };
    if (hand !== 'both' && hand !== side) {
      if (raised) rest(startS, startS + OTHER_DOWN_S);
      raised = false;
      return;
    }
    const second = hand === 'both' && side === 'left';
    const poses = strokePoses(stroke.kind, stroke.amplitude, stroke.seed, second);
    const strokeTick = tickOf(stroke.strokeS);
    const readyTick = Math.min(tickOf(stroke.readyS), strokeTick - LEAST_STROKE_TICKS);
    const startTick = Math.min(tickOf(startS), readyTick - LEAST_STROKE_TICKS);
    const settledTick = strokeTick + tickOf(SETTLE_S) - tickOf(0);
    const add = (fromTick: number, atTick: number, values: readonly number[]): void => {
      keys.push({ channel, fromTick, atTick, values, fingers: poses.fingers, stroke: index, strength });
    };
    add(startTick, readyTick, poses.ready);
    add(readyTick, strokeTick, poses.stroke);
    add(strokeTick, settledTick, poses.after);
    raised = stroke.chained;
    if (!stroke.chained) rest(Math.max(stroke.relaxS, stroke.strokeS + SETTLE_S), stroke.endS);
  });
}

function headKeys(move: HeadMove, tickOf: (s: number) => number, keys: StrokeKey[]): void {
  const { atS, sizeRad, kind } = move;
  const add = (fromS: number, toS: number, values: readonly number[]): void => {
    const fromTick = tickOf(fromS);
    keys.push({
      channel: 2,
      fromTick,
      atTick: Math.max(fromTick + 2, tickOf(toS)),
      values,
      fingers: 'relaxed',
      stroke: -1,
      strength: 0,
    });
  };
  if (kind === 'nod') {
    // A little up, down on the accent, back.
    add(atS - NOD_S.up - NOD_S.down, atS - NOD_S.down, [-sizeRad * 0.35, 0, 0]);
    add(atS - NOD_S.down, atS, [sizeRad, 0, 0]);
    add(atS, atS + NOD_S.back, [0, 0, 0]);
  } else if (kind === 'shake') {
    const t = NOD_S.shake;
    add(atS - t, atS, [0.02, sizeRad, 0]);
    add(atS, atS + t, [0.02, -sizeRad * 0.9, 0]);
    add(atS + t, atS + 2 * t, [0.01, sizeRad * 0.5, 0]);
    add(atS + 2 * t, atS + 3.5 * t, [0, 0, 0]);
  } else {
    add(atS - 0.3, atS + 0.1, [0, 0, sizeRad]);
    add(atS + 0.9, atS + 1.5, [0, 0, 0]);
  }
}
