// How well the motion engine does its work, closed loop: the metrics of the proof, so that figures can be compared.
// Poses are taken as a client shows them: 20 Hz frames interpolated cubically to 60 Hz.

import {
  catmullRom,
  quatFromColumns,
  quatFromYaw,
  quatMultiply,
  quatNormalize,
  quatRotate,
  wrapAngle,
} from '@troupe/avatars/maths';
import { CODE, canonicalBody, type MotionModel, POSE_VALUES, writeCode } from '@troupe/avatars/motion';
import {
  BODY_JOINT_COUNT,
  EVALUATION_ORDER,
  JOINT_COUNT,
  JOINT_INDEX,
  placeJoints,
} from '@troupe/avatars/skeleton';
import type { LocalMotion } from '@troupe/server/motion';
import type { Crowd } from './motion-crowd.ts';

const BODY = Int32Array.from(EVALUATION_ORDER.filter((joint) => joint < BODY_JOINT_COUNT));
export const WIDTH = BODY_JOINT_COUNT * 3;
export const TOES = [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes];
const KNEES = [JOINT_INDEX.leftLowerLeg, JOINT_INDEX.rightLowerLeg];
/** Frames a client shows for each it gets. */
export const SHOWN = 3;
export const SHOWN_HZ = 60;

/** Everything a closed-loop run left behind; ticks x people x width. */
export interface MotionRun {
  readonly ticks: number;
  readonly people: number;
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  readonly contacts: Uint8Array;
  readonly root: Float64Array;
  readonly capsule: Float64Array;
  readonly row: Int32Array;
  readonly jumped: Uint8Array;
  readonly arrived: Uint8Array;
  readonly goal: Float32Array;
  /** Toes before the foot lock, left x z, right x z; which of them the row has planted. */
  readonly rawToes: Float32Array;
  readonly rawContacts: Uint8Array;
  /** Yaw rate of the capsule, rad/s. */
  readonly turn: Float32Array;
  /** Mode of each person; people. */
  readonly mode: Uint8Array;
}

/** Runs a crowd through the engine and records it. */
export async function runCrowd(motion: LocalMotion, crowd: Crowd, ticks: number): Promise<MotionRun> {
  const { people, controls } = crowd;
  const frame = motion.createFrame();
  const { state } = motion.engine;
  const run: MotionRun = {
    ticks,
    people,
    hips: new Float32Array(ticks * people * 3),
    joints: new Float32Array(ticks * people * JOINT_COUNT * 4),
    contacts: new Uint8Array(ticks * people),
    root: new Float64Array(ticks * people * 3),
    capsule: new Float64Array(ticks * people * 4),
    row: new Int32Array(ticks * people),
    jumped: new Uint8Array(ticks * people),
    arrived: new Uint8Array(ticks * people),
    goal: new Float32Array(ticks * people * 2),
    rawToes: new Float32Array(ticks * people * 4),
    rawContacts: new Uint8Array(ticks * people),
    turn: new Float32Array(ticks * people),
    mode: controls.style.slice(0, people),
  };
  for (let tick = 0; tick < ticks; tick++) {
    crowd.step();
    await motion.step(controls, people, tick, frame);
    run.hips.set(frame.hips.subarray(0, people * 3), tick * people * 3);
    run.joints.set(frame.joints.subarray(0, people * JOINT_COUNT * 4), tick * people * JOINT_COUNT * 4);
    run.contacts.set(frame.contacts.subarray(0, people), tick * people);
    run.root.set(state.root.subarray(0, people * 3), tick * people * 3);
    run.arrived.set(crowd.arrived, tick * people);
    run.goal.set(controls.goal.subarray(0, people * 2), tick * people * 2);
    for (let n = 0; n < people; n++) {
      const i = tick * people + n;
      run.capsule[i * 4] = controls.position[n * 3];
      run.capsule[i * 4 + 1] = controls.position[n * 3 + 2];
      run.capsule[i * 4 + 2] = controls.yaw[n];
      run.capsule[i * 4 + 3] = Math.hypot(controls.velocity[n * 3], controls.velocity[n * 3 + 2]);
      run.row[i] = Math.floor(state.row[n]);
      run.turn[i] = controls.yawRate[n];
      run.rawContacts[i] = motion.engine.model.contacts[run.row[i]];
      for (let k = 0; k < 4; k++) {
        const axis = n * 6 + (k >> 1) * 3 + (k & 1) * 2;
        run.rawToes[i * 4 + k] = state.footTarget[axis] - state.footOffset[axis];
      }
      run.jumped[i] = state.oldRow[n] >= 0 && tick > 0 ? 1 : 0;
    }
  }
  return run;
}

