/** Parts that wait to be painted; several threads take from one queue. */
import type { PaintedTexture } from './paint-part.ts';
import type { PaintPlan } from './paint-plan.ts';

/** A queue as it passes between threads. */
export interface PaintQueue {
  /** Numbers of parts, those that take longest first. */
  readonly order: readonly number[];
  /** How many are taken; shared memory. */
  readonly taken: Int32Array;
}

/** Texture of a part, by its number. */
export type PaintedTextures = Map<number, PaintedTexture>;

/** A queue of all parts that have a plan. */
export function createQueue(plans: readonly (PaintPlan | undefined)[]): PaintQueue {
  const texels = (i: number) => plans[i]?.sizePx ?? 0;
  const careful = (i: number) => Number(plans[i]?.offColour !== undefined);
  const order = plans.flatMap((plan, i) => (plan ? [i] : []));
  order.sort((a, b) => texels(b) - texels(a) || careful(b) - careful(a));
  return { order, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** Takes the next part for the thread that asks; undefined when all are taken. */
export const takePart = ({ order, taken }: PaintQueue): number | undefined => order[Atomics.add(taken, 0, 1)];
