import { catmullRom } from '../maths/catmull-rom.ts';
import { CLIP_FRAME_VALUES, CLIP_LIMITS, type Clip } from './clip.ts';
import { ClipError } from './clip-error.ts';

/** Rows of a clip a second on the stage: one a tick. */
export const STAGE_HZ = 20;

/**
 * The clip at another rate, cubic between its frames (a linear one triples the jerk).
 *
 * @throws ClipError when the new clip would be too long
 */
export function resampleClip(clip: Clip, fps: number = STAGE_HZ): Clip {
  if (clip.fps === fps) return clip;
  // The last frame is kept when it falls on a new one but for rounding.
  const frames = Math.max(2, Math.floor(((clip.frames - 1) * fps) / clip.fps + 1e-6) + 1);
  if (!(fps > 0) || frames > CLIP_LIMITS.framesMax)
    throw new ClipError(
      'tooLarge',
      clip.name,
      `${frames} frames at ${fps} a second are more than ${CLIP_LIMITS.framesMax}`,
    );
  const joints = spread(clip.joints, CLIP_FRAME_VALUES, clip, frames, fps);
  normaliseAll(joints);
  return {
    ...clip,
    fps,
    frames,
    hips: spread(clip.hips, 3, clip, frames, fps),
    joints,
    expressions: clip.expressions.map((one) => ({
      ...one,
      weights: spread(one.weights, 1, clip, frames, fps).map((w) => Math.min(1, Math.max(0, w))),
    })),
    gaze: clip.gaze && spread(clip.gaze, 2, clip, frames, fps),
  };
}

/** Values of `width` a frame, read at the times of the new frames. */
function spread(values: Float32Array, width: number, clip: Clip, frames: number, fps: number): Float32Array {
  const out = new Float32Array(frames * width);
  const last = clip.frames - 1;
  for (let frame = 0; frame < frames; frame++) {
    const at = Math.min(last, (frame * clip.fps) / fps);
    const i = Math.min(Math.floor(at), Math.max(0, last - 1));
    const t = at - i;
    const rows = [Math.max(0, i - 1), i, Math.min(last, i + 1), Math.min(last, i + 2)];
    const weights = catmullRom(t);
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let r = 0; r < 4; r++) sum += weights[r] * values[rows[r] * width + k];
      out[frame * width + k] = sum;
    }
  }
  return out;
}

/** Makes every quaternion unit again; neighbours lie on one half sphere, so none comes near zero. */
export function normaliseAll(joints: Float32Array): void {
  for (let i = 0; i < joints.length; i += 4) {
    const n = Math.hypot(joints[i], joints[i + 1], joints[i + 2], joints[i + 3]);
    if (!(n > 1e-6)) joints.set([0, 0, 0, 1], i);
    else for (let k = 0; k < 4; k++) joints[i + k] /= n;
  }
}

/** The part of a clip from one time to another, s; the end is included. */
export function cutClip(clip: Clip, fromS: number, toS: number): Clip {
  const last = clip.frames - 1;
  const first = Math.min(last - 1, Math.max(0, Math.round(fromS * clip.fps)));
  const end = Math.min(last, Math.max(first + 1, Math.round(toS * clip.fps)));
  const frames = end - first + 1;
  const part = (values: Float32Array, width: number): Float32Array =>
    values.slice(first * width, (end + 1) * width);
  return {
    ...clip,
    frames,
    hips: part(clip.hips, 3),
    joints: part(clip.joints, CLIP_FRAME_VALUES),
    expressions: clip.expressions.map((one) => ({ ...one, weights: part(one.weights, 1) })),
    gaze: clip.gaze && part(clip.gaze, 2),
  };
}
