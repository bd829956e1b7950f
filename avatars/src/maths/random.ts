/**
 * Seeded random numbers (mulberry32, Tommy Ettinger, public domain): small state, good enough for motion and variety,
 * the same on every machine.
 */

/** Next state of a mulberry32 stream. */
export function nextRandomState(state: number): number {
  return (state + 0x6d2b79f5) >>> 0;
}

/** The draw in [0, 1) that belongs to a state. */
export function randomOfState(state: number): number {
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

/** A generator of draws in [0, 1). For set-up and tests; inside a tick keep the state in an array instead. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = nextRandomState(state);
    return randomOfState(state);
  };
}

/** Mixes integers into one well-spread 32-bit seed. */
export function hashSeed(a: number, b: number, c = 0): number {
  let h =
    Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}
