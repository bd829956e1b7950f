import { forwardKinematics, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { EASE_POSE } from './fill-pose.ts';

/** Poses in which a body is pictured for far away. */
export const IMPOSTOR_FRAME = { stand: 0, leftAhead: 1, rightAhead: 2, armsUp: 3 } as const;
export const IMPOSTOR_FRAMES = 4;
/** No picture fits: somebody sits, lies or kneels, and is drawn as a mesh. */
export const NO_FRAME = -1;

/** Shares of the body's height; a frame holds a little beyond the border at which it began. */
const STRIDE = 0.13;
const HOLD = 0.7;
const SUNK = 0.82;
const UPRIGHT = 0.85;

const L_TOES = JOINT_INDEX.leftToes * 3;
const R_TOES = JOINT_INDEX.rightToes * 3;
const HEAD = JOINT_INDEX.head * 3;

/** Where a body's forward points on the ground; hips look along +Z when not turned. */
export function yawOf(rotations: ArrayLike<number>): number {
  const [x, y, z, w] = [rotations[0], rotations[1], rotations[2], rotations[3]];
  return Math.atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y));
}

/** Height of the lower foot's toe joint, m. */
export function lowerToes(positions: ArrayLike<number>): number {
  return Math.min(positions[L_TOES + 1], positions[R_TOES + 1]);
}

/**
 * The picture that shows a pose from far away, or NO_FRAME. It follows from the pose itself, so gait and feet keep the
 * stage's time.
 *
 * @param positions world positions of the joints, 52 x 3, m
 * @param rotations world rotations, 52 x 4
 * @param held frame shown before, for hysteresis
 */
export function impostorFrame(
  positions: ArrayLike<number>,
  rotations: ArrayLike<number>,
  heightM: number,
  hipsHeightM: number,
  held: number,
): number {
  const up = 1 - 2 * (rotations[0] * rotations[0] + rotations[2] * rotations[2]);
  const sunk = positions[1] - lowerToes(positions) < hipsHeightM * SUNK;
  if (up < UPRIGHT || sunk) return NO_FRAME;
  const limit = (frame: number): number => (held === frame ? HOLD : 1);
  const hands = Math.max(positions[JOINT_INDEX.leftHand * 3 + 1], positions[JOINT_INDEX.rightHand * 3 + 1]);
  const above = (hands - positions[HEAD + 1]) / heightM;
  if (above > (held === IMPOSTOR_FRAME.armsUp ? -0.03 : 0.03)) return IMPOSTOR_FRAME.armsUp;
  const yaw = yawOf(rotations);
  const ahead =
    (positions[L_TOES] - positions[R_TOES]) * Math.sin(yaw) +
    (positions[L_TOES + 2] - positions[R_TOES + 2]) * Math.cos(yaw);
  const stride = ahead / heightM;
  if (stride > STRIDE * limit(IMPOSTOR_FRAME.leftAhead)) return IMPOSTOR_FRAME.leftAhead;
  if (stride < -STRIDE * limit(IMPOSTOR_FRAME.rightAhead)) return IMPOSTOR_FRAME.rightAhead;
  return IMPOSTOR_FRAME.stand;
}

/**
 * World positions and rotations of a body in one of the frames: at the origin, looking along +Z, the lower toes as high as in the
 * T-pose.
 */
export function poseFrame(
  frame: number,
  restOffsets: Float64Array,
  positions: Float64Array,
  rotations: Float64Array,
): void {
  const joints = Float32Array.from(EASE_POSE);
  const swing = (name: keyof typeof JOINT_INDEX, angle: number): void => {
    const at = JOINT_INDEX[name] * 4;
    const [x, y, z, w] = joints.subarray(at, at + 4);
    const s = Math.sin(angle / 2);
    const c = Math.cos(angle / 2);
    joints.set([c * x + s * w, c * y - s * z, c * z + s * y, c * w - s * x], at);
  };
  if (frame === IMPOSTOR_FRAME.leftAhead || frame === IMPOSTOR_FRAME.rightAhead) {
    const [ahead, behind] =
      frame === IMPOSTOR_FRAME.leftAhead ? (['left', 'right'] as const) : (['right', 'left'] as const);
    swing(`${ahead}UpperLeg`, -0.42);
    swing(`${ahead}LowerLeg`, 0.1);
    swing(`${behind}UpperLeg`, 0.3);
    swing(`${behind}LowerLeg`, 0.36);
    swing(`${ahead}UpperArm`, 0.32);
    swing(`${behind}UpperArm`, -0.34);
  } else if (frame === IMPOSTOR_FRAME.armsUp) {
    for (const [name, sign] of [
      ['leftUpperArm', 1],
      ['rightUpperArm', -1],
    ] as const) {
      const half = (sign * 1.05) / 2;
      joints.set([0, 0, Math.sin(half), Math.cos(half)], JOINT_INDEX[name] * 4);
    }
  }
  const hips = [0, restOffsets[1], 0];
  forwardKinematics(positions, rotations, hips, 0, joints, 0, restOffsets);
  const sunk = lowerToes(positions) - toesAtRest(restOffsets);
  for (let i = 1; i < positions.length; i += 3) positions[i] -= sunk;
}

/** Height of the toe joints over the ground in the T-pose, m. */
export function toesAtRest(restOffsets: ArrayLike<number>): number {
  const y = (name: keyof typeof JOINT_INDEX): number => restOffsets[JOINT_INDEX[name] * 3 + 1];
  return y('hips') + y('leftUpperLeg') + y('leftLowerLeg') + y('leftFoot') + y('leftToes');
}
