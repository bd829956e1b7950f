import { type Floats, quatCopy, quatMultiply, quatRotate } from '../maths/quat.ts';
import { EVALUATION_ORDER, JOINT_PARENTS } from './human-joints.ts';

const ROTATED = new Float64Array(3);

/**
 * World position and rotation of every joint of `order` but hips, whose own must already stand in place 0.
 *
 * @param positions out, 52 x 3 (m); place 0 holds the hips
 * @param rotations out, 52 x 4; place 0 holds the hips
 * @param joints local rotations, 52 x 4, from element `at`
 * @param restOffsets offset of each joint from its parent in the T-pose, 52 x 3 (m)
 * @param order joints to place, parents before children; hips (0) is passed over
 */
export function placeJoints(
  positions: Float64Array,
  rotations: Float64Array,
  joints: Floats,
  at: number,
  restOffsets: Floats,
  order: ArrayLike<number>,
): void {
  for (let k = 0; k < order.length; k++) {
    const joint = order[k];
    const parent = JOINT_PARENTS[joint];
    if (parent < 0) continue;
    quatRotate(ROTATED, 0, rotations, parent * 4, restOffsets, joint * 3);
    positions[joint * 3] = positions[parent * 3] + ROTATED[0];
    positions[joint * 3 + 1] = positions[parent * 3 + 1] + ROTATED[1];
    positions[joint * 3 + 2] = positions[parent * 3 + 2] + ROTATED[2];
    quatMultiply(rotations, joint * 4, rotations, parent * 4, joints, at + joint * 4);
  }
}

/** Places a whole pose: hips world position (3, m, from `hipsAt`) and 52 rotations (from `jointsAt`), hips in world space. */
export function forwardKinematics(
  positions: Float64Array,
  rotations: Float64Array,
  hips: Floats,
  hipsAt: number,
  joints: Floats,
  jointsAt: number,
  restOffsets: Floats,
): void {
  positions[0] = hips[hipsAt];
  positions[1] = hips[hipsAt + 1];
  positions[2] = hips[hipsAt + 2];
  quatCopy(rotations, 0, joints, jointsAt);
  placeJoints(positions, rotations, joints, jointsAt, restOffsets, EVALUATION_ORDER);
}
