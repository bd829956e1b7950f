import { JOINT_COUNT } from '../skeleton/human-joints.ts';

/** What a reader accepts; more is refused before it is read. */
export const CLIP_LIMITS = {
  /** Bytes of a file: an hour of a 100-joint BVH at 60 Hz is about half of it. */
  bytesMax: 256_000_000,
  /** Half an hour at 60 Hz. */
  framesMax: 108_000,
  jointsMax: 1024,
  depthMax: 256,
  /** Numbers held at once: frames x channels. */
  valuesMax: 32_000_000,
  frameTimeMinS: 1 / 1000,
  frameTimeMaxS: 1,
  durationMaxS: 3600,
  expressionsMax: 256,
  /** Nobody is farther from the origin than this, m. */
  reachM: 10_000,
} as const;

/** The person a clip was recorded on: T-pose proportions in the normalised space of VRM 1.0. */
export interface ClipRig {
  /** Offset of each joint from its parent in the T-pose, 52 x 3, m; hips: place above the ground. */
  readonly restOffsets: Float64Array;
  readonly hipsHeightM: number;
  /** Upper and lower leg, m. */
  readonly legLengthM: number;
  /** 1 for each of the 52 joints the recording moves, 0 for those that only follow their parent. */
  readonly moved: Uint8Array;
}

/** One expression of the face over time. */
export interface ClipExpression {
  /** VRM preset name, or the name of a custom expression. */
  readonly name: string;
  readonly preset: boolean;
  /** Weight a frame, 0..1. */
  readonly weights: Float32Array;
}

/** What a reader found out about a file, for people to read. */
export interface ClipOrigin {
  readonly format: 'bvh' | 'vrma' | 'gltf' | 'json' | 'performance';
  readonly joints: number;
  /** Unit the file is in, and how many metres one is. */
  readonly unit: string;
  readonly metresPerUnit: number;
  readonly up: 'x' | 'y' | 'z';
  /** How the rest pose was used: as the T-pose it is, turned into one, or not at all (axes found in the motion). */
  readonly rest: 'tPose' | 'turned' | 'fromMotion';
  /** Height by which the floor was moved to y = 0, m. */
  readonly floorM: number;
  /** Joint of the file behind each canonical joint that has one. */
  readonly names: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** Origin of what a body of ours performed: nothing had to be found out. */
export const PERFORMED: ClipOrigin = {
  format: 'performance',
  joints: 52,
  unit: 'm',
  metresPerUnit: 1,
  up: 'y',
  rest: 'tPose',
  floorM: 0,
  names: {},
  notes: [],
};

/**
 * A recorded or captured motion on the one skeleton of 52 joints: metres, +Y up, quaternions x, y, z, w, all identity is
 * the T-pose facing +Z; hips in world space, all others relative to their parent.
 */
export interface Clip {
  readonly name: string;
  readonly fps: number;
  readonly frames: number;
  /** World position of the hips, frames x 3, m. */
  readonly hips: Float32Array;
  /** Rotations, frames x 52 x 4, unit, neighbours in time on one half sphere. */
  readonly joints: Float32Array;
  readonly rig: ClipRig;
  readonly expressions: readonly ClipExpression[];
  /** Gaze against the head a frame: yaw (positive to the person's left) and pitch (positive up), frames x 2, rad. */
  readonly gaze: Float32Array | undefined;
  readonly origin: ClipOrigin;
}

/** Length of a clip, s: the time from its first to its last frame. */
export function clipSeconds(clip: Pick<Clip, 'frames' | 'fps'>): number {
  return (clip.frames - 1) / clip.fps;
}

/** Values of the rotations of one frame. */
export const CLIP_FRAME_VALUES = JOINT_COUNT * 4;
