import { clamp } from '../maths/angle.ts';
import { type Floats, quatNormalize } from '../maths/quat.ts';
import { JOINT_INDEX } from './human-joints.ts';

/** How far the neck and the eyes of a person turn (rad), head against upper chest; generous adults' ranges. */
export const GAZE_LIMITS = {
  yawRad: 1.22,
  upRad: 0.7,
  downRad: 0.87,
  eyeYawRad: 0.6,
  eyePitchRad: 0.45,
} as const;

/** Least and most flexion (rad) of the hinges; captured knees and elbows of real people overextend by up to 5 degrees. */
export const HINGE_LIMITS = { leastRad: -0.09, mostRad: 2.7 } as const;

const KNEES = [JOINT_INDEX.leftLowerLeg, JOINT_INDEX.rightLowerLeg];

/**
 * Holds the knees of one pose within human limits: bent forward only. Rotation of a knee about anything but its hinge
 * (+X) is kept. Returns how many knees had to be changed.
 *
 * @param joints local rotations, 52 x 4 from element `at`, changed in place
 */
export function limitKnees(joints: Floats, at: number): number {
  let changed = 0;
  for (const joint of KNEES) {
    const i = at + joint * 4;
    const flexion = 2 * Math.atan2(joints[i], joints[i + 3]);
    const limited = clamp(
      flexion > Math.PI ? flexion - 2 * Math.PI : flexion,
      HINGE_LIMITS.leastRad,
      HINGE_LIMITS.mostRad,
    );
    const excess = limited - (flexion > Math.PI ? flexion - 2 * Math.PI : flexion);
    if (Math.abs(excess) < 1e-6) continue;
    // q = twist about X of the present angle, then the rest: turning by the excess about X replaces the twist.
    const s = Math.sin(excess / 2);
    const c = Math.cos(excess / 2);
    const [x, y, z, w] = [joints[i], joints[i + 1], joints[i + 2], joints[i + 3]];
    joints[i] = x * c + w * s;
    joints[i + 1] = y * c + z * s;
    joints[i + 2] = z * c - y * s;
    joints[i + 3] = w * c - x * s;
    quatNormalize(joints, i);
    changed += 1;
  }
  return changed;
}