export interface MotionQuality {
  /** Root against capsule while moving, cm: RMS and 95th percentile. */
  readonly trajectoryCm: number;
  readonly trajectoryP95Cm: number;
  readonly headingDeg: number;
  readonly headingP95Deg: number;
  /** Distance of the root from the goal one second after arrival, cm. */
  readonly stopCm: number;
  readonly stopP95Cm: number;
  readonly stops: number;
  /** Mean speed of locked toes as shown, cm/s, and how much of the time some foot is locked. */
  readonly skateCmps: number;
  readonly lockedShare: number;
  /** Mean jerk as shown over the jerk of the rows that were played. */
  readonly jerkRatio: number;
  readonly jerkRatioMoving: number;
  /** Greatest joint acceleration within 0.2 s of a jump, over the 99th percentile of walking rows. */
  readonly jumpAcceleration: number;
  readonly jumpAccelerationP95: number;
  readonly jumpsPerS: number;
  /** Share of frames with a knee bent backwards, %. */
  readonly kneeFlipPercent: number;
  /** Depth of toes below the floor, 99th percentile, cm. */
  readonly penetrationCm: number;
  readonly finite: boolean;
}

/** World positions of the 22 body joints at 60 Hz of every person (frames x people x 66), as a client shows them. */
export function shownPositions(
  run: MotionRun,
  restOffsets: readonly number[],
): { frames: number; positions: Float32Array } {
  const frames = (run.ticks - 1) * SHOWN + 1;
  const out = new Float32Array(frames * run.people * WIDTH);
  const offsets = Float64Array.from(restOffsets);
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const joints = new Float64Array(JOINT_COUNT * 4);
  for (let n = 0; n < run.people; n++) {
    for (let frame = 0; frame < frames; frame++) {
      cubicPose(run, n, frame / SHOWN, positions, joints);
      for (let k = 0; k < 4; k++) rotations[k] = joints[k];
      placeJoints(positions, rotations, joints, 0, offsets, BODY);
      const at = (frame * run.people + n) * WIDTH;
      for (let k = 0; k < WIDTH; k++) out[at + k] = positions[k];
    }
  }
  return { frames, positions: out };
}

function cubicPose(run: MotionRun, n: number, time: number, hips: Float64Array, joints: Float64Array): void {
  const i = Math.min(Math.floor(time), run.ticks - 1);
  const t = time - i;
  const at = [i - 1, i, i + 1, i + 2].map((k) => Math.min(Math.max(k, 0), run.ticks - 1) * run.people + n);
  const w = catmullRom(t);
  for (let k = 0; k < 3; k++) hips[k] = at.reduce((sum, p, j) => sum + w[j] * run.hips[p * 3 + k], 0);
  const base = at[1] * JOINT_COUNT * 4;
  for (let q = 0; q < BODY_JOINT_COUNT * 4; q += 4) {
    joints.fill(0, q, q + 4);
    for (let j = 0; j < 4; j++) {
      const p = at[j] * JOINT_COUNT * 4 + q;
      let dot = 0;
      for (let k = 0; k < 4; k++) dot += run.joints[p + k] * run.joints[base + q + k];
      const sign = dot < 0 ? -w[j] : w[j];
      for (let k = 0; k < 4; k++) joints[q + k] += sign * run.joints[p + k];
    }
    quatNormalize(joints, q);
  }
}

/** Mean jerk of each row of the clips that were played, at 60 Hz, and the 99th percentile of walking accelerations. */
export async function rowJerk(
  motion: LocalMotion,
  run: MotionRun,
): Promise<{ jerk: Map<number, number>; acceleration: number }> {
  const { model } = motion.engine;
  const jerk = new Map<number, number>();
  const accelerations: number[] = [];
  const visits = new Map<number, number[]>();
  for (const row of run.row) {
    const list = visits.get(model.clipFirst[row]) ?? [];
    if (!list.length) visits.set(model.clipFirst[row], list);
    list.push(row);
  }
  for (const [first, rows] of visits) {
    const from = Math.max(first, Math.min(...rows) - 2);
    const to = Math.min(model.clipLast[first], Math.max(...rows) + 3);
    if (to - from < 3) continue;
    const { frames, positions } = await clipPositions(motion, from, to);
    for (let frame = 3; frame < frames; frame++) {
      const row = from + Math.floor((frame - 1.5) / SHOWN);
      // A row is shown for three frames, and the one that crosses a knot of the cubic jerks most: the mean of all three.
      jerk.set(row, (jerk.get(row) ?? 0) + thirdDifference(positions, frame, WIDTH) / SHOWN);
      const speed = Math.hypot(model.rootVelocity[row * 3], model.rootVelocity[row * 3 + 1]);
      if (speed > 0.3) accelerations.push(secondDifferenceMost(positions, frame, WIDTH));
    }
  }
  accelerations.sort((a, b) => a - b);
  return { jerk, acceleration: accelerations[Math.floor(accelerations.length * 0.99)] ?? 1 };
}

