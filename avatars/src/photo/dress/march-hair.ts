import { smoothStep } from '../../maths/angle.ts';
import type { Drape } from './drape.ts';
import type { HeadField } from './head-field.ts';
import { unit, type Vector } from './vector.ts';

/** What a strand meets on its way. */
export interface Surroundings {
  readonly field: HeadField;
  readonly drape: Drape;
  readonly chinY: number;
  readonly heightM: number;
  /** How flat hair lies somewhere, 0..1: under a cap it does. */
  readonly flat: (x: number, y: number, z: number) => number;
}

/** A strand's swing to either side, m, the length of one wave, m, and where in it the strand begins, rad. */
export interface Wave {
  readonly swingM: number;
  readonly lengthM: number;
  readonly phase: number;
}

/** How one strand falls. */
export interface Fall {
  readonly at: Vector;
  /** Direction at the root. */
  readonly along: Vector;
  /** How far it lies off the head where it lies freely, m. */
  readonly liftM: number;
  /** Height at which it ends, m. */
  readonly endY: number;
  /** In front of the shoulders or behind; undefined: wherever it falls. */
  readonly before: boolean | undefined;
  /** Falls over the forehead: it may lie nearer to the middle there. */
  readonly overFace: number;
  /** How far from the middle it lies on the chest, m. */
  readonly asideM: number;
  /** Points before the brow all the way: a fringe. */
  readonly fringe: boolean;
  /** How it swings to and fro below the face. */
  readonly wave: Wave | undefined;
  /** How much its end turns inwards. */
  readonly curl: number;
}

const STEP_M = 0.006;
const STEPS_MOST = 220;
const GRAVITY = 0.16;
/** How much of the way back to the head's surface a step takes, and a step of a fringe; how far it slides off a ledge, m. */
const STICKS = 0.23;
const STICKS_FRINGE = 0.48;
const SLIDES_M = 0.009;
/** A strand is its full way off the head after so many metres. */
const RISE_M = 0.03;
const SKIN_M = 0.04;
/** Above the chin by this share of the head's height hair is let go: pulled to the surface further down it would wrap the throat. */
const LET_GO = 0.42;
/** Hair that hangs keeps so far from the middle of the face, and what falls over the forehead so much nearer, m. */
const TUCKED_M = 0.064;
const OVER_M = 0.03;
/** Strands that go before or behind the shoulders do so from this share of the head's height above the chin downwards. */
const TURNS = 0.4;

/** The way of a strand from its root to its end: points so many steps apart, x 3. */
export function fall(strand: Fall, around: Surroundings): number[] {
  const { field, chinY } = around;
  const { centre } = field;
  const path: number[] = [...strand.at];
  let x: Vector = strand.at;
  let d = strand.along;
  // The field is smooth, the skin at the root is not.
  const from = Math.hypot(x[0] - centre[0], x[1] - centre[1], x[2] - centre[2]);
  const skin = from - field.surfaceAt(...x);
  for (let i = 0; i < STEPS_MOST && x[1] > strand.endY; i++) {
    let next: Vector = [x[0] + d[0] * STEP_M, x[1] + d[1] * STEP_M, x[2] + d[2] * STEP_M];
    const q: Vector = [next[0] - centre[0], next[1] - centre[1], next[2] - centre[2]];
    const r = Math.hypot(...q) + 1e-9;
    const need =
      field.surfaceAt(...next) +
      skin * Math.exp((-(i + 1) * STEP_M) / SKIN_M) +
      strand.liftM * around.flat(...next) * (1 - Math.exp((-(i + 1) * STEP_M) / RISE_M));
    const held = next[1] > chinY + LET_GO * around.heightM;
    const stick = held ? (strand.fringe ? STICKS_FRINGE : STICKS) : 0;
    const to = r < need ? (next[1] > chinY - 0.01 ? need : r) : r + (need - r) * stick;
    next = [centre[0] + (q[0] / r) * to, centre[1] + (q[1] / r) * to, centre[2] + (q[2] / r) * to];
    next = offTheFace(next, strand, around);
    next = overTheShoulder(next, strand, around);
    d = turned(x, next, strand, around);
    x = next;
    path.push(...x);
  }
  return strand.wave ? waved(path, strand.wave, strand.before, around) : path;
}

