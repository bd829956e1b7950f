import { type Floats, quatFromColumns, quatMultiply, quatRotate } from '../maths/quat.ts';

/** Small vectors and quaternions by value: clips are read once, so clear comes before quick here. */
export type Vec = [number, number, number];
export type Quat = [number, number, number, number];

export const at3 = (a: Floats, i: number): Vec => [a[i * 3], a[i * 3 + 1], a[i * 3 + 2]];
export const at4 = (a: Floats, i: number): Quat => [a[i * 4], a[i * 4 + 1], a[i * 4 + 2], a[i * 4 + 3]];
export const add = (a: Vec, b: Vec): Vec => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vec, s: number): Vec => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vec): number => Math.hypot(a[0], a[1], a[2]);
/** a at length 1; zero stays zero. */
export const unit = (a: Vec): Vec => {
  const n = length(a);
  return n > 1e-12 ? scale(a, 1 / n) : [0, 0, 0];
};
/** The part of a that is square to unit n. */
export const square = (a: Vec, n: Vec): Vec => sub(a, scale(n, dot(a, n)));
export const mix = (a: Vec, b: Vec, t: number): Vec => add(scale(a, 1 - t), scale(b, t));

export const NO_TURN: Quat = [0, 0, 0, 1];
export const inverse = (q: Quat): Quat => [-q[0], -q[1], -q[2], q[3]];
export function multiply(...turns: Quat[]): Quat {
  const out: Quat = [0, 0, 0, 1];
  for (const turn of turns) quatMultiply(out, 0, out, 0, turn, 0);
  return out;
}
export function rotate(q: Quat, v: Vec): Vec {
  const out: Vec = [0, 0, 0];
  quatRotate(out, 0, q, 0, v, 0);
  return out;
}

/** Rotation whose +X is `x` and whose +Y is as near `y` as may be; undefined when they tell none. */
export function turnOfAxes(x: Vec, y: Vec): Quat | undefined {
  const out: Quat = [0, 0, 0, 1];
  return quatFromColumns(out, 0, [...unit(x), ...unit(y)], 0) ? out : undefined;
}

/** Angle between two directions, rad. */
export function angleBetween(a: Vec, b: Vec): number {
  return Math.acos(Math.min(1, Math.max(-1, dot(unit(a), unit(b)))));
}

/** Weighted mean of rotations that lie near one another. */
export function meanTurn(turns: readonly Quat[], weights: readonly number[]): Quat | undefined {
  const sum: Quat = [0, 0, 0, 0];
  // The heaviest tells which half sphere is meant: q and -q are one rotation.
  const first = turns[weights.indexOf(Math.max(...weights))];
  turns.forEach((q, i) => {
    const along = q[0] * first[0] + q[1] * first[1] + q[2] * first[2] + q[3] * first[3];
    const w = along < 0 ? -weights[i] : weights[i];
    for (let k = 0; k < 4; k++) sum[k] += q[k] * w;
  });
  const n = Math.hypot(...sum);
  return n > 1e-6 ? (sum.map((x) => x / n) as Quat) : undefined;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1];
}