/** Positions of rows `from` to `to` of one clip at 60 Hz, root motion included. */
async function clipPositions(motion: LocalMotion, from: number, to: number) {
  const { model } = motion.engine;
  const frames = (to - from) * SHOWN + 1;
  const codes = new Float32Array(256 * CODE);
  const out = new Float32Array(frames * WIDTH);
  const root = [0, 0, 0];
  const place = createPlacer(model);
  for (let start = 0; start < frames; start += 256) {
    const count = Math.min(256, frames - start);
    for (let k = 0; k < count; k++) writeCode(model, from + (start + k) / SHOWN, codes, k * CODE);
    const decoded = await motion.decoder.decode(codes, count);
    for (let k = 0; k < count; k++) {
      place(decoded, k, root, out, (start + k) * WIDTH);
      const f = from + (start + k) / SHOWN;
      const i = Math.floor(f);
      const j = Math.min(i + 1, to);
      const v = [0, 1, 2].map(
        (c) => model.rootVelocity[i * 3 + c] * (1 - (f - i)) + model.rootVelocity[j * 3 + c] * (f - i),
      );
      const [sin, cos] = [Math.sin(root[2]), Math.cos(root[2])];
      root[0] += (cos * v[0] + sin * v[1]) / SHOWN_HZ;
      root[1] += (cos * v[1] - sin * v[0]) / SHOWN_HZ;
      root[2] += v[2] / SHOWN_HZ;
    }
  }
  return { frames, positions: out };
}

function createPlacer(model: MotionModel) {
  const offsets = Float64Array.from(canonicalBody(model.manifest).restOffsets);
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const joints = new Float64Array(JOINT_COUNT * 4);
  const yaw = new Float64Array(4);
  return (
    decoded: Float32Array,
    row: number,
    root: readonly number[],
    out: Float32Array,
    at: number,
  ): void => {
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      quatFromColumns(joints, joint * 4, decoded, row * POSE_VALUES + 3 + joint * 6);
    }
    quatFromYaw(yaw, 0, root[2]);
    quatRotate(positions, 0, yaw, 0, decoded.subarray(row * POSE_VALUES, row * POSE_VALUES + 3), 0);
    positions[0] += root[0];
    positions[2] += root[1];
    quatMultiply(rotations, 0, yaw, 0, joints, 0);
    placeJoints(positions, rotations, joints, 0, offsets, BODY);
    for (let k = 0; k < WIDTH; k++) out[at + k] = positions[k];
  };
}

/** Mean over joints of the jerk at a frame (m/s³); `stride` values from frame to frame, starting at `start`. */
export function thirdDifference(p: Float32Array, frame: number, stride: number, start = 0): number {
  let sum = 0;
  const at = start + frame * stride;
  for (let joint = 0; joint < WIDTH; joint += 3) {
    let square = 0;
    for (let k = joint; k < joint + 3; k++) {
      const d = p[at + k] - 3 * p[at - stride + k] + 3 * p[at - 2 * stride + k] - p[at - 3 * stride + k];
      square += d * d;
    }
    sum += Math.sqrt(square);
  }
  return (sum / BODY_JOINT_COUNT) * SHOWN_HZ ** 3;
}

/** Acceleration of the fastest joint at a frame (m/s²). */
export function secondDifferenceMost(p: Float32Array, frame: number, stride: number, start = 0): number {
  let most = 0;
  const at = start + frame * stride;
  for (let joint = 0; joint < WIDTH; joint += 3) {
    let square = 0;
    for (let k = joint; k < joint + 3; k++)
      square += (p[at + k] - 2 * p[at - stride + k] + p[at - 2 * stride + k]) ** 2;
    most = Math.max(most, square);
  }
  return Math.sqrt(most) * SHOWN_HZ ** 2;
}

