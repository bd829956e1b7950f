// CONTRIBUTOR NOTES
// The knee keeps the plane it is animated in: the hinge is the shank's own +X, made square to the line hip-target. A
// pole vector instead made knees swing when the foot passes under the hip. The soft limit never lets a leg snap
// straight: within SOFT_M of full reach the ankle lags behind its target exponentially (jerk 1.6 -> 1.35 in the proof);
// but a pose that is itself straighter than that is left so, or every heel strike and push-off slides (skate 3.4 -> X).
import { length3 } from '../maths/angle.ts';
import { type Floats, quatBetween, quatInverseMultiply, quatMultiply, quatRotate } from '../maths/quat.ts';
import { JOINT_PARENTS } from './human-joints.ts';

/** Share of the leg's length that IK may use, and the range (m) in which reach is softened. */
export const REACH_SHARE = 0.998;
const SOFT_M = 0.03;
const LEAST_SOFT_M = 0.004;
const SHORTEST_M = 0.25;

/** A limb of two bones: upper joint, hinge, end (indices into HUMAN_JOINTS). */
export interface Limb {
  readonly upper: number;
  readonly hinge: number;
  readonly end: number;
}

const HINGE = new Float64Array(3);
/** Unit direction, square to the line from root to target, in which the hinge lies. */
const BEND = new Float64Array(3);
const LIMB = new Float64Array(3);
const TURN = new Float64Array(4);
const UPPER = new Float64Array(4);
const LOWER = new Float64Array(4);
const HINGE_AXIS = Float64Array.of(1, 0, 0);
const FORWARD_AXIS = Float64Array.of(0, 0, 1);

/** Length of a bone: distance of a joint from its parent at rest (m). */
export function boneLength(restOffsets: Floats, joint: number): number {
  const i = joint * 3;
  return length3(restOffsets[i], restOffsets[i + 1], restOffsets[i + 2]);
}

/**
 * Softly limited distance: equal to it within reach less SOFT_M, or as far as the pose itself reaches, whichever is
 * more; beyond, ever slower towards the reach.
 */
export function softReach(distanceM: number, reachM: number, posedM: number): number {
  const edge = Math.min(Math.max(reachM - SOFT_M, posedM), reachM - LEAST_SOFT_M);
  if (distanceM <= edge) return distanceM;
  const room = reachM - edge;
  return reachM - room * Math.exp(-(distanceM - edge) / room);
}

/**
 * Bends a leg so that its end comes to a target and keeps the end's world rotation. Writes the three local rotations
 * and brings positions and rotations of the three joints up to date; children of the end are left to the caller.
 *
 * @param positions 52 x 3 world positions (m), placed
 * @param rotations 52 x 4 world rotations, placed
 * @param joints local rotations, 52 x 4 from element `at`, written
 * @param restOffsets 52 x 3 (m)
 */
export function solveTwoBone(
  limb: Limb,
  x: number,
  y: number,
  z: number,
  positions: Float64Array,
  rotations: Float64Array,
  joints: Floats,
  at: number,
  restOffsets: Floats,
): void {
  const { upper, hinge, end } = limb;
  const a = upper * 3;
  const b = hinge * 3;
  const c = end * 3;
  const la = boneLength(restOffsets, hinge);
  const lb = boneLength(restOffsets, end);
  let dx = x - positions[a];
  let dy = y - positions[a + 1];
  let dz = z - positions[a + 2];
  const distance = Math.max(Math.sqrt(dx * dx + dy * dy + dz * dz), 1e-6);
  dx /= distance;
  dy /= distance;
  dz /= distance;
  const posed = length3(
    positions[c] - positions[a],
    positions[c + 1] - positions[a + 1],
    positions[c + 2] - positions[a + 2],
  );
  const reach = Math.max(softReach(distance, (la + lb) * REACH_SHARE, posed), Math.min(SHORTEST_M, la));
  if (!bendDirection(rotations, upper, hinge, dx, dy, dz)) return;
  const cosine = Math.min(1, Math.max(-1, (la * la + reach * reach - lb * lb) / (2 * la * reach)));
  const alongUpper = cosine * la;
  const outUpper = Math.sqrt(1 - cosine * cosine) * la;
  const kx = dx * alongUpper + BEND[0] * outUpper;
  const ky = dy * alongUpper + BEND[1] * outUpper;
  const kz = dz * alongUpper + BEND[2] * outUpper;
  // Upper bone: turned by the smallest rotation to the new hinge; the lower one rides along, then turns to the end.
  quatBetween(
    TURN,
    0,
    positions[b] - positions[a],
    positions[b + 1] - positions[a + 1],
    positions[b + 2] - positions[a + 2],
    kx,
    ky,
    kz,
  );
  quatMultiply(UPPER, 0, TURN, 0, rotations, upper * 4);
  quatMultiply(LOWER, 0, TURN, 0, rotations, hinge * 4);
  quatRotate(LIMB, 0, LOWER, 0, restOffsets, c);
  quatBetween(TURN, 0, LIMB[0], LIMB[1], LIMB[2], dx * reach - kx, dy * reach - ky, dz * reach - kz);
  quatMultiply(LOWER, 0, TURN, 0, LOWER, 0);
  quatInverseMultiply(joints, at + upper * 4, rotations, JOINT_PARENTS[upper] * 4, UPPER, 0);
  quatInverseMultiply(joints, at + hinge * 4, UPPER, 0, LOWER, 0);
  quatInverseMultiply(joints, at + end * 4, LOWER, 0, rotations, end * 4);
  rotations.set(UPPER, upper * 4);
  rotations.set(LOWER, hinge * 4);
  positions[b] = positions[a] + kx;
  positions[b + 1] = positions[a + 1] + ky;
  positions[b + 2] = positions[a + 2] + kz;
  quatRotate(LIMB, 0, LOWER, 0, restOffsets, c);
  positions[c] = positions[b] + LIMB[0];
  positions[c + 1] = positions[b + 1] + LIMB[1];
  positions[c + 2] = positions[b + 2] + LIMB[2];
}

/** Works out BEND for a limb whose end is to lie along unit (dx, dy, dz); false when its hinge tells no plane. */
function bendDirection(
  rotations: Float64Array,
  upper: number,
  hinge: number,
  dx: number,
  dy: number,
  dz: number,
): boolean {
  quatRotate(HINGE, 0, rotations, hinge * 4, HINGE_AXIS, 0);
  const along = HINGE[0] * dx + HINGE[1] * dy + HINGE[2] * dz;
  const nx = HINGE[0] - along * dx;
  const ny = HINGE[1] - along * dy;
  const nz = HINGE[2] - along * dz;
  const n = Math.sqrt(nx * nx + ny * ny + nz * nz);
  // The hinge along the limb tells no plane: the limb is better left as it is than given a guess.
  if (n < 1e-4) return false;
  BEND[0] = (dy * nz - dz * ny) / n;
  BEND[1] = (dz * nx - dx * nz) / n;
  BEND[2] = (dx * ny - dy * nx) / n;
  quatRotate(LIMB, 0, rotations, upper * 4, FORWARD_AXIS, 0);
  if (BEND[0] * LIMB[0] + BEND[1] * LIMB[1] + BEND[2] * LIMB[2] < 0) {
    for (let k = 0; k < 3; k++) BEND[k] = -BEND[k];
  }
  return true;
}
