import type { Sight } from '../see/see.ts';
import type { BodySpace } from './body-space.ts';
import type { Camera } from './camera.ts';
import { LIMBS } from './landmark-map.ts';
import { createFitState, type FitState, poseBones } from './pose-state.ts';

type Vector = readonly [number, number, number];

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
function unit(a: Vector): Vector {
  const length = Math.hypot(...a) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** Height of the box of shoulders to ankles of a standing adult, m. */
const EXTENT_M = 1.35;

/** A 3D landmark in the camera's frame: x to the right, y up, z towards the camera. */
export function worldPoint(world: Float32Array, k: number): Vector {
  return [world[k * 3], -world[k * 3 + 1], -world[k * 3 + 2]];
}

/** A first pose: the trunk from shoulders and hips, limbs along the network's directions. */
export function startPose(space: BodySpace, sight: Sight, camera: Camera): FitState {
  const { world, landmarks } = sight.pose;
  const state = createFitState(space);
  const name = (bone: string) => space.model.manifest.bones.indexOf(bone);
  const p = (k: number) => worldPoint(world, k);
  const middle = (a: Vector, b: Vector): Vector => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const up = unit(minus(middle(p(11), p(12)), middle(p(23), p(24))));
  const across = unit(minus(middle(p(11), p(23)), middle(p(12), p(24))));
  const ahead = unit(cross(across, up));
  const right = cross(up, ahead);
  for (let k = 0; k < 3; k++) {
    state.turns[k * 3] = right[k];
    state.turns[k * 3 + 1] = up[k];
    state.turns[k * 3 + 2] = ahead[k];
  }
  for (const [from, to, bone, end] of LIMBS) {
    const b = name(bone);
    const posed = poseBones(space, state, false);
    const parent = space.parents[b];
    const wanted = unit(minus(p(to), p(from)));
    const local: Vector = [0, 1, 2].map((k) =>
      dot(wanted, [
        posed.turns[parent * 9 + k],
        posed.turns[parent * 9 + 3 + k],
        posed.turns[parent * 9 + 6 + k],
      ]),
    ) as unknown as Vector;
    const head = (q: number): Vector => [posed.heads[q * 3], posed.heads[q * 3 + 1], posed.heads[q * 3 + 2]];
    state.turns.set(alignment(unit(minus(head(name(end)), head(b))), local), b * 9);
  }
  const hipsX = (landmarks[23].x + landmarks[24].x) / 2;
  const hipsY = (landmarks[23].y + landmarks[24].y) / 2;
  const depth = (camera.focalPx * EXTENT_M) / sight.extentPx;
  const hips = space.vertices + name('hips');
  state.place[0] = ((hipsX - camera.cx) / camera.focalPx) * depth - space.mean[hips * 3];
  state.place[1] = (-(hipsY - camera.cy) / camera.focalPx) * depth - space.mean[hips * 3 + 1];
  state.place[2] = -depth;
  return state;
}

/** The smallest turn from one direction to another, 3 x 3. */
export function alignment(from: Vector, to: Vector): Float64Array {
  const axis = cross(from, to);
  const c = dot(from, to);
  if (c < -0.9999) return new Float64Array([1, 0, 0, 0, -1, 0, 0, 0, -1]);
  const k = 1 / (1 + c);
  const [x, y, z] = axis;
  return new Float64Array([
    c + k * x * x,
    k * x * y - z,
    k * x * z + y,
    k * x * y + z,
    c + k * y * y,
    k * y * z - x,
    k * x * z - y,
    k * y * z + x,
    c + k * z * z,
  ]);
}