export function quantile(values: number[], q: number): number {
  if (!values.length) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** Works out every metric of a run. */
export async function measureQuality(motion: LocalMotion, run: MotionRun): Promise<MotionQuality> {
  const body = canonicalBody(motion.engine.model.manifest);
  const shown = shownPositions(run, body.restOffsets);
  const reference = await rowJerk(motion, run);
  return {
    ...rootErrors(run),
    ...smoothness(run, shown.frames, shown.positions, reference),
    ...feet(run, shown.frames, shown.positions),
    jumpsPerS: run.jumped.reduce((a, b) => a + b, 0) / run.people / (run.ticks / 20),
    kneeFlipPercent: kneeFlips(run),
    finite: run.joints.every(Number.isFinite) && run.hips.every(Number.isFinite),
  };
}

/** Jerk against that of the rows played, and accelerations around jumps. */
function smoothness(
  run: MotionRun,
  frames: number,
  positions: Float32Array,
  { jerk, acceleration }: { jerk: Map<number, number>; acceleration: number },
) {
  const stride = run.people * WIDTH;
  const sums = { all: 0, allOwn: 0, moving: 0, movingOwn: 0 };
  const peaks: number[] = [];
  for (let n = 0; n < run.people; n++) {
    for (let frame = 3; frame < frames; frame++) {
      const at = Math.floor((frame - 1.5) / SHOWN) * run.people + n;
      const own = jerk.get(run.row[at]);
      if (own === undefined) continue;
      const value = thirdDifference(positions, frame, stride, n * WIDTH);
      sums.all += value;
      sums.allOwn += own;
      if (run.capsule[at * 4 + 3] <= 0.1) continue;
      sums.moving += value;
      sums.movingOwn += own;
    }
    for (let tick = 1; tick < run.ticks - 5; tick++) {
      if (!run.jumped[tick * run.people + n]) continue;
      let most = 0;
      for (
        let frame = Math.max(2, (tick - 4) * SHOWN);
        frame < Math.min(frames, (tick + 4) * SHOWN);
        frame++
      ) {
        most = Math.max(most, secondDifferenceMost(positions, frame, stride, n * WIDTH));
      }
      peaks.push(most / acceleration);
    }
  }
  return {
    jerkRatio: sums.all / sums.allOwn,
    jerkRatioMoving: sums.moving / sums.movingOwn,
    jumpAcceleration: quantile(peaks, 0.5),
    jumpAccelerationP95: quantile(peaks, 0.95),
  };
}

/** Sliding of planted toes as shown, and how deep toes go. */
function feet(run: MotionRun, frames: number, positions: Float32Array) {
  const stride = run.people * WIDTH;
  const skate: number[] = [];
  const depths: number[] = [];
  let locked = 0;
  for (let n = 0; n < run.people; n++) {
    for (let frame = 1; frame < frames; frame++) {
      const before = run.contacts[Math.floor((frame - 1) / SHOWN) * run.people + n];
      const after = run.contacts[Math.min(run.ticks - 1, Math.ceil(frame / SHOWN)) * run.people + n];
      if (before) locked += 1;
      for (let s = 0; s < 2; s++) {
        const p = frame * stride + n * WIDTH + TOES[s] * 3;
        depths.push(Math.max(0, 0.02 - positions[p + 1]) * 100);
        if (!(((before & after) >> s) & 1)) continue;
        const x = positions[p] - positions[p - stride];
        skate.push(Math.hypot(x, positions[p + 2] - positions[p + 2 - stride]) * SHOWN_HZ * 100);
      }
    }
  }
  return {
    skateCmps: mean(skate),
    lockedShare: locked / (run.people * (frames - 1)),
    penetrationCm: quantile(depths, 0.99),
  };
}

/** Share of knees bent backwards by more than 7 degrees, %. */
function kneeFlips(run: MotionRun): number {
  let flips = 0;
  for (let i = 0; i < run.ticks * run.people; i++) {
    for (const knee of KNEES) {
      const q = (i * JOINT_COUNT + knee) * 4;
      const flexion =
        2 * Math.atan2(run.joints[q] * Math.sign(run.joints[q + 3] || 1), Math.abs(run.joints[q + 3]));
      if (flexion < -0.12) flips += 1;
    }
  }
  return (flips / (2 * run.people * run.ticks)) * 100;
}

function rootErrors(run: MotionRun) {
  const errors: number[] = [];
  const headings: number[] = [];
  const stops: number[] = [];
  for (let i = 0; i < run.ticks * run.people; i++) {
    if (run.arrived[i] && i + 20 * run.people < run.ticks * run.people) {
      const later = i + 20 * run.people;
      const dx = run.root[later * 3] - run.goal[i * 2];
      stops.push(Math.hypot(dx, run.root[later * 3 + 1] - run.goal[i * 2 + 1]) * 100);
    }
    if (run.capsule[i * 4 + 3] <= 0.1) continue;
    errors.push(
      Math.hypot(run.root[i * 3] - run.capsule[i * 4], run.root[i * 3 + 1] - run.capsule[i * 4 + 1]) * 100,
    );
    headings.push((Math.abs(wrapAngle(run.root[i * 3 + 2] - run.capsule[i * 4 + 2])) * 180) / Math.PI);
  }
  return {
    trajectoryCm: Math.sqrt(mean(errors.map((e) => e * e))),
    trajectoryP95Cm: quantile(errors, 0.95),
    headingDeg: mean(headings),
    headingP95Deg: quantile(headings, 0.95),
    stopCm: quantile(stops, 0.5),
    stopP95Cm: quantile(stops, 0.95),
    stops: stops.length,
  };
}
