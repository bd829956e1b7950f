// CONTRIBUTOR NOTES
// The long run is judged class by class, because one mean hides what is bad: standing still, turning on the spot, and
// walking in each mode. Jerk is told as it is, and over that of the very rows played (decoded at 60 Hz). Sums only are kept, so that 64 people x 5 minutes need no more memory than one chunk.
import { wrapAngle } from '@troupe/avatars/maths';
import {
  type MotionRun,
  quantile,
  SHOWN,
  SHOWN_HZ,
  secondDifferenceMost,
  TOES,
  thirdDifference,
  WIDTH,
} from './motion-metrics.ts';

/** Below these the capsule stands, m/s and rad/s; above the second it turns on the spot. */
const STANDS = { speedMps: 0.1, turnRadps: 0.1 } as const;
/** Height of the canonical person's left and right toe joint at rest, m: lower is below the floor. */
const TOE_REST_M: readonly [number, number] = [0.02, 0.02];
const NEAR_JUMP_TICKS = 4;

/** Sums of one class; cm, m/s³ and degrees. */
export interface ClassSums {
  frames: number;
  jerk: number;
  ownJerk: number;
  skate: number;
  planted: number;
  rawSkate: number;
  rawPlanted: number;
  trajectory: number;
  heading: number;
  roots: number;
}

/** Everything the bench prints, summed over chunks of people. */
export interface QualitySums {
  readonly classes: Map<string, ClassSums>;
  readonly jumps: number[];
  readonly stopsCm: number[];
  /** Depth of toes below the floor, counted by tenths of a millimetre up to 10 cm. */
  readonly depth: Float64Array;
  nanFrames: number;
  jumpCount: number;
  personSeconds: number;
}

/** Nothing measured yet. */
export function createQualitySums(): QualitySums {
  return {
    classes: new Map(),
    jumps: [],
    stopsCm: [],
    depth: new Float64Array(1_001),
    nanFrames: 0,
    jumpCount: 0,
    personSeconds: 0,
  };
}

/** Jerk of rows as recorded (m/s³) and the 99th percentile of walking accelerations (m/s²). */
export interface RowReference {
  readonly jerk: ReadonlyMap<number, number>;
  readonly acceleration: number;
}

function classOf(sums: QualitySums, name: string): ClassSums {
  const found = sums.classes.get(name);
  if (found) return found;
  const made = {
    frames: 0,
    jerk: 0,
    ownJerk: 0,
    skate: 0,
    planted: 0,
    rawSkate: 0,
    rawPlanted: 0,
    trajectory: 0,
    heading: 0,
    roots: 0,
  };
  sums.classes.set(name, made);
  return made;
}

/** Class of person n at a tick: stand, turn (on the spot) or the mode it walks in. */
function className(run: MotionRun, i: number, n: number, modes: readonly string[]): string {
  if (run.capsule[i * 4 + 3] > STANDS.speedMps) return modes[run.mode[n]];
  return Math.abs(run.turn[i]) > STANDS.turnRadps ? 'turn' : 'stand';
}

/** Adds a run of some people, as a client shows it, to the sums; `toeRestM` is of the body they all have. */
export function addRun(
  sums: QualitySums,
  run: MotionRun,
  modes: readonly string[],
  { frames, positions }: { readonly frames: number; readonly positions: Float32Array },
  reference: RowReference,
  toeRestM = TOE_REST_M,
): void {
  for (let n = 0; n < run.people; n++) {
    addRoots(sums, run, n, modes);
    addFrames(sums, run, n, modes, frames, positions, reference, toeRestM);
    addRawSkate(sums, run, n, modes);
    addJumps(sums, run, n, frames, positions, reference.acceleration);
  }
  for (let frame = 0; frame < frames * run.people; frame++) {
    let sum = 0;
    for (let k = frame * WIDTH; k < (frame + 1) * WIDTH; k++) sum += positions[k];
    if (!Number.isFinite(sum)) sums.nanFrames += 1;
  }
  sums.personSeconds += (run.people * run.ticks) / 20;
}

function addRoots(sums: QualitySums, run: MotionRun, n: number, modes: readonly string[]): void {
  for (let tick = 0; tick < run.ticks; tick++) {
    const i = tick * run.people + n;
    const own = classOf(sums, className(run, i, n, modes));
    const dx = run.root[i * 3] - run.capsule[i * 4];
    own.trajectory += (dx * dx + (run.root[i * 3 + 1] - run.capsule[i * 4 + 1]) ** 2) * 1e4;
    own.heading += (Math.abs(wrapAngle(run.root[i * 3 + 2] - run.capsule[i * 4 + 2])) * 180) / Math.PI;
    own.roots += 1;
    const later = i + 20 * run.people;
    if (!run.arrived[i] || later >= run.ticks * run.people) continue;
    const x = run.root[later * 3] - run.goal[i * 2];
    sums.stopsCm.push(Math.hypot(x, run.root[later * 3 + 1] - run.goal[i * 2 + 1]) * 100);
  }
}

