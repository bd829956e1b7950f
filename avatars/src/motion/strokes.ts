// CONTRIBUTOR NOTES
// Authored, not captured: arms and head of somebody who talks. A stroke is told as key poses of the hand in gesture
// space (McNeill 1992) with a tick of arrival; between them every value runs on the quintic from where it is now
// (value, velocity, acceleration) to rest in the key pose, solved anew each tick. That is the minimum-jerk path (Flash
// and Hogan 1985), it lands on the tick asked for, and a key that comes early or late is taken up without a seam, so
// strokes chain without going back to rest. A spring of the same half-life landed up to 3 ticks late.
// The wrist is not keyed through a stroke: it lags behind the forearm by a low-pass of the hand's velocity, which gives
// the drag and the follow-through that keyed wrists lack.

import { clamp, length3 } from '../maths/angle.ts';
import {
  quatFromColumns,
  quatFromVector,
  quatInverseMultiply,
  quatMultiply,
  quatSlerp,
} from '../maths/quat.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import type { MotionState } from './motion-state.ts';

/** Values of one arm: out, up, front (arm lengths from the shoulder), roll, flex, swivel (rad), weight 0..1. */
export const ARM_VALUES = 7;
/** Values of the head: pitch (down), yaw (left), roll (left), rad. */
export const HEAD_VALUES = 3;
/** Values of one human's stroke target: left arm, right arm, head. */
export const STROKE_VALUES = ARM_VALUES * 2 + HEAD_VALUES;
/** Channels that have a tick of arrival of their own: left arm, right arm, head. */
export const STROKE_CHANNELS = 3;
/** First value of each channel, and one past the last. */
export const CHANNEL_AT = [0, ARM_VALUES, ARM_VALUES * 2, STROKE_VALUES] as const;
/** Values remembered per human: value, velocity and acceleration of each, then the drag of the two wrists. */
export const STROKE_STATE = STROKE_VALUES * 3 + 2;

/** Where a hand is that does not gesture; weight 0 leaves the arm to the motion below. */
export const ARM_AT_REST: readonly number[] = [0.1, -0.92, 0.08, 0, 0, 0, 0];

export const STROKE_DEFAULTS = {
  /** Fastest a hand goes, arm lengths a second (about 4 m/s), and fastest turn of head and forearm, rad/s. */
  handPerS: 7.5,
  turnRadps: 9,
  /** How far a value may swing past its way while it brakes, arm lengths or rad. */
  swing: 0.1,
  /** Share of the way the wrist's drag follows the hand's velocity each tick, and how far it bends for it. */
  dragShare: 0.5,
  dragRadPerSpeed: 0.13,
  dragMostRad: 0.6,
  /** How much of the roll the forearm takes; the wrist the rest. */
  forearmRoll: 0.7,
  /** Lift of the shoulder for a hand above it, rad per arm length. */
  shrugRad: 0.3,
} as const;

const WEIGHT = 6;
const UP = 1;
/** Lengths of upper arm and forearm as shares of the arm; the canonical skeleton has 28 and 25 cm. */
const UPPER = 0.528;
const FORE = 0.472;
const REACH = { least: 0.3, most: 0.985 } as const;
const LEFT = {
  side: 1,
  shoulder: JOINT_INDEX.leftShoulder,
  upper: JOINT_INDEX.leftUpperArm,
  lower: JOINT_INDEX.leftLowerArm,
  hand: JOINT_INDEX.leftHand,
} as const;
const RIGHT = {
  side: -1,
  shoulder: JOINT_INDEX.rightShoulder,
  upper: JOINT_INDEX.rightUpperArm,
  lower: JOINT_INDEX.rightLowerArm,
  hand: JOINT_INDEX.rightHand,
} as const;
const ARMS = [LEFT, RIGHT] as const;
const { neck: NECK, head: HEAD } = JOINT_INDEX;

