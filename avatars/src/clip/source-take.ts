/** A rig as a file has it, before anything is known about it: parents stand before their children. */
export interface SourceRig {
  readonly names: readonly string[];
  readonly parents: readonly number[];
  /** World position (in the file's unit) and rotation of each joint at rest. */
  readonly restPositions: Float64Array;
  readonly restRotations: Float64Array;
  /** Joints that only end a bone (BVH End Site): they have a place and no channels. */
  readonly ends: readonly boolean[];
}

/** A motion of a source rig; frames are worked out one at a time, so that a long take needs little memory. */
export interface SourceTake {
  readonly file: string;
  readonly name: string;
  readonly format: 'bvh' | 'vrma' | 'gltf';
  readonly rig: SourceRig;
  readonly fps: number;
  readonly frames: number;
  /** World positions (joints x 3, file's unit) and rotations (joints x 4, unit) of a frame. */
  pose(frame: number, positions: Float64Array, rotations: Float64Array): void;
  readonly notes: readonly string[];
}
