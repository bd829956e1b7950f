/**
 * Critically damped springs told by half-life, exact for any step. After Daniel Holden, "Spring-It-On: The Game
 * Developer's Spring-Roll-Call" (theorangeduck.com, 2021), where the damping of a half-life is 4 ln2 / halfLife.
 */

/** Spring constants of one step: precompute once a tick, use for every value. */
export interface SpringStep {
  /** Half of the damping, 1/s. */
  readonly y: number;
  /** exp(-y dt). */
  readonly decay: number;
  readonly dtS: number;
}

/** Constants of a spring with this half-life over a step. A half-life of 0 arrives at once. */
export function springStep(halfLifeS: number, dtS: number): SpringStep {
  const y = (2 * Math.LN2) / Math.max(halfLifeS, 1e-5);
  return { y, decay: Math.exp(-y * dtS), dtS };
}

/** Moves `length` offsets x with velocities v towards zero, in place. */
export function decaySprings(
  x: Float32Array | Float64Array,
  v: Float32Array | Float64Array,
  start: number,
  length: number,
  step: SpringStep,
): void {
  const { y, decay, dtS } = step;
  for (let i = start, end = start + length; i < end; i++) {
    const j = v[i] + x[i] * y;
    x[i] = decay * (x[i] + j * dtS);
    v[i] = decay * (v[i] - j * y * dtS);
  }
}

/** Moves one value x[i] with velocity v[i] towards a goal, in place. */
export function followSpring(
  x: Float32Array | Float64Array,
  v: Float32Array | Float64Array,
  i: number,
  goal: number,
  step: SpringStep,
): void {
  const { y, decay, dtS } = step;
  const offset = x[i] - goal;
  const j = v[i] + offset * y;
  x[i] = goal + decay * (offset + j * dtS);
  v[i] = decay * (v[i] - j * y * dtS);
}

/** Share of a difference that is left after a step of plain exponential decay with a half-life. */
export function halfLifeDecay(halfLifeS: number, dtS: number): number {
  return 2 ** (-dtS / Math.max(halfLifeS, 1e-5));
}