const six = new Float64Array(6);
const upperTurn = new Float64Array(4);
const lowerTurn = new Float64Array(4);
const local = new Float64Array(4);
const turn = new Float64Array(4);

/** Puts both arms of human n at rest. */
export function resetStrokes(state: MotionState, n: number): void {
  const at = n * STROKE_STATE;
  state.strokes.fill(0, at, at + STROKE_STATE);
  for (let arm = 0; arm < 2; arm++)
    for (let k = 0; k < ARM_VALUES; k++) state.strokes[at + arm * ARM_VALUES + k] = ARM_AT_REST[k];
}

/**
 * Moves the strokes of human n on by one tick.
 *
 * @param targets capacity x STROKE_VALUES: key poses
 * @param ticks capacity x STROKE_CHANNELS: ticks at which they are reached
 */
export function advanceStrokes(
  state: MotionState,
  n: number,
  tick: number,
  dtS: number,
  targets: Float32Array,
  ticks: Int32Array,
): void {
  const at = n * STROKE_STATE;
  const { strokes } = state;
  for (let channel = 0; channel < STROKE_CHANNELS; channel++) {
    // The value now is that of the tick before: what is left counts from there.
    const leftS = (ticks[n * STROKE_CHANNELS + channel] - tick + 1) * dtS;
    const first = n * STROKE_VALUES + CHANNEL_AT[channel];
    // An arm without weight hangs where arms hang, whatever else the target says.
    const resting = channel < 2 && !(targets[first + WEIGHT] > 0);
    if (resting && strokes[at + CHANNEL_AT[channel] + WEIGHT] === 0) continue;
    for (let k = CHANNEL_AT[channel]; k < CHANNEL_AT[channel + 1]; k++) {
      const value = k - CHANNEL_AT[channel];
      const target = resting ? ARM_AT_REST[value] : targets[n * STROKE_VALUES + k];
      const hand = channel < 2 && value < 3;
      const most = hand ? STROKE_DEFAULTS.handPerS : STROKE_DEFAULTS.turnRadps;
      stepTo(strokes, at + k, Number.isFinite(target) ? target : 0, leftS, dtS, most);
    }
  }
  for (let arm = 0; arm < 2; arm++) {
    const i = at + STROKE_VALUES * 3 + arm;
    const upV = strokes[at + STROKE_VALUES + arm * ARM_VALUES + UP];
    strokes[i] += (upV - strokes[i]) * STROKE_DEFAULTS.dragShare;
  }
}

/** One tick of a value on the quintic that ends at rest in `target`; never faster than `most` a second at its peak. */
function stepTo(s: Float64Array, i: number, target: number, leftS: number, dtS: number, most: number): void {
  const v = i + STROKE_VALUES;
  const a = v + STROKE_VALUES;
  const gap = target - s[i];
  const t = timeWithoutSwing(Math.max(leftS, (1.875 * Math.abs(gap)) / most), gap, s[v], s[a], dtS);
  if (t <= dtS * 1.001) {
    s[i] = target;
    s[v] = 0;
    s[a] = 0;
    return;
  }
  const vt = s[v] * t;
  const att = s[a] * t * t;
  const c3 = (20 * gap - 12 * vt - 3 * att) / 2;
  const c4 = (-30 * gap + 16 * vt + 3 * att) / 2;
  const c5 = (12 * gap - 6 * vt - att) / 2;
  const u = dtS / t;
  s[i] += u * (vt + u * (att / 2 + u * (c3 + u * (c4 + u * c5))));
  s[v] = clamp((vt + u * (att + u * (3 * c3 + u * (4 * c4 + u * 5 * c5)))) / t, -most, most);
  // A plan that ends between two ticks leaves an acceleration that the next, longer one could not brake.
  const hardest = most / dtS;
  s[a] = clamp((att + u * (6 * c3 + u * (12 * c4 + u * 20 * c5))) / (t * t), -hardest, hardest);
}

