// Clips as the stage plays them: poses in the frame of a root that travels, and the root's own path.
import { catmullRom } from '../maths/catmull-rom.ts';
import { quatNormalize } from '../maths/quat.ts';
import { BODY_JOINT_COUNT } from '../skeleton/human-joints.ts';
import { FINGER_VALUES, RAW_VALUES } from './motion-state.ts';

/** Frames of a clip a second: one a tick. */
export const CLIP_HZ = 20;
/** Bits of `clipFlags`: arms, trunk and head only; begins again at its end. */
export const CLIP_FLAG = { upperBody: 1, loop: 2 } as const;
/** Slowest and fastest a clip may be played, and the shortest part of one, s. */
export const CLIP_PLAY = { rateMin: 0.25, rateMax: 4, leastS: 0.2 } as const;

/** The way of a clip, which physics follows, and how its hands move, which tells its stroke. Canonical person. */
export interface ClipTrack {
  readonly name: string;
  readonly frames: number;
  /** x, z (m) and heading (rad, not wrapped) of each frame; it begins at 0, 0, 0. */
  readonly root: Float32Array;
  /** Speed of the faster hand against the chest, m/s. */
  readonly handMps: Float32Array;
  /** Length of the leg that these metres are of, m. */
  readonly legM: number;
}

/** A clip on the canonical person. */
export interface MotionClip extends ClipTrack {
  /** Frames x (22 rotations, then the place of the hips), in the frame of the root. */
  readonly poses: Float32Array;
  /** Frames x 30 rotations; undefined when the recording has no fingers. */
  readonly fingers: Float32Array | undefined;
  /** Planted toes of each frame: bit 0 left, bit 1 right. */
  readonly contacts: Uint8Array;
}

/** Which part of a clip is played, and how; frames, fractions included. */
export interface ClipSpan {
  fromFrame: number;
  toFrame: number;
  /** Frames a tick. */
  rate: number;
  loop: boolean;
}

/** Frame of a clip so many ticks after it began; -1: not playing. */
export function clipFrameAt(span: ClipSpan, ticks: number): number {
  if (ticks < 0) return -1;
  const length = span.toFrame - span.fromFrame;
  const passed = ticks * span.rate;
  if (passed <= length) return span.fromFrame + passed;
  return span.loop && length > 0 ? span.fromFrame + (passed % length) : -1;
}

/** Reads the way of the root at a frame into `out` from `at`. */
function rootAt(root: Float32Array, frames: number, frame: number, out: Float64Array, at: number): void {
  const i = Math.min(Math.floor(frame), frames - 1);
  const j = Math.min(i + 1, frames - 1);
  for (let k = 0; k < 3; k++)
    out[at + k] = root[i * 3 + k] + (root[j * 3 + k] - root[i * 3 + k]) * (frame - i);
}

const ENDS = new Float64Array(6);

/** Adds the way from one frame to a later one to `out`, seen from the heading in the middle of it. */
function addWay(track: ClipTrack, from: number, to: number, turned: number, out: Float64Array): void {
  rootAt(track.root, track.frames, from, ENDS, 0);
  rootAt(track.root, track.frames, to, ENDS, 3);
  const turn = ENDS[5] - ENDS[2];
  const yaw = ENDS[2] + turn / 2 - turned;
  const sin = Math.sin(yaw);
  const cos = Math.cos(yaw);
  const dx = ENDS[3] - ENDS[0];
  const dz = ENDS[4] - ENDS[1];
  out[0] += cos * dx - sin * dz;
  out[1] += sin * dx + cos * dz;
  out[2] += turn;
}

/**
 * How the root goes in the tick that ends so many ticks after the clip began: x (to the left), z (ahead) in m of the
 * canonical person, seen from the heading in the middle, and its turn (rad). Zero before the first and after the last.
 */
export function clipStep(track: ClipTrack, span: ClipSpan, ticks: number, out: Float64Array): void {
  out.fill(0, 0, 3);
  if (ticks < 1) return;
  const before = clipFrameAt(span, ticks - 1);
  const now = clipFrameAt(span, ticks);
  if (before < 0) return;
  if (now >= before) addWay(track, before, now, 0, out);
  else {
    addWay(track, before, span.toFrame, 0, out);
    if (now >= 0) addWay(track, span.fromFrame, now, -out[2], out);
  }
}

const VALUES = BODY_JOINT_COUNT * 4;

/** Pose of a clip at a frame, cubic between frames: 22 rotations and the hips, as the engine's raw poses. */
export function readClipPose(clip: MotionClip, frame: number, out: Float64Array): void {
  spread(clip.poses, RAW_VALUES, clip.frames, frame, out);
  for (let q = 0; q < VALUES; q += 4) quatNormalize(out, q);
}

/** Fingers of a clip at a frame, 30 rotations. */
export function readClipFingers(clip: MotionClip, frame: number, out: Float64Array): void {
  if (!clip.fingers) return;
  spread(clip.fingers, FINGER_VALUES, clip.frames, frame, out);
  for (let q = 0; q < FINGER_VALUES; q += 4) quatNormalize(out, q);
}

function spread(values: Float32Array, width: number, frames: number, frame: number, out: Float64Array): void {
  const last = frames - 1;
  const i = Math.min(Math.max(0, Math.floor(frame)), last);
  const t = frame - i;
  if (t < 1e-9) {
    for (let k = 0; k < width; k++) out[k] = values[i * width + k];
    return;
  }
  const w = catmullRom(t);
  const a = Math.max(0, i - 1) * width;
  const b = i * width;
  const c = Math.min(last, i + 1) * width;
  const d = Math.min(last, i + 2) * width;
  for (let k = 0; k < width; k++)
    out[k] = w[0] * values[a + k] + w[1] * values[b + k] + w[2] * values[c + k] + w[3] * values[d + k];
}
