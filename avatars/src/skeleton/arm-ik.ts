// CONTRIBUTOR NOTES
// The leg's solver keeps the plane a knee is animated in; an arm has no such plane when it is taken anywhere a hand can
// go, so here a pole tells it. Turning the posed bones by smallest rotations left the elbow's hinge up to 70 degrees
// out of the plane it bends in (a candy-wrapper elbow on the skin): both bones are given whole frames instead, bone and
// hinge axis, so an elbow is a pure hinge whatever the pose was.
import { clamp, length3 } from '../maths/angle.ts';
import {
  type Floats,
  quatCopy,
  quatFromColumns,
  quatFromVector,
  quatMultiply,
  quatMultiplyInverse,
  quatRotate,
} from '../maths/quat.ts';
import { JOINT_INDEX } from './human-joints.ts';

/** Joints of one arm, and +1 for the left one (which rests along +X), -1 for the right one. */
export interface Arm {
  readonly shoulder: number;
  readonly upper: number;
  readonly hinge: number;
  readonly end: number;
  readonly side: 1 | -1;
}

/** Left arm, right arm. */
export const ARMS: readonly [Arm, Arm] = [armOf('left', 1), armOf('right', -1)];

function armOf(name: 'left' | 'right', side: 1 | -1): Arm {
  return {
    shoulder: JOINT_INDEX[`${name}Shoulder`],
    upper: JOINT_INDEX[`${name}UpperArm`],
    hinge: JOINT_INDEX[`${name}LowerArm`],
    end: JOINT_INDEX[`${name}Hand`],
    side,
  };
}

/** Share of an arm's length that IK may use, and most flexion of an elbow, rad. */
export const ARM_LIMITS = { reachShare: 0.995, mostFlexionRad: 2.6 } as const;
/** How far a forearm rolls and a wrist bends for a palm, rad; the forearm takes this share of the roll. */
const PALM_LIMITS = { rollRad: 1.5, forearmShare: 0.6, bendRad: 1.1 } as const;

const AIM = new Float64Array(3);
const BEND = new Float64Array(3);
const BONE = new Float64Array(3);
const HINGE = new Float64Array(3);
const REST = new Float64Array(6);
const WORLD = new Float64Array(6);
const FRAME = new Float64Array(4);
const TURN = new Float64Array(4);
const ZERO = 1e-9;

/** Length of an arm from shoulder to wrist (m). */
export function armLength(arm: Arm, restOffsets: Floats): number {
  return offsetLength(restOffsets, arm.hinge) + offsetLength(restOffsets, arm.end);
}

function offsetLength(restOffsets: Floats, joint: number): number {
  return length3(restOffsets[joint * 3], restOffsets[joint * 3 + 1], restOffsets[joint * 3 + 2]);
}

/**
 * Bends an arm so that its wrist comes to a target, or as near as it reaches, with the elbow towards a pole and the
 * wrist straight. Brings positions and rotations of upper arm, forearm and hand up to date; local rotations are left to
 * the caller.
 *
 * @param target wrist, x, y, z (m, world)
 * @param pole direction the elbow is to point in (world, any length); one along the arm is replaced
 * @param positions 52 x 3 world positions, rotations 52 x 4; the upper arm's joint must be placed
 * @param restOffsets 52 x 3 (m)
 */
export function solveArm(
  arm: Arm,
  target: Floats,
  pole: Floats,
  positions: Float64Array,
  rotations: Float64Array,
  restOffsets: Floats,
): void {
  const { upper, hinge, end } = arm;
  const la = offsetLength(restOffsets, hinge);
  const lb = offsetLength(restOffsets, end);
  for (let k = 0; k < 3; k++) AIM[k] = target[k] - positions[upper * 3 + k];
  const distance = length3(AIM[0], AIM[1], AIM[2]);
  // A wrist in its own shoulder has no direction: ahead is as good as any.
  for (let k = 0; k < 3; k++) AIM[k] = distance > 1e-6 ? AIM[k] / distance : +(k === 2);
  const least = Math.sqrt(
    Math.max(la * la + lb * lb + 2 * la * lb * Math.cos(ARM_LIMITS.mostFlexionRad), 1e-6),
  );
  const reach = clamp(distance, least, (la + lb) * ARM_LIMITS.reachShare);
  squareTo(AIM, pole);
  const cosine = clamp((la * la + reach * reach - lb * lb) / (2 * la * reach), -1, 1);
  const along = cosine * la;
  const out = Math.sqrt(1 - cosine * cosine) * la;
  HINGE[0] = BEND[1] * AIM[2] - BEND[2] * AIM[1];
  HINGE[1] = BEND[2] * AIM[0] - BEND[0] * AIM[2];
  HINGE[2] = BEND[0] * AIM[1] - BEND[1] * AIM[0];
  for (let k = 0; k < 3; k++) {
    const elbow = AIM[k] * along + BEND[k] * out;
    BONE[k] = elbow;
    positions[hinge * 3 + k] = positions[upper * 3 + k] + elbow;
  }
  frameBone(arm, restOffsets, hinge * 3, rotations, upper * 4);
  for (let k = 0; k < 3; k++) BONE[k] = AIM[k] * reach - BONE[k];
  frameBone(arm, restOffsets, end * 3, rotations, hinge * 4);
  for (let k = 0; k < 3; k++) positions[end * 3 + k] = positions[upper * 3 + k] + AIM[k] * reach;
  quatCopy(rotations, end * 4, rotations, hinge * 4);
}

