/** Longest that one hand or task may take before it is given up, ticks. */
export const HAND_TASK_LIMITS = { approachTicks: 20 * 15, reachTicks: 36, giveTicks: 20 * 8 } as const;

/**
 * What one human is doing with its hands, step by step. Plain data by slot, for performers and guests alike:
 * point: at (x, y, z) until a tick. paint: a brush goes over a canvas, now at (x, y, z). goFor: walks to a prop; lift: hands on it. carry: holds it. bring: walks to
 * `toNetId` to hand it over, who awaits it; give: holds it out; take: reaches for what another holds out. lower: puts it down.
 */
export interface HandTask {
  kind:
    | 'none'
    | 'point'
    | 'paint'
    | 'goFor'
    | 'lift'
    | 'carry'
    | 'bring'
    | 'await'
    | 'give'
    | 'take'
    | 'lower';
  /** Index of the prop, -1: none. */
  prop: number;
  /** Wire id of the other human, 0: none. */
  toNetId: number;
  /** Hands used: bit 0 left, bit 1 right. */
  hands: number;
  sinceTick: number;
  untilTick: number;
  x: number;
  y: number;
  z: number;
}

/** A human with nothing in hand. */
export function createHandTask(): HandTask {
  return { kind: 'none', prop: -1, toNetId: 0, hands: 0, sinceTick: 0, untilTick: 0, x: 0, y: 0, z: 0 };
}
