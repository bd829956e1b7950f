import { JOINT_COUNT } from '../skeleton/human-joints.ts';
import type { BodyScale } from './body-scale.ts';

/** The one body being posed now: what the layers over the learned motion read and change. */
export interface PosedBody {
  /** World positions 52 x 3 (m) and rotations 52 x 4 of the joints placed so far. */
  readonly positions: Float64Array;
  readonly rotations: Float64Array;
  /** Local rotations, 52 x 4, hips in world space; may be longer. */
  readonly joints: Float64Array;
  scale: BodyScale;
  /** Where the person stands and faces, and the height of the ground there (m, rad). */
  x: number;
  z: number;
  yaw: number;
  baseY: number;
  /** How far the feet have pulled the body down since its hands were aimed, m. */
  loweredM: number;
}

/** A body with room for every joint, over `joints`. */
export function createPosedBody(joints: Float64Array, scale: BodyScale): PosedBody {
  return {
    positions: new Float64Array(JOINT_COUNT * 3),
    rotations: new Float64Array(JOINT_COUNT * 4),
    joints,
    scale,
    x: 0,
    z: 0,
    yaw: 0,
    baseY: 0,
    loweredM: 0,
  };
}

/** A direction in the person's frame (x left, y up, z ahead) to the world; `out` may be `from`. */
export function turnToWorld(
  body: PosedBody,
  from: ArrayLike<number>,
  i: number,
  out: Float64Array,
  o: number,
): void {
  const sin = Math.sin(body.yaw);
  const cos = Math.cos(body.yaw);
  const x = from[i];
  const z = from[i + 2];
  out[o] = cos * x + sin * z;
  out[o + 1] = from[i + 1];
  out[o + 2] = cos * z - sin * x;
}

/** A place in the person's frame (x left, y above the ground, z ahead, m) to the world; `out` may be `from`. */
export function placeInWorld(
  body: PosedBody,
  from: ArrayLike<number>,
  i: number,
  out: Float64Array,
  o: number,
): void {
  turnToWorld(body, from, i, out, o);
  out[o] += body.x;
  out[o + 1] += body.baseY;
  out[o + 2] += body.z;
}

/** A place in the world to the person's frame; `out` must not be `from`. */
export function placeInPerson(
  body: PosedBody,
  from: ArrayLike<number>,
  i: number,
  out: Float64Array,
  o: number,
): void {
  const sin = Math.sin(body.yaw);
  const cos = Math.cos(body.yaw);
  const dx = from[i] - body.x;
  const dz = from[i + 2] - body.z;
  out[o] = cos * dx - sin * dz;
  out[o + 1] = from[i + 1] - body.baseY;
  out[o + 2] = sin * dx + cos * dz;
}