/** Leaves in BEND the unit direction nearest to the pole that is square to `aim`. */
function squareTo(aim: Float64Array, pole: Floats): void {
  const along = pole[0] * aim[0] + pole[1] * aim[1] + pole[2] * aim[2];
  for (let k = 0; k < 3; k++) BEND[k] = pole[k] - along * aim[k];
  let size = length3(BEND[0], BEND[1], BEND[2]);
  if (size < 1e-3) {
    // The pole tells nothing here: any direction across will do, the same one every time.
    const flat = Math.abs(aim[1]) < 0.9;
    for (let k = 0; k < 3; k++)
      BEND[k] = (flat ? +(k === 1) : +(k === 2)) - (flat ? aim[1] : aim[2]) * aim[k];
    size = length3(BEND[0], BEND[1], BEND[2]);
  }
  for (let k = 0; k < 3; k++) BEND[k] /= size;
}

/** World rotation of a bone that lies along BONE and whose elbow hinge is along HINGE. */
function frameBone(arm: Arm, restOffsets: Floats, child: number, rotations: Float64Array, out: number): void {
  for (let k = 0; k < 3; k++) {
    REST[k] = restOffsets[child + k];
    REST[3 + k] = k === 1 ? -arm.side : 0;
    WORLD[k] = BONE[k];
    WORLD[3 + k] = HINGE[k];
  }
  if (!quatFromColumns(FRAME, 0, REST, 0) || !quatFromColumns(TURN, 0, WORLD, 0)) return;
  quatMultiplyInverse(rotations, out, TURN, 0, FRAME, 0);
}

/**
 * Turns forearm and hand, after solveArm, so that the palm faces a direction as far as forearm and wrist go.
 *
 * @param facing direction the palm looks in (world, any length)
 */
export function facePalm(arm: Arm, facing: Floats, rotations: Float64Array, restOffsets: Floats): void {
  const { hinge, end } = arm;
  quatRotate(AIM, 0, rotations, hinge * 4, restOffsets, end * 3);
  const length = length3(AIM[0], AIM[1], AIM[2]);
  const wanted = length3(facing[0], facing[1], facing[2]);
  if (length < ZERO || wanted < ZERO) return;
  for (let k = 0; k < 3; k++) AIM[k] /= length;
  // Palms look along -Y of the hand.
  for (let k = 0; k < 3; k++) HINGE[k] = k === 1 ? -1 : 0;
  quatRotate(HINGE, 0, rotations, end * 4, HINGE, 0);
  let along = 0;
  let cosine = 0;
  let sine = 0;
  for (let k = 0; k < 3; k++) along += (facing[k] / wanted) * AIM[k];
  for (let k = 0; k < 3; k++) {
    const i = (k + 1) % 3;
    const j = (k + 2) % 3;
    const across = facing[k] / wanted - along * AIM[k];
    cosine += HINGE[k] * across;
    sine += AIM[k] * (HINGE[i] * (facing[j] / wanted) - HINGE[j] * (facing[i] / wanted));
  }
  const certain = Math.sqrt(Math.max(0, 1 - along * along));
  const roll =
    clamp(Math.atan2(sine, cosine), -PALM_LIMITS.rollRad, PALM_LIMITS.rollRad) * Math.min(1, certain * 2);
  turnAbout(AIM, roll * PALM_LIMITS.forearmShare, rotations, hinge * 4);
  turnAbout(AIM, roll, rotations, end * 4);
  // What is left is bent at the wrist, about the axis across forearm and palm.
  const bend = clamp(-Math.asin(clamp(along, -1, 1)), -PALM_LIMITS.bendRad, PALM_LIMITS.bendRad);
  for (let k = 0; k < 3; k++) HINGE[k] = k === 1 ? -1 : 0;
  quatRotate(HINGE, 0, rotations, end * 4, HINGE, 0);
  BEND[0] = AIM[1] * HINGE[2] - AIM[2] * HINGE[1];
  BEND[1] = AIM[2] * HINGE[0] - AIM[0] * HINGE[2];
  BEND[2] = AIM[0] * HINGE[1] - AIM[1] * HINGE[0];
  turnAbout(BEND, bend, rotations, end * 4);
}

function turnAbout(axis: Float64Array, rad: number, rotations: Float64Array, at: number): void {
  if (Math.abs(rad) < 1e-6) return;
  quatFromVector(TURN, 0, axis[0] * rad, axis[1] * rad, axis[2] * rad);
  quatMultiply(rotations, at, TURN, 0, rotations, at);
}
