// Constructed, not captured: how hips and spine help a hand that goes farther or lower than its arm reaches.
import { clamp, length2, length3 } from '../maths/angle.ts';
import { quatFromVector, quatMultiply, quatRotate } from '../maths/quat.ts';
import { ARMS, armLength } from '../skeleton/arm-ik.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import { JOINT_INDEX, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import { bringFeetBack, createHeldFeet, noteFeet } from './leg-hold.ts';
import type { PosedBody } from './posed-body.ts';

export const TRUNK_HELP_DEFAULTS = {
  /** The trunk helps beyond this share of the arm's reach, with at most so much bend and turn, rad. */
  easyShare: 0.9,
  bendRad: 1.15,
  turnRad: 0.4,
  /** Part of the bend that is the hips', and how far they go back meanwhile, m a radian. */
  hipsShare: 0.5,
  hipsBackM: 0.16,
  /** Below this height over the ground one crouches: metres of hips for a metre, and most, m. */
  crouchBelowM: 0.66,
  crouchShare: 0.9,
  crouchM: 0.42,
  /** How the hips tip (rad a metre of crouch) and go back (m a metre) meanwhile. */
  crouchPitch: 1.2,
  crouchBackShare: 0.45,
} as const;

const { hips: HIPS, spine: SPINE, chest: CHEST, upperChest: UPPER } = JOINT_INDEX;
/** Trunk to the roots of the arms, parents first. */
export const TRUNK = Int32Array.of(
  SPINE,
  CHEST,
  UPPER,
  ARMS[0].shoulder,
  ARMS[1].shoulder,
  ARMS[0].upper,
  ARMS[1].upper,
);
const BEND_SHARES: readonly (readonly [number, number])[] = [
  [SPINE, 0.4],
  [CHEST, 0.35],
  [UPPER, 0.25],
];

const AXIS = new Float64Array(3);
const VECTOR = new Float64Array(3);
const TURN = new Float64Array(4);
const FRAME = new Float64Array(4);
const FEET = createHeldFeet();

/**
 * Lowers hips and bends the spine of a body whose hips and trunk are placed, for hands on their way to targets.
 *
 * @param targets palms of the left and right hand, 2 x 3 (m, world)
 * @param weights how much each hand is there, 0..1
 * @param palmShare from wrist to palm, as share of an arm's length
 */
export function helpHands(
  body: PosedBody,
  targets: Float64Array,
  weights: Float64Array,
  palmShare: number,
): void {
  const { positions, scale } = body;
  noteFeet(body, FEET);
  let moved = crouch(body, targets, weights);
  if (moved) placeTrunk(body);
  const ahead = [Math.sin(body.yaw), Math.cos(body.yaw)];
  VECTOR.fill(0);
  let twist = 0;
  for (let hand = 0; hand < 2; hand++) {
    if (weights[hand] <= 0) continue;
    const arm = ARMS[hand];
    const dx = targets[hand * 3] - positions[arm.upper * 3];
    const dy = targets[hand * 3 + 1] - positions[arm.upper * 3 + 1];
    const dz = targets[hand * 3 + 2] - positions[arm.upper * 3 + 2];
    const far = length3(dx, dy, dz);
    const reach = armLength(arm, scale.restOffsets) * (1 + palmShare);
    const excess = (far - reach * TRUNK_HELP_DEFAULTS.easyShare) * weights[hand];
    if (excess <= 0) continue;
    // Straight down tells no direction: one bends forward for it.
    const below = Math.max(0, -dy);
    VECTOR[0] += ((dx + ahead[0] * below) / far) * excess;
    VECTOR[2] += ((dz + ahead[1] * below) / far) * excess;
    twist -= arm.side * excess;
  }
  const excess = length2(VECTOR[0], VECTOR[2]);
  if (excess > 1e-4) {
    const { bendRad, turnRad, hipsShare, hipsBackM } = TRUNK_HELP_DEFAULTS;
    const lever = Math.max(0.25, positions[ARMS[0].upper * 3 + 1] - positions[1]);
    const bend = Math.min(bendRad, (excess / lever) * 1.2) / excess;
    const x = VECTOR[2] * bend;
    const z = -VECTOR[0] * bend;
    leanHips(body, x * hipsShare, z * hipsShare, hipsBackM);
    placeTrunk(body);
    bendSpine(body, x * (1 - hipsShare), clamp(twist * 2, -turnRad, turnRad), z * (1 - hipsShare));
    moved = true;
  }
  if (moved) bringFeetBack(body, FEET);
}

function placeTrunk(body: PosedBody): void {
  for (let k = 0; k < 4; k++) body.rotations[k] = body.joints[k];
  placeJoints(body.positions, body.rotations, body.joints, 0, body.scale.restOffsets, TRUNK);
}

/** Tips the hips by a rotation vector across (world, rad); they go the other way, `backM` for a radian. */
export function leanHips(body: PosedBody, x: number, z: number, backM: number): void {
  quatFromVector(TURN, 0, x, 0, z);
  quatMultiply(body.joints, HIPS * 4, TURN, 0, body.joints, HIPS * 4);
  body.positions[0] += z * backM;
  body.positions[2] -= x * backM;
}

/** Turns the spine by a rotation vector (world, rad), shared by its joints; the trunk must be placed. */
export function bendSpine(body: PosedBody, x: number, y: number, z: number): void {
  const { rotations, joints } = body;
  for (const [joint, share] of BEND_SHARES) {
    const parent = JOINT_PARENTS[joint] * 4;
    for (let k = 0; k < 3; k++) FRAME[k] = -rotations[parent + k];
    FRAME[3] = rotations[parent + 3];
    AXIS[0] = x * share;
    AXIS[1] = y * share;
    AXIS[2] = z * share;
    quatRotate(AXIS, 0, FRAME, 0, AXIS, 0);
    quatFromVector(TURN, 0, AXIS[0], AXIS[1], AXIS[2]);
    quatMultiply(joints, joint * 4, TURN, 0, joints, joint * 4);
  }
}

/** Lowers, tips and sets back the hips for hands that go low. */
function crouch(body: PosedBody, targets: Float64Array, weights: Float64Array): boolean {
  const { crouchBelowM, crouchShare, crouchM, crouchBackShare, crouchPitch } = TRUNK_HELP_DEFAULTS;
  let down = 0;
  for (let hand = 0; hand < 2; hand++) {
    const low = crouchBelowM - (targets[hand * 3 + 1] - body.baseY);
    down = Math.max(down, clamp(low * crouchShare, 0, crouchM) * weights[hand]);
  }
  if (down <= 0) return false;
  body.positions[1] -= down;
  const pitch = down * crouchPitch;
  leanHips(body, Math.cos(body.yaw) * pitch, -Math.sin(body.yaw) * pitch, crouchBackShare / crouchPitch);
  return true;
}