/** Where a strand goes on: down, in front of the shoulder or behind it, and inwards where it curls. */
function turned(
  from: Vector,
  to: Vector,
  strand: Fall,
  { field, drape, chinY, heightM }: Surroundings,
): Vector {
  const d = unit([to[0] - from[0], to[1] - from[1], to[2] - from[2]]);
  const pull: Vector = [0, -1, 0];
  const q: Vector = [to[0] - field.centre[0], 0, to[2] - field.centre[2]];
  if (strand.before !== undefined && to[1] < chinY + TURNS * heightM) {
    const aim = aimOf(to, strand, drape) - field.centre[2];
    const off = aim - q[2];
    if (strand.before ? off > 0 : off < 0) pull[2] += Math.max(-1, Math.min(1, off * 16));
  }
  if (strand.before && to[1] < chinY) {
    pull[0] += Math.sign(to[0]) * Math.max(-0.5, Math.min(0.5, (strand.asideM - Math.abs(to[0])) * 12));
  }
  if (strand.curl > 0 && to[1] < chinY + 0.035 && !strand.fringe) {
    const u = unit(q);
    pull[0] -= u[0] * strand.curl * 2.2;
    pull[2] -= u[2] * strand.curl * 2.2;
  }
  return unit([
    d[0] * (1 - GRAVITY) + pull[0] * GRAVITY,
    d[1] * (1 - GRAVITY) + pull[1] * GRAVITY,
    d[2] * (1 - GRAVITY) + pull[2] * GRAVITY,
  ]);
}

/** So far below a strand it is looked what it will meet, m, and how far it keeps off that. */
const AHEAD_M = 0.07;
const OFF_M = 0.004;

/** The depth at which a strand passes neck and shoulder. */
function aimOf([x, y, z]: Vector, { before, liftM }: Fall, drape: Drape): number {
  const off = OFF_M + 0.5 * liftM;
  return before
    ? Math.max(z, drape.front(x, y - AHEAD_M) + off)
    : Math.min(z, drape.back(x, y - AHEAD_M) - off);
}

/** Hair that hangs is tucked to the sides: nothing but a fringe falls over eyes, mouth and throat. */
function offTheFace(p: Vector, strand: Fall, { field, chinY, heightM }: Surroundings): Vector {
  if (strand.fringe) return p;
  const ahead = smoothStep(field.centre[2] + 0.015, field.centre[2] + 0.05, p[2]);
  const from = 0.8 - 0.14 * strand.overFace;
  const below = smoothStep(chinY + from * heightM, chinY + (from - 0.15) * heightM, p[1]);
  const chest = smoothStep(chinY, chinY - 0.08, p[1]);
  const least = ahead * below * (TUCKED_M - OVER_M * Math.max(0.4 * strand.overFace, chest));
  const away = Math.abs(p[0]);
  if (away >= least) return p;
  return [Math.sign(p[0] || 1) * (away + (least - away) * 0.5), p[1], p[2]];
}

/** Out of the way of neck, chest and back. */
function overTheShoulder(p: Vector, strand: Fall, { drape, chinY }: Surroundings): Vector {
  if (p[1] > chinY - 0.005 || strand.before === undefined) return p;
  const off = OFF_M + 0.5 * strand.liftM;
  const z = strand.before
    ? Math.max(p[2], drape.front(p[0], p[1]) + off)
    : Math.min(p[2], drape.back(p[0], p[1]) - off);
  // A ledge is not jumped on at once: the strand slides over it.
  const step = Math.max(-SLIDES_M, Math.min(SLIDES_M, z - p[2]));
  return [p[0], p[1], p[2] + step];
}

/** Swings below the face, sideways before body and back, wider towards the tips. */
function waved(
  path: number[],
  { swingM, lengthM, phase }: Wave,
  before: boolean | undefined,
  { chinY, heightM }: Surroundings,
): number[] {
  const out = path.slice();
  let walked = 0;
  for (let i = 3; i < path.length; i += 3) {
    walked += Math.hypot(path[i] - path[i - 3], path[i + 1] - path[i - 2], path[i + 2] - path[i - 1]);
    const grown = smoothStep(chinY + 0.75 * heightM, chinY - 0.3 * heightM, path[i + 1]);
    const swing = swingM * grown * Math.sin(phase + (walked * 2 * Math.PI) / lengthM);
    out[i] += swing;
    out[i + 2] += (before ? 0.4 : -0.4) * Math.abs(swing);
  }
  return out;
}

/** A path with so many points, denser at its root where it bends most. */
export function resampled(path: readonly number[], rows: number): Float32Array {
  const count = path.length / 3;
  const walked = new Float64Array(count);
  for (let i = 1; i < count; i++) {
    const k = i * 3;
    walked[i] =
      walked[i - 1] + Math.hypot(path[k] - path[k - 3], path[k + 1] - path[k - 2], path[k + 2] - path[k - 1]);
  }
  const out = new Float32Array(rows * 3);
  let i = 0;
  for (let r = 0; r < rows; r++) {
    const at = (r / (rows - 1)) ** 1.2 * walked[count - 1];
    while (i + 2 < count && walked[i + 1] < at) i++;
    const span = walked[i + 1] - walked[i] || 1;
    const t = count > 1 ? Math.min(1, (at - walked[i]) / span) : 0;
    for (let k = 0; k < 3; k++) {
      const next = path[Math.min(count - 1, i + 1) * 3 + k];
      out[r * 3 + k] = path[i * 3 + k] * (1 - t) + next * t;
    }
  }
  return out;
}
