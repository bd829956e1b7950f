import { JOINT_COUNT } from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, CLIP_LIMITS, type Clip, type ClipOrigin } from './clip.ts';
import { ClipError } from './clip-error.ts';

const FORMAT = 'troupe-clip';
const VERSION = 1;

/** A clip as JSON text: plain fields, and little-endian 32-bit floats in base64. */
export function writeClipJson(clip: Clip): string {
  const { name, fps, frames, rig, origin } = clip;
  return `${JSON.stringify({
    format: FORMAT,
    version: VERSION,
    name,
    fps,
    frames,
    rig: { ...rig, restOffsets: Array.from(rig.restOffsets), moved: Array.from(rig.moved) },
    hips: toBase64(clip.hips),
    joints: toBase64(clip.joints),
    expressions: clip.expressions.map((one) => ({ ...one, weights: toBase64(one.weights) })),
    gaze: clip.gaze ? toBase64(clip.gaze) : null,
    origin,
  })}\n`;
}

/** True when a parsed document says it is a clip of ours. */
export function isClipJson(json: unknown): boolean {
  return (json as { format?: unknown } | null)?.format === FORMAT;
}

/** Reads what writeClipJson wrote. @throws ClipError naming the field, joint or frame */
export function readClipJson(json: unknown, file: string): Clip {
  const raw = json as Record<string, unknown>;
  const fail = (problem: string): never => {
    throw new ClipError('syntax', file, `${problem}; import the recording anew`);
  };
  if (raw.version !== VERSION) fail(`version ${String(raw.version)} is not ${VERSION}`);
  const { name, fps, frames } = raw as { name: string; fps: number; frames: number };
  if (typeof name !== 'string' || !(fps >= 1 && fps <= 1000)) fail('name or fps is wrong');
  if (!Number.isInteger(frames) || frames < 2 || frames > CLIP_LIMITS.framesMax) fail('frames is wrong');
  const rig = raw.rig as { restOffsets: number[]; hipsHeightM: number; legLengthM: number; moved: number[] };
  const finite = (list: unknown, length: number): boolean =>
    Array.isArray(list) &&
    list.length === length &&
    list.every((x) => Number.isFinite(x) && Math.abs(x) < 100);
  if (!rig || !finite(rig.restOffsets, JOINT_COUNT * 3) || !finite(rig.moved, JOINT_COUNT))
    fail('the rig is wrong');
  if (!(rig.hipsHeightM > -2 && rig.hipsHeightM < 10) || !(rig.legLengthM > 0.01 && rig.legLengthM < 10))
    fail('the rig is no person');
  const hips = floats(raw.hips, frames * 3, file, 3, CLIP_LIMITS.reachM);
  const joints = floats(raw.joints, frames * CLIP_FRAME_VALUES, file, CLIP_FRAME_VALUES, 1.01);
  for (let i = 0; i < joints.length; i += 4)
    if (!(Math.abs(Math.hypot(joints[i], joints[i + 1], joints[i + 2], joints[i + 3]) - 1) < 0.01))
      throw new ClipError('notANumber', file, `rotation ${(i / 4) % JOINT_COUNT} is not unit`, {
        frame: Math.floor(i / CLIP_FRAME_VALUES),
      });
  const expressions = Array.isArray(raw.expressions)
    ? (raw.expressions as { name: string; preset: boolean; weights: unknown }[])
    : [];
  if (expressions.length > CLIP_LIMITS.expressionsMax) fail('there are too many expressions');
  return {
    name,
    fps,
    frames,
    hips,
    joints,
    rig: { ...rig, restOffsets: Float64Array.from(rig.restOffsets), moved: Uint8Array.from(rig.moved) },
    expressions: expressions.map((one) => ({
      name: String(one?.name),
      preset: one?.preset === true,
      weights: floats(one?.weights, frames, file, 1, 1),
    })),
    gaze: raw.gaze == null ? undefined : floats(raw.gaze, frames * 2, file, 2, Math.PI + 1e-3),
    origin: raw.origin as ClipOrigin,
  };
}

function floats(text: unknown, count: number, file: string, width: number, most: number): Float32Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(String(text)), (c) => c.charCodeAt(0));
  } catch {
    throw new ClipError('syntax', file, 'an array is no base64; import the recording anew');
  }
  if (bytes.length !== count * 4)
    throw new ClipError('truncated', file, `an array has ${bytes.length} bytes, not ${count * 4}`);
  const view = new DataView(bytes.buffer);
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    out[i] = view.getFloat32(i * 4, true);
    if (!(Math.abs(out[i]) <= most))
      throw new ClipError('notANumber', file, `${out[i]} is no usable number`, {
        frame: Math.floor(i / width),
      });
  }
  return out;
}

function toBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i], true);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