/**
 * The time (s) a value takes to its target: `t`, or less where what it moves with now would swing it past the way.
 *
 * The quintic takes up any velocity and acceleration, and with much time left it does so in a wide arc: a hand that was
 * told to turn in mid-stroke went up to 28 arm lengths off. It brakes first instead; solved anew each tick, the time
 * comes back as the swing dies, and the key pose is still reached on its tick.
 */
function timeWithoutSwing(
  t: number,
  gap: number,
  velocity: number,
  acceleration: number,
  dtS: number,
): number {
  const { swing } = STROKE_DEFAULTS;
  // Most that velocity and acceleration alone add to a quintic: 0.1976 vt and 0.0173 att.
  const least = Math.min(t, 2 * dtS);
  for (; t > least; t = Math.max(least, t * 0.8)) {
    const vt = velocity * t;
    const att = acceleration * t * t;
    if (0.1976 * Math.abs(vt) + 0.0173 * Math.abs(att) <= swing) return t;
    const c3 = (20 * gap - 12 * vt - 3 * att) / 2;
    const c4 = (-30 * gap + 16 * vt + 3 * att) / 2;
    const c5 = (12 * gap - 6 * vt - att) / 2;
    let past = 0;
    for (let u = 0.25; u < 1; u += 0.25) {
      const way = u * (vt + u * (att / 2 + u * (c3 + u * (c4 + u * c5))));
      past = Math.max(past, way - Math.max(0, gap), Math.min(0, gap) - way);
    }
    if (past <= swing) return t;
  }
  return t;
}

/** Puts the arms' strokes of human n over its pose (local rotations, canonical skeleton). */
export function strokeArms(state: MotionState, n: number, joints: Float64Array): void {
  const at = n * STROKE_STATE;
  for (let arm = 0; arm < 2; arm++) {
    const i = at + arm * ARM_VALUES;
    const weight = clamp(state.strokes[i + WEIGHT], 0, 1);
    if (weight <= 1e-4) continue;
    poseArm(ARMS[arm], state.strokes, i, state.strokes[at + STROKE_VALUES * 3 + arm], weight, joints);
  }
}

/**
 * Two-bone arm in the frame of the upper chest: the elbow hangs below the line from shoulder to hand, turned outwards
 * by the swivel; roll 0 has the palm facing in, pi/2 up, -pi/2 down.
 */
