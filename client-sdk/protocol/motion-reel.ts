import { JOINT_COUNT } from '@troupe/avatars/skeleton';

/** A named moment of a reel: a sync point of an action, or what a walk does. */
export interface ReelMark {
  readonly name: string;
  readonly s: number;
}

/** A short motion of one body for looking at: what the gallery's server sends. */
export interface MotionReel {
  readonly kind: 'style' | 'action' | 'clip';
  readonly name: string;
  readonly body: string;
  readonly fps: number;
  readonly frames: number;
  readonly marks: readonly ReelMark[];
  /** Hips in the world, frames x 3, m. */
  readonly hips: Float32Array;
  /** Where inverse kinematics wants each toe joint, frames x 2 x 3, m; NaN: nowhere. */
  readonly footTargets: Float32Array;
  /** Rotations, frames x 52 x 4, unit; hips in world space. */
  readonly joints: Float32Array;
  /** Planted toes a frame: bit 0 left, bit 1 right. */
  readonly contacts: Uint8Array;
}

const MAGIC = 0x4c454552;
const JOINT_STEP = 32_767;
const FRAMES_MAX = 4_000;

function bytesOf(frames: number): number {
  return frames * (3 * 4 + 6 * 4 + JOINT_COUNT * 4 * 2 + 1);
}

/** Packs a reel: magic, length of the JSON head, head, then hips, foot targets, rotations as 16-bit shares, contacts. */
export function encodeReel(reel: MotionReel): Uint8Array {
  const { kind, name, body, fps, frames, marks } = reel;
  const head = new TextEncoder().encode(JSON.stringify({ kind, name, body, fps, frames, marks }));
  const out = new Uint8Array(8 + head.length + bytesOf(frames));
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, head.length, true);
  out.set(head, 8);
  let at = 8 + head.length;
  for (const values of [reel.hips, reel.footTargets])
    for (let i = 0; i < values.length; i++, at += 4) view.setFloat32(at, values[i], true);
  for (let i = 0; i < reel.joints.length; i++, at += 2)
    view.setInt16(at, Math.round(reel.joints[i] * JOINT_STEP), true);
  out.set(reel.contacts, at);
  return out;
}

/** Unpacks what encodeReel packed. @throws Error when the bytes are no reel */
export function decodeReel(bytes: Uint8Array): MotionReel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0, true) !== MAGIC)
    throw new Error('these bytes are no motion reel');
  const length = view.getUint32(4, true);
  if (8 + length > bytes.length) throw new Error('the motion reel is cut short');
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as MotionReel;
  const { frames } = head;
  if (
    !Number.isInteger(frames) ||
    frames < 1 ||
    frames > FRAMES_MAX ||
    8 + length + bytesOf(frames) !== bytes.length
  )
    throw new Error('the motion reel is cut short');
  let at = 8 + length;
  const floats = (count: number): Float32Array => {
    const out = new Float32Array(count);
    for (let i = 0; i < count; i++, at += 4) out[i] = view.getFloat32(at, true);
    return out;
  };
  const hips = floats(frames * 3);
  const footTargets = floats(frames * 6);
  const joints = new Float32Array(frames * JOINT_COUNT * 4);
  for (let i = 0; i < joints.length; i++, at += 2) joints[i] = view.getInt16(at, true) / JOINT_STEP;
  return { ...head, hips, footTargets, joints, contacts: bytes.slice(at) };
}
