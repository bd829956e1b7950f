import { JOINT_INDEX } from '../skeleton/human-joints.ts';

/** Limb bones, which point on every body as they do in the file: joint, and the joint at its end. */
export const LIMB_BONES = (['left', 'right'] as const).flatMap((side) =>
  (
    [
      ['UpperLeg', 'LowerLeg'],
      ['LowerLeg', 'Foot'],
      ['UpperArm', 'LowerArm'],
      ['LowerArm', 'Hand'],
    ] as const
  ).map(([a, b]) => [JOINT_INDEX[`${side}${a}`], JOINT_INDEX[`${side}${b}`]] as const),
);