function poseArm(
  arm: (typeof ARMS)[number],
  s: Float64Array,
  i: number,
  dragV: number,
  weight: number,
  joints: Float64Array,
): void {
  const { side } = arm;
  const lift = STROKE_DEFAULTS.shrugRad * Math.max(0, s[i + UP] + 0.25) * weight;
  quatFromVector(turn, 0, 0, 0, side * lift);
  quatMultiply(joints, arm.shoulder * 4, turn, 0, joints, arm.shoulder * 4);
  let dx = side * s[i];
  let dy = s[i + UP];
  let dz = s[i + 2];
  const far = Math.max(length3(dx, dy, dz), 1e-6);
  const reach = clamp(far, REACH.least, REACH.most);
  dx /= far;
  dy /= far;
  dz /= far;
  // Pole of the elbow: down and back, a little out; square to the line.
  const swivel = s[i + 5];
  let px = side * (0.35 + Math.sin(swivel));
  let py = -Math.cos(swivel);
  let pz = -0.45;
  const along = px * dx + py * dy + pz * dz;
  px -= along * dx;
  py -= along * dy;
  pz -= along * dz;
  const pole = Math.max(length3(px, py, pz), 1e-6);
  const cosine = clamp((UPPER * UPPER + reach * reach - FORE * FORE) / (2 * UPPER * reach), -1, 1);
  const sine = Math.sqrt(1 - cosine * cosine);
  const ux = dx * cosine + (px / pole) * sine;
  const uy = dy * cosine + (py / pole) * sine;
  const uz = dz * cosine + (pz / pole) * sine;
  const fx = (dx * reach - ux * UPPER) / FORE;
  const fy = (dy * reach - uy * UPPER) / FORE;
  const fz = (dz * reach - uz * UPPER) / FORE;
  // At rest the bones lie along +-X, elbows bend towards +Z: columns X and Y of the turned frames tell them.
  boneTurn(upperTurn, side, ux, uy, uz, fx, fy, fz);
  boneTurn(lowerTurn, side, fx, fy, fz, fx - ux, fy - uy, fz - uz);
  const roll = s[i + 3];
  quatFromVector(turn, 0, -roll * STROKE_DEFAULTS.forearmRoll, 0, 0);
  quatMultiply(lowerTurn, 0, lowerTurn, 0, turn, 0);
  quatInverseMultiply(local, 0, joints, arm.shoulder * 4, upperTurn, 0);
  quatSlerp(joints, arm.upper * 4, joints, arm.upper * 4, local, 0, weight);
  quatInverseMultiply(local, 0, upperTurn, 0, lowerTurn, 0);
  quatSlerp(joints, arm.lower * 4, joints, arm.lower * 4, local, 0, weight);
  const drag = clamp(
    dragV * STROKE_DEFAULTS.dragRadPerSpeed,
    -STROKE_DEFAULTS.dragMostRad,
    STROKE_DEFAULTS.dragMostRad,
  );
  quatFromVector(local, 0, -roll * (1 - STROKE_DEFAULTS.forearmRoll), 0, 0);
  // The hand trails: bent at the wrist where the palm faces up or down, sideways where it faces in.
  const bend = s[i + 4] - Math.sin(roll) * drag;
  quatFromVector(turn, 0, 0, side * Math.cos(roll) * drag, -side * bend);
  quatMultiply(local, 0, local, 0, turn, 0);
  quatSlerp(joints, arm.hand * 4, joints, arm.hand * 4, local, 0, weight);
}

/** Rotation that lays a bone along (bx, by, bz) with its bending side towards (fx, fy, fz). */
function boneTurn(
  out: Float64Array,
  side: number,
  bx: number,
  by: number,
  bz: number,
  fx: number,
  fy: number,
  fz: number,
): void {
  const along = bx * fx + by * fy + bz * fz;
  const zx = fx - along * bx;
  const zy = fy - along * by;
  const zz = fz - along * bz;
  six[0] = side * bx;
  six[1] = side * by;
  six[2] = side * bz;
  // Y = Z x X.
  six[3] = zy * six[2] - zz * six[1];
  six[4] = zz * six[0] - zx * six[2];
  six[5] = zx * six[1] - zy * six[0];
  quatFromColumns(out, 0, six, 0);
}

/** Puts the head's nods and shakes of human n over its pose; after the gaze, which would cancel them. */
export function strokeHead(state: MotionState, n: number, joints: Float64Array): void {
  const i = n * STROKE_STATE + ARM_VALUES * 2;
  const { strokes } = state;
  const pitch = strokes[i];
  const yaw = strokes[i + 1];
  const roll = strokes[i + 2];
  if (Math.abs(pitch) + Math.abs(yaw) + Math.abs(roll) < 1e-5) return;
  quatFromVector(turn, 0, pitch * 0.35, yaw * 0.35, roll * 0.35);
  quatMultiply(joints, NECK * 4, joints, NECK * 4, turn, 0);
  quatFromVector(turn, 0, pitch * 0.65, yaw * 0.65, roll * 0.65);
  quatMultiply(joints, HEAD * 4, joints, HEAD * 4, turn, 0);
}

/** Hands that a talking stroke has or is taking up: bit 0 left, bit 1 right. */
export function strokingHands(n: number, controls: { readonly strokeTarget: ArrayLike<number> }): number {
  let hands = 0;
  for (let arm = 0; arm < 2; arm++)
    if (controls.strokeTarget[n * STROKE_VALUES + CHANNEL_AT[arm] + WEIGHT] > 0) hands |= 1 << arm;
  return hands;
}
