// What a way of walking looks like, in numbers: posture, tempo and amplitude of a body on a straight walk.
import { wrapAngle } from '@troupe/avatars/maths';
import type { BodyProportions } from '@troupe/avatars/motion';
import { forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import type { MotionRun } from './motion-metrics.ts';

/** Angles in degrees, forward positive; lengths in cm. */
export interface StyleMeasures {
  readonly speedMps: number;
  readonly stepsPerMin: number;
  readonly stepCm: number;
  /** Distance of the feet across the way, and how high toes swing. */
  readonly widthCm: number;
  readonly liftCm: number;
  /** Hips to neck against upright; face against level, down positive. */
  readonly trunkDeg: number;
  readonly headDeg: number;
  /** Swing of the upper arm from end to end, mean flexion of the elbow, and turn of shoulders against hips. */
  readonly armSwingDeg: number;
  readonly elbowDeg: number;
  readonly twistDeg: number;
  readonly hipsCm: number;
  readonly kneeDeg: number;
  /** Hips from side to side. */
  readonly swayCm: number;
}

/** Straight walking counts from this speed of the capsule on, m/s, and below this turn, rad/s. */
const WALKS = { speedMps: 0.25, turnRadps: 0.1, warmS: 3 } as const;
const DEG = 180 / Math.PI;
const SIDES = ['left', 'right'] as const;

/** Means over everybody who walks straight on in a run. @throws Error when nobody does */
export function measureStyle(run: MotionRun, body: BodyProportions): StyleMeasures {
  const people = Array.from({ length: run.people }, (_, n) => measurePerson(run, n, body)).filter(
    (one) => one !== undefined,
  );
  if (people.length === 0) throw new Error('style measures: nobody walks straight on in this run');
  const keys = Object.keys(people[0]) as (keyof StyleMeasures)[];
  const means = keys.map((key) => [key, people.reduce((sum, one) => sum + one[key], 0) / people.length]);
  return Object.fromEntries(means) as StyleMeasures;
}

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
/** From end to end of a swing that is much like a sine. */
function swing(values: readonly number[]): number {
  const middle = mean(values);
  return 2 * Math.SQRT2 * Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

type Note = (name: string, value: number) => void;

function measurePerson(run: MotionRun, n: number, body: BodyProportions): StyleMeasures | undefined {
  const offsets = Float64Array.from(body.restOffsets);
  const p = new Float64Array(JOINT_COUNT * 3);
  const r = new Float64Array(JOINT_COUNT * 4);
  const series: Record<string, number[]> = {};
  const note: Note = (name, value) => {
    series[name] ??= [];
    series[name].push(value);
  };
  let steps = 0;
  let lift = 0;
  for (let tick = WALKS.warmS * 20; tick < run.ticks; tick++) {
    const i = tick * run.people + n;
    if (run.capsule[i * 4 + 3] < WALKS.speedMps || Math.abs(run.turn[i]) > WALKS.turnRadps) continue;
    forwardKinematics(p, r, run.hips, i * 3, run.joints, i * JOINT_COUNT * 4, offsets);
    note('speed', run.capsule[i * 4 + 3]);
    noteBody(note, p, r, run.capsule[i * 4 + 2], run.root.subarray(i * 3, i * 3 + 2));
    const rising = run.contacts[i] & ~run.contacts[i - run.people];
    steps += (rising & 1) + (rising >> 1);
    lift = Math.max(lift, p[JOINT_INDEX.leftToes * 3 + 1], p[JOINT_INDEX.rightToes * 3 + 1]);
    if (rising === 0) continue;
    note('lift', lift * 100);
    lift = 0;
  }
  const seconds = (series.speed?.length ?? 0) / 20;
  if (seconds < 3 || steps < 4) return undefined;
  const speedMps = mean(series.speed);
  return {
    speedMps,
    stepsPerMin: (steps / seconds) * 60,
    stepCm: ((speedMps * seconds) / steps) * 100,
    widthCm: mean(series.width),
    liftCm: mean(series.lift.slice(1)),
    trunkDeg: mean(series.trunk),
    headDeg: mean(series.head),
    armSwingDeg: (swing(series.leftArm) + swing(series.rightArm)) / 2,
    elbowDeg: mean(series.elbow),
    twistDeg: swing(series.twist),
    hipsCm: mean(series.hips),
    kneeDeg: mean(series.knee),
    swayCm: swing(series.sway),
  };
}

/** Notes angles and places of one body, whose joints are placed, against its heading (rad) and root (x, z). */
function noteBody(note: Note, p: Float64Array, r: Float64Array, yaw: number, root: ArrayLike<number>): void {
  const j = JOINT_INDEX;
  const [sin, cos] = [Math.sin(yaw), Math.cos(yaw)];
  const ahead = (a: number, b: number): number =>
    sin * (p[a * 3] - p[b * 3]) + cos * (p[a * 3 + 2] - p[b * 3 + 2]);
  const aside = (a: number, b: number): number =>
    cos * (p[a * 3] - p[b * 3]) - sin * (p[a * 3 + 2] - p[b * 3 + 2]);
  const up = (a: number, b: number): number => p[a * 3 + 1] - p[b * 3 + 1];
  const across = (a: number, b: number): number => Math.atan2(-ahead(a, b), aside(a, b));
  note('trunk', Math.atan2(ahead(j.neck, j.hips), up(j.neck, j.hips)) * DEG);
  const [qx, qy, qz, qw] = r.subarray(j.head * 4, j.head * 4 + 4);
  note('head', -Math.asin(2 * (qy * qz - qw * qx)) * DEG);
  note('hips', p[1] * 100);
  note('width', Math.abs(aside(j.leftFoot, j.rightFoot)) * 100);
  note('sway', (cos * (p[0] - root[0]) - sin * (p[2] - root[1])) * 100);
  const twist = across(j.leftUpperArm, j.rightUpperArm) - across(j.leftUpperLeg, j.rightUpperLeg);
  note('twist', wrapAngle(twist) * DEG);
  for (const side of SIDES) {
    const [upper, lower] = [j[`${side}UpperArm`], j[`${side}LowerArm`]];
    note(`${side}Arm`, Math.atan2(ahead(lower, upper), -up(lower, upper)) * DEG);
    note('elbow', angle(p, upper, lower, j[`${side}Hand`]));
    note('knee', angle(p, j[`${side}UpperLeg`], j[`${side}LowerLeg`], j[`${side}Foot`]));
  }
}

/** Flexion at b of the limb a-b-c, degrees. */
function angle(p: Float64Array, a: number, b: number, c: number): number {
  let [dot, first, second] = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    const u = p[b * 3 + k] - p[a * 3 + k];
    const v = p[c * 3 + k] - p[b * 3 + k];
    dot += u * v;
    first += u * u;
    second += v * v;
  }
  return Math.acos(Math.min(1, Math.max(-1, dot / Math.sqrt(first * second)))) * DEG;
}
