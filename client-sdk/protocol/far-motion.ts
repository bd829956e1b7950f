/**
 * CONTRIBUTOR NOTES
 * Of a far body the stream brings the hips alone (layer 3). An act says in two bytes what the rest does: a motion out of a
 * table that client and stage both have, and how far it is through it. So far people walk, sit and wave for 4 bytes a second
 * more instead of gliding; 21 joints at the same rate would be 168.
 * The table is made by `troupe motion far` from the learned motion itself: sixteen poses a motion, looked up and blended.
 */
import { LAYER_JOINTS } from './pose-format.ts';
import { packQuat32, unpackQuat32 } from './quat32.ts';

/** Poses of a motion in the table. */
export const FAR_FRAMES = 16;
/** Joints of a pose, the hips included (their rotation is streamed and not in the table). */
export const FAR_JOINTS = LAYER_JOINTS[1];
/** An act that says nothing. */
export const NO_MOTION = 255;
/** Steps of a phase in one round of a motion. */
export const PHASE_STEPS = 256;

const MAGIC = 0x52_41_46_54;
const POSE_VALUES = FAR_JOINTS * 4;
const MOTION_VALUES = FAR_FRAMES * POSE_VALUES;
const MOTION_BYTES = FAR_FRAMES * (FAR_JOINTS - 1) * 4;

export interface FarMotion {
  /** `stand`, `sit`, `walk:STYLE` or `action:NAME`. */
  readonly name: string;
  /** True: it goes round; false: it is done once and then stands at its end. */
  readonly loop: boolean;
  /** Length of a round, s. */
  readonly seconds: number;
}

/** What far people can be seen at. */
export interface FarMotions {
  readonly motions: readonly FarMotion[];
  /** Rotations, motion x 16 x 22 x 4; joint 0 is identity. */
  readonly joints: Float32Array;
}

/** Packs a table: magic, u16 count, then for each motion u8 flags (bit 0: loop), f32 seconds, u8 length and name, 16 x 21 u32 rotations. */
export function encodeFarMotions({ motions, joints }: FarMotions): Uint8Array {
  const names = motions.map(({ name }) => new TextEncoder().encode(name));
  const bytes = names.reduce((sum, name) => sum + 6 + name.length + MOTION_BYTES, 6);
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, motions.length, true);
  let at = 6;
  for (const [i, { loop, seconds }] of motions.entries()) {
    out[at] = loop ? 1 : 0;
    view.setFloat32(at + 1, seconds, true);
    out[at + 5] = names[i].length;
    out.set(names[i], at + 6);
    at += 6 + names[i].length;
    for (let frame = 0; frame < FAR_FRAMES; frame++) {
      for (let joint = 1; joint < FAR_JOINTS; joint++, at += 4)
        view.setUint32(at, packQuat32(joints, i * MOTION_VALUES + frame * POSE_VALUES + joint * 4), true);
    }
  }
  return out;
}

/** Unpacks a table. @throws Error when the bytes are none, or cut short */
export function decodeFarMotions(bytes: Uint8Array): FarMotions {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== MAGIC)
    throw new Error('these bytes are no table of far motions');
  const count = view.getUint16(4, true);
  const motions: FarMotion[] = [];
  const joints = new Float32Array(count * MOTION_VALUES);
  let at = 6;
  for (let i = 0; i < count; i++) {
    const end = at + 6 + (bytes[at + 5] ?? 0) + MOTION_BYTES;
    if (!(end <= bytes.length)) throw new Error('the table of far motions is cut short');
    const seconds = view.getFloat32(at + 1, true);
    if (!(seconds > 0)) throw new Error(`motion ${i} of the table of far motions has no length`);
    const name = new TextDecoder().decode(bytes.subarray(at + 6, at + 6 + bytes[at + 5]));
    motions.push({ name, loop: (bytes[at] & 1) === 1, seconds });
    at += 6 + bytes[at + 5];
    for (let frame = 0; frame < FAR_FRAMES; frame++) {
      const pose = i * MOTION_VALUES + frame * POSE_VALUES;
      joints[pose + 3] = 1;
      for (let joint = 1; joint < FAR_JOINTS; joint++, at += 4)
        unpackQuat32(view.getUint32(at, true), joints, pose + joint * 4);
    }
  }
  return { motions, joints };
}

