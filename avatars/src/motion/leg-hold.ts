// Keeps the feet of a body where they are while its hips are moved: a crouch, a lean, a seat. Without it the legs turn
// with the hips and the foot lock answers with a settle step.
import { quatCopy } from '../maths/quat.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { type Limb, solveTwoBone } from '../skeleton/two-bone-ik.ts';
import type { PosedBody } from './posed-body.ts';

/** Left leg, right leg. */
export const LEG_LIMBS: readonly [Limb, Limb] = [legOf('left'), legOf('right')];

function legOf(side: 'left' | 'right'): Limb {
  return {
    upper: JOINT_INDEX[`${side}UpperLeg`],
    hinge: JOINT_INDEX[`${side}LowerLeg`],
    end: JOINT_INDEX[`${side}Foot`],
  };
}

const LEG_TREE = Int32Array.of(
  ...LEG_LIMBS.map((leg) => leg.upper),
  ...LEG_LIMBS.map((leg) => leg.hinge),
  ...LEG_LIMBS.map((leg) => leg.end),
);

/** Where feet were: two ankles (m, world) and their rotations. */
export interface HeldFeet {
  readonly ankles: Float64Array;
  readonly rotations: Float64Array;
}

export function createHeldFeet(): HeldFeet {
  return { ankles: new Float64Array(6), rotations: new Float64Array(8) };
}

/** Remembers the feet of a body whose hips are placed. */
export function noteFeet(body: PosedBody, feet: HeldFeet): void {
  placeJoints(body.positions, body.rotations, body.joints, 0, body.scale.restOffsets, LEG_TREE);
  LEG_LIMBS.forEach(({ end }, i) => {
    for (let k = 0; k < 3; k++) feet.ankles[i * 3 + k] = body.positions[end * 3 + k];
    quatCopy(feet.rotations, i * 4, body.rotations, end * 4);
  });
}

/** Bends the legs of a body whose hips were moved so that its feet are where they were noted. */
export function bringFeetBack(body: PosedBody, feet: HeldFeet): void {
  const { positions, rotations, joints, scale } = body;
  placeJoints(positions, rotations, joints, 0, scale.restOffsets, LEG_TREE);
  for (let i = 0; i < 2; i++) {
    const leg = LEG_LIMBS[i];
    quatCopy(rotations, leg.end * 4, feet.rotations, i * 4);
    const { ankles } = feet;
    const p = i * 3;
    solveTwoBone(
      leg,
      ankles[p],
      ankles[p + 1],
      ankles[p + 2],
      positions,
      rotations,
      joints,
      0,
      scale.restOffsets,
    );
  }
}
