import { BODY_JOINT_COUNT, JOINT_COUNT } from '../skeleton/human-joints.ts';
import { GAZE_VALUES } from './gaze.ts';
import { POSTURE_VALUES } from './posture.ts';
import { STROKE_STATE } from './strokes.ts';

/** Values per human of the blend offsets: 22 rotation vectors, then the hip position. */
export const OFFSET_VALUES = BODY_JOINT_COUNT * 3 + 3;
/** Values per human of a raw pose: 22 quaternions, then the hip position. */
export const RAW_VALUES = BODY_JOINT_COUNT * 4 + 3;
/** Quaternion values of the fingers. */
export const FINGER_VALUES = (JOINT_COUNT - BODY_JOINT_COUNT) * 4;

/** Everything the engine remembers from tick to tick, by slot. Plain arrays, so that it can be copied and hashed. */
export interface MotionState {
  readonly capacity: number;
  /** Human in the slot, 0: none; and whether a raw pose of it is held. */
  readonly netId: Uint16Array;
  readonly posed: Uint8Array;
  /** State of the human's own dice. */
  readonly dice: Uint32Array;
  /** How fast this human plays its idles: people do not sway in step. */
  readonly pace: Float32Array;

  /** Fractional row, and where it was before a jump of this tick (-1: no jump). */
  readonly row: Float64Array;
  readonly oldRow: Float64Array;
  /** Time warp, rows per row; tempo and length of step that a derived style asks for, 1: as recorded. */
  readonly rate: Float64Array;
  readonly tempo: Float64Array;
  readonly stride: Float64Array;
  readonly ticksSinceJump: Int32Array;
  /** When a settled body next shifts to another part of its idle. */
  readonly restlessTick: Int32Array;
  /** Tick last worked out, and how many this one stands for. */
  readonly lastTick: Int32Array;
  readonly ticks: Uint8Array;
  /** Root: x, z (m) and yaw (rad). */
  readonly root: Float64Array;
  /** Root blend offset x, z (m, root frame) and yaw (rad), and its velocity. */
  readonly rootOffset: Float64Array;
  readonly rootOffsetV: Float64Array;
  /** Capsule of the last tick: x, z. */
  readonly capsule: Float64Array;
  /** Command at the last search: drive, going, direction x, z, speed, yaw, style. */
  readonly command: Float32Array;

  readonly offset: Float32Array;
  readonly offsetV: Float32Array;
  /** Blended poses before offsets, of the last tick and the one before, and how many ticks they have been one motion. */
  readonly raw: Float32Array;
  readonly rawBefore: Float32Array;
  readonly rawAge: Uint8Array;

  /** Action being played (index + 1), the tick it was asked for, its row, weight and release, and the one before a change. */
  readonly action: Uint8Array;
  readonly actionStart: Int32Array;
  readonly actionRow: Float64Array;
  readonly actionWeight: Float32Array;
  readonly actionRelease: Float32Array;
  readonly oldAction: Uint8Array;
  readonly oldActionRow: Float64Array;
  readonly oldActionWeight: Float32Array;
  /** 1 while the legs may follow a whole-body action, springing to 0 when the body must walk. */
  readonly standing: Float32Array;

  /** Foot lock, two feet each: locked, raw offset and velocity, lock point and landing velocity, last target. */
  readonly locked: Uint8Array;
  readonly footOffset: Float64Array;
  readonly footOffsetV: Float64Array;
  readonly lockPoint: Float64Array;
  readonly lockVelocity: Float64Array;
  readonly footTarget: Float64Array;
  /** Settle step: phase (2: none) and where it began; and how long the body has stood still, s. */
  readonly stepPhase: Float64Array;
  readonly stepFrom: Float64Array;
  readonly stillS: Float64Array;
  /** Smoothed ground under the body and under each foot (m), pitch of the ground along each foot (rad). */
  readonly baseY: Float64Array;
  readonly footGround: Float64Array;
  readonly footPitch: Float64Array;
  /** How far the hips are lowered for feet that the legs do not reach (m), and its speed. */
  readonly pelvisDrop: Float64Array;
  readonly pelvisDropV: Float64Array;

  /** Gaze, life, posture and hands. */
  readonly gaze: Float64Array;
  readonly gazeV: Float64Array;
  readonly eyes: Float64Array;
  readonly eyesTick: Int32Array;
  readonly blinkTick: Int32Array;
  readonly breath: Float64Array;
  readonly posture: Float32Array;
  /** Strokes of arms and head while talking: values, velocities, accelerations, drag of the wrists. */
  readonly strokes: Float64Array;
  readonly fingers: Float32Array;
  readonly hand: Uint8Array;
  readonly handFrom: Float32Array;
  readonly handPhase: Float32Array;
}

/** Empty state for `capacity` humans. */
export function createMotionState(capacity: number): MotionState {
  const f32 = (n: number) => new Float32Array(capacity * n);
  const f64 = (n: number) => new Float64Array(capacity * n);
  const u8 = (n: number) => new Uint8Array(capacity * n);
  const i32 = (n: number) => new Int32Array(capacity * n);
  return {
    capacity,
    netId: new Uint16Array(capacity),
    posed: u8(1),
    dice: new Uint32Array(capacity),
    pace: f32(1),
    row: f64(1),
    oldRow: f64(1).fill(-1),
    rate: f64(1),
    tempo: f64(1).fill(1),
    stride: f64(1).fill(1),
    ticksSinceJump: i32(1),
    restlessTick: i32(1),
    lastTick: i32(1),
    ticks: u8(1).fill(1),
    root: f64(3),
    rootOffset: f64(3),
    rootOffsetV: f64(3),
    capsule: f64(2),
    command: f32(7),
    offset: f32(OFFSET_VALUES),
    offsetV: f32(OFFSET_VALUES),
    raw: f32(RAW_VALUES),
    rawBefore: f32(RAW_VALUES),
    rawAge: u8(1),
    action: u8(1),
    actionStart: i32(1),
    actionRow: f64(1),
    actionWeight: f32(1),
    actionRelease: f32(1),
    oldAction: u8(1),
    oldActionRow: f64(1),
    oldActionWeight: f32(1),
    standing: f32(1),
    locked: u8(2),
    footOffset: f64(6),
    footOffsetV: f64(6),
    lockPoint: f64(6),
    lockVelocity: f64(6),
    footTarget: f64(6),
    stepPhase: f64(2).fill(2),
    stepFrom: f64(6),
    stillS: f64(1),
    baseY: f64(1),
    footGround: f64(2),
    footPitch: f64(2),
    pelvisDrop: f64(1),
    pelvisDropV: f64(1),
    gaze: f64(GAZE_VALUES),
    gazeV: f64(GAZE_VALUES),
    eyes: f64(4),
    eyesTick: i32(1),
    blinkTick: i32(1),
    breath: f64(1),
    posture: f32(POSTURE_VALUES),
    strokes: f64(STROKE_STATE),
    fingers: f32(FINGER_VALUES),
    hand: u8(2),
    handFrom: f32(FINGER_VALUES),
    handPhase: f32(2),
  };
}
