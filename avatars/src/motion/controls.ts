import { FACE_COUNT } from '../face/face-presets.ts';
import { JOINT_COUNT } from '../skeleton/human-joints.ts';
import { STROKE_CHANNELS, STROKE_VALUES } from './strokes.ts';

/** What a slot holds: 0 is nobody. Same values as HUMAN_KIND and DRIVE of the server's world. */
export const MOTION_DRIVE = { stand: 0, walkTo: 1, input: 2, step: 3 } as const;

type ArrayKind = 'f32' | 'u8' | 'u16' | 'i32';
type ArrayOf = { f32: Float32Array; u8: Uint8Array; u16: Uint16Array; i32: Int32Array };
type Layout = Readonly<Record<string, readonly [ArrayKind, number]>>;
type Arrays<L extends Layout> = { readonly [K in keyof L]: ArrayOf[L[K][0]] };

const BYTES = { f32: 4, u8: 1, u16: 2, i32: 4 } as const;

const CONTROL_LAYOUT = {
  position: ['f32', 3],
  yaw: ['f32', 1],
  velocity: ['f32', 3],
  yawRate: ['f32', 1],
  goal: ['f32', 2],
  goalYaw: ['f32', 1],
  goalSpeed: ['f32', 1],
  desired: ['f32', 2],
  remaining: ['f32', 1],
  lookAt: ['f32', 3],
  lookWeight: ['f32', 1],
  stillness: ['f32', 1],
  face: ['f32', FACE_COUNT],
  strokeTarget: ['f32', STROKE_VALUES],
  actionStartTick: ['i32', 1],
  clipStartTick: ['i32', 1],
  clipSpan: ['f32', 2],
  clipRate: ['f32', 1],
  clip: ['u16', 1],
  clipFlags: ['u8', 1],
  reachTarget: ['f32', 6],
  palm: ['f32', 6],
  seat: ['f32', 4],
  push: ['f32', 2],
  pushTick: ['i32', 1],
  strokeTick: ['i32', STROKE_CHANNELS],
  netId: ['u16', 1],
  body: ['u16', 1],
  kind: ['u8', 1],
  drive: ['u8', 1],
  walking: ['u8', 1],
  style: ['u8', 1],
  action: ['u8', 1],
  reachKind: ['u8', 2],
  sitting: ['u8', 1],
  pace: ['u8', 1],
  handLeft: ['u8', 1],
  handRight: ['u8', 1],
  strokeHand: ['u8', 2],
} as const satisfies Layout;

const FRAME_LAYOUT = {
  hips: ['f32', 3],
  joints: ['f32', JOINT_COUNT * 4],
  face: ['f32', FACE_COUNT],
  netId: ['u16', 1],
  contacts: ['u8', 1],
  posed: ['u8', 1],
} as const satisfies Layout;

/**
 * What the motion engine is told about every human in one tick, by slot (capacity x width). Names and meaning are
 * those of the world's arrays; `action` is index + 1, `handLeft` and `handRight` are indices into HAND_SHAPES and 0
 * leaves the choice to the action. `reachKind`, `reachTarget` and `palm` are left and right: a REACH kind, where to (m;
 * the world, or the person's frame for REACH.carry), and the direction the palm faces (0, 0, 0: as it comes). Whoever
 * is `sitting` (1) sits on `seat`: x, y, z (m) of what is sat upon and its heading. `push` is the change of velocity along
 * x and z (m/s) by the last contact and `pushTick` when it came: another tick is another push.
 * `clip` is an index + 1 into the stage's clips (0: none), played since `clipStartTick` from `clipSpan`[0] to [1] (s; 0, 0:
 * all of it), at `clipRate` times its own pace (0: 1), as CLIP_FLAG bits say.
 * Whoever is driven to `step` goes to its `goal`, a step away, without turning: to the side or back, facing `goalYaw`.
 * Whoever has a `pace` of 2 or more is worked out only every so many ticks, in turns by wire id; 0 and 1: every tick.
 * `strokeTarget` holds key poses of arms and head (strokes.ts) to be reached at `strokeTick`, `strokeHand` the hand
 * shapes that go with them.
 */
export type MotionControls = Arrays<typeof CONTROL_LAYOUT>;

/**
 * Poses of one tick, by slot: hips world position (m), 52 quaternions (hips in world space), 18 face weights, the
 * human they belong to, planted toes (bit 0 left, bit 1 right), and 1 where there is a pose.
 */
export type MotionFrame = Arrays<typeof FRAME_LAYOUT>;

function byteSize(layout: Layout, capacity: number): number {
  let bytes = 0;
  for (const [kind, width] of Object.values(layout))
    bytes += Math.ceil((BYTES[kind] * width * capacity) / 8) * 8;
  return bytes;
}

function arraysOver(layout: Layout, capacity: number, buffer: ArrayBufferLike, start: number) {
  const out: Record<string, ArrayOf[ArrayKind]> = {};
  let at = start;
  for (const [name, [kind, width]] of Object.entries(layout)) {
    const length = capacity * width;
    if (kind === 'f32') out[name] = new Float32Array(buffer, at, length);
    else if (kind === 'i32') out[name] = new Int32Array(buffer, at, length);
    else if (kind === 'u16') out[name] = new Uint16Array(buffer, at, length);
    else out[name] = new Uint8Array(buffer, at, length);
    at += Math.ceil((BYTES[kind] * length) / 8) * 8;
  }
  return out;
}

/** Bytes of the controls of `capacity` humans. */
export const controlsBytes = (capacity: number): number => byteSize(CONTROL_LAYOUT, capacity);
/** Bytes of a frame of `capacity` humans. */
export const frameBytes = (capacity: number): number => byteSize(FRAME_LAYOUT, capacity);

/** Controls over a buffer (shared or not) from byte `start`, a multiple of 8; without one they get their own. */
export function createMotionControls(
  capacity: number,
  buffer: ArrayBufferLike = new ArrayBuffer(controlsBytes(capacity)),
  start = 0,
): MotionControls {
  return arraysOver(CONTROL_LAYOUT, capacity, buffer, start) as unknown as MotionControls;
}

/** A frame over a buffer (shared or not) from byte `start`, a multiple of 8; without one it gets its own. */
export function createMotionFrame(
  capacity: number,
  buffer: ArrayBufferLike = new ArrayBuffer(frameBytes(capacity)),
  start = 0,
): MotionFrame {
  return arraysOver(FRAME_LAYOUT, capacity, buffer, start) as unknown as MotionFrame;
}