/** Jerk, sliding of locked toes and depth below the floor, as a client shows them. */
function addFrames(
  sums: QualitySums,
  run: MotionRun,
  n: number,
  modes: readonly string[],
  frames: number,
  positions: Float32Array,
  reference: RowReference,
  toeRestM: readonly [number, number],
): void {
  const stride = run.people * WIDTH;
  for (let frame = 3; frame < frames; frame++) {
    const i = Math.floor((frame - 1.5) / SHOWN) * run.people + n;
    const own = classOf(sums, className(run, i, n, modes));
    const recorded = reference.jerk.get(run.row[i]);
    if (recorded !== undefined) {
      own.frames += 1;
      own.jerk += thirdDifference(positions, frame, stride, n * WIDTH);
      own.ownJerk += recorded;
    }
    const before = run.contacts[Math.floor((frame - 1) / SHOWN) * run.people + n];
    const after = run.contacts[Math.min(run.ticks - 1, Math.ceil(frame / SHOWN)) * run.people + n];
    for (let s = 0; s < 2; s++) {
      const p = frame * stride + n * WIDTH + TOES[s] * 3;
      const depth = Math.max(0, toeRestM[s] - positions[p + 1]);
      sums.depth[Math.min(1_000, Math.round(depth * 1e4))] += 1;
      if (!(((before & after) >> s) & 1)) continue;
      const x = positions[p] - positions[p - stride];
      own.skate += Math.hypot(x, positions[p + 2] - positions[p + 2 - stride]) * SHOWN_HZ * 100;
      own.planted += 1;
    }
  }
}

/** Sliding of planted toes before the foot lock: mean speed of the toe over the ticks it is planted at both ends of. */
function addRawSkate(sums: QualitySums, run: MotionRun, n: number, modes: readonly string[]): void {
  for (let tick = 1; tick < run.ticks; tick++) {
    const i = tick * run.people + n;
    const b = i - run.people;
    const both = run.rawContacts[i] & run.rawContacts[b];
    const own = classOf(sums, className(run, i, n, modes));
    for (let s = 0; s < 2; s++) {
      if (!((both >> s) & 1)) continue;
      const x = run.rawToes[i * 4 + s * 2] - run.rawToes[b * 4 + s * 2];
      const z = run.rawToes[i * 4 + s * 2 + 1] - run.rawToes[b * 4 + s * 2 + 1];
      own.rawSkate += Math.hypot(x, z) * 20 * 100;
      own.rawPlanted += 1;
    }
  }
}

/** Greatest joint acceleration within 0.2 s of each jump over the 99th percentile of recorded walking. */
function addJumps(
  sums: QualitySums,
  run: MotionRun,
  n: number,
  frames: number,
  positions: Float32Array,
  acceleration: number,
): void {
  const stride = run.people * WIDTH;
  for (let tick = 1; tick < run.ticks - 5; tick++) {
    if (!run.jumped[tick * run.people + n]) continue;
    sums.jumpCount += 1;
    let most = 0;
    const from = Math.max(2, (tick - NEAR_JUMP_TICKS) * SHOWN);
    const to = Math.min(frames, (tick + NEAR_JUMP_TICKS) * SHOWN);
    for (let frame = from; frame < to; frame++) {
      most = Math.max(most, secondDifferenceMost(positions, frame, stride, n * WIDTH));
    }
    sums.jumps.push(most / acceleration);
  }
}

/** Figures of a class: RMS and mean root errors, jerk over recorded jerk, skate of planted toes before and after the lock. */
export function classFigures(own: ClassSums) {
  return {
    seconds: own.roots / 20,
    jerkOverRowsPlayed: own.jerk / own.ownJerk,
    jerkMps3: own.jerk / own.frames,
    trajectoryErrorCm: Math.sqrt(own.trajectory / own.roots),
    headingErrorDeg: own.heading / own.roots,
    skateCmPerS: own.rawSkate / own.rawPlanted,
    skateAfterIkCmPerS: own.skate / own.planted,
  };
}

/** Sums of several classes as one. */
export function joinClasses(sums: QualitySums, pick: (name: string) => boolean): ClassSums {
  const all = classOf(createQualitySums(), 'all');
  for (const [name, own] of sums.classes) {
    if (!pick(name)) continue;
    for (const key of Object.keys(all) as (keyof ClassSums)[]) all[key] += own[key];
  }
  return all;
}

/** A quantile of the depth below the floor, cm. */
export function depthCm(sums: QualitySums, q: number): number {
  const total = sums.depth.reduce((a, b) => a + b, 0);
  let seen = 0;
  for (let k = 0; k < sums.depth.length; k++) {
    seen += sums.depth[k];
    if (seen >= q * total) return k / 100;
  }
  return Number.NaN;
}

/** 50th and 95th percentile. */
export const spread = (values: readonly number[]) => ({
  p50: quantile([...values], 0.5),
  p95: quantile([...values], 0.95),
});