/**
 * The pose of a motion at a phase (0..1, turns) into out[4..87]: joints 1 to 21, blended between the two poses beside it.
 * Joint 0 is left as it is.
 */
export function farPose(
  { motions, joints }: FarMotions,
  motion: number,
  phase: number,
  out: Float32Array,
): void {
  const { loop } = motions[motion];
  const round = loop ? phase - Math.floor(phase) : Math.min(1, Math.max(0, phase));
  const place = round * (loop ? FAR_FRAMES : FAR_FRAMES - 1);
  const first = Math.min(FAR_FRAMES - 1, Math.floor(place));
  const second = first + 1 < FAR_FRAMES ? first + 1 : loop ? 0 : first;
  const share = place - first;
  const a = motion * MOTION_VALUES + first * POSE_VALUES;
  const b = motion * MOTION_VALUES + second * POSE_VALUES;
  for (let at = 4; at < POSE_VALUES; at += 4) {
    let dot = 0;
    for (let k = 0; k < 4; k++) dot += joints[a + at + k] * joints[b + at + k];
    const other = dot < 0 ? -share : share;
    let square = 0;
    for (let k = 0; k < 4; k++) {
      const value = joints[a + at + k] * (1 - share) + joints[b + at + k] * other;
      out[at + k] = value;
      square += value * value;
    }
    const inverse = 1 / Math.sqrt(square);
    for (let k = 0; k < 4; k++) out[at + k] *= inverse;
  }
}

/** Joints by which a phase is told: legs, arms and the lowest of the spine. */
const TELLING = [1, 2, 3, 4, 5, 6, 7, 12, 13] as const;
/** What being half a round off the expected phase costs, as a share of a perfect likeness. */
const SURPRISE = 0.02;

/**
 * How far a body is through a motion: the pose of the table most like the body's, the expected phase winning among equals (a
 * wave goes to and fro several times, and each time looks the same).
 *
 * @param joints rotations, x, y, z, w each; the body's begin at `from`
 * @param expected phase to be expected, 0..1; NaN: none
 * @returns 0..1
 */
export function farPhase(
  table: FarMotions,
  motion: number,
  joints: ArrayLike<number>,
  from: number,
  expected: number,
): number {
  const { loop } = table.motions[motion];
  const steps = loop ? FAR_FRAMES : FAR_FRAMES - 1;
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let frame = 0; frame < FAR_FRAMES; frame++) {
    const off = Math.abs(frame / steps - expected);
    const value =
      likeness(table, motion, frame, joints, from) -
      (expected >= 0 ? SURPRISE * 2 * (loop ? Math.min(off, 1 - off) : off) : 0);
    if (value <= most) continue;
    most = value;
    best = frame;
  }
  // The phase lies between poses: a parabola through the likeness of the neighbours says where.
  const at = (frame: number): number =>
    likeness(table, motion, (frame + FAR_FRAMES) % FAR_FRAMES, joints, from);
  if (!loop && (best === 0 || best === FAR_FRAMES - 1)) return best / steps;
  const [before, here, after] = [at(best - 1), at(best), at(best + 1)];
  const bend = before - 2 * here + after;
  const shift = bend < -1e-9 ? Math.min(0.5, Math.max(-0.5, (before - after) / (2 * bend))) : 0;
  return ((best + shift) / steps + 1) % 1;
}

/** 0..1: mean square of the cosines between half rotations. */
function likeness(
  table: FarMotions,
  motion: number,
  frame: number,
  q: ArrayLike<number>,
  from: number,
): number {
  const pose = motion * MOTION_VALUES + frame * POSE_VALUES;
  const { joints } = table;
  let sum = 0;
  for (const joint of TELLING) {
    const a = pose + joint * 4;
    const b = from + joint * 4;
    const dot =
      joints[a] * q[b] + joints[a + 1] * q[b + 1] + joints[a + 2] * q[b + 2] + joints[a + 3] * q[b + 3];
    sum += dot * dot;
  }
  return sum / TELLING.length;
}
