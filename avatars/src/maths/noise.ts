/** Repeatable lattice noise; the same on every machine. */

/** A number in 0..1 that belongs to a lattice point. */
export function hash2(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 374761393) ^ Math.imul(y | 0, 668265263) ^ Math.imul(seed | 0, 974634777);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const fade = (t: number): number => t * t * (3 - 2 * t);

/** Smooth value noise in 0..1 that repeats every `period` lattice steps along both axes. */
export function tileNoise(x: number, y: number, period: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = fade(x - x0);
  const fy = fade(y - y0);
  const wrap = (n: number): number => ((n % period) + period) % period;
  const xa = wrap(x0);
  const xb = wrap(x0 + 1);
  const ya = wrap(y0);
  const yb = wrap(y0 + 1);
  const top = hash2(xa, ya, seed) + (hash2(xb, ya, seed) - hash2(xa, ya, seed)) * fx;
  const bottom = hash2(xa, yb, seed) + (hash2(xb, yb, seed) - hash2(xa, yb, seed)) * fx;
  return top + (bottom - top) * fy;
}

/** Sum of octaves of tileNoise over u, v in 0..1; still repeats at 1. */
export function tileFbm(
  u: number,
  v: number,
  options: { period: number; octaves: number; seed: number },
): number {
  let sum = 0;
  let weight = 0.5;
  let period = options.period;
  for (let i = 0; i < options.octaves; i++) {
    sum += weight * tileNoise(u * period, v * period, period, options.seed + i * 17);
    weight *= 0.5;
    period *= 2;
  }
  return sum / (1 - weight * 2);
}
