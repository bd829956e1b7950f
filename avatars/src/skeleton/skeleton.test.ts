import { describe, expect, it } from 'vitest';
import { quatFromVector, quatIdentity, quatNormalize, quatRotate } from '../maths/quat.ts';
import { createRandom } from '../maths/random.ts';
import { forwardKinematics } from './forward-kinematics.ts';
import { EVALUATION_ORDER, HUMAN_JOINTS, JOINT_COUNT, JOINT_INDEX, JOINT_PARENTS } from './human-joints.ts';
import { HINGE_LIMITS, limitKnees } from './joint-limits.ts';
import { boneLength, softReach, solveTwoBone } from './two-bone-ik.ts';

const LEFT_LEG = {
  upper: JOINT_INDEX.leftUpperLeg,
  hinge: JOINT_INDEX.leftLowerLeg,
  end: JOINT_INDEX.leftFoot,
};

function restOffsets(): Float64Array {
  const offsets = new Float64Array(JOINT_COUNT * 3);
  for (let joint = 0; joint < JOINT_COUNT; joint++) offsets[joint * 3 + 1] = 0.05;
  const put = (name: (typeof HUMAN_JOINTS)[number], offset: number[]) =>
    offsets.set(offset, JOINT_INDEX[name] * 3);
  put('hips', [0, 0.965, 0]);
  put('leftUpperLeg', [0.09, -0.05, 0]);
  put('leftLowerLeg', [0, -0.42, 0]);
  put('leftFoot', [0, -0.41, 0]);
  put('leftToes', [0, -0.065, 0.135]);
  return offsets;
}

function pose(kneeRad: number) {
  const joints = new Float64Array(JOINT_COUNT * 4);
  for (let joint = 0; joint < JOINT_COUNT; joint++) quatIdentity(joints, joint * 4);
  quatFromVector(joints, LEFT_LEG.upper * 4, -kneeRad / 2, 0.1, 0.05);
  quatFromVector(joints, LEFT_LEG.hinge * 4, kneeRad, 0, 0);
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const offsets = restOffsets();
  forwardKinematics(positions, rotations, [1, 0.93, -2], 0, joints, 0, offsets);
  return { joints, positions, rotations, offsets };
}

describe('the skeleton', () => {
  it('has parents before children in evaluation order', () => {
    const seen = new Set<number>([-1]);
    for (const joint of EVALUATION_ORDER) {
      expect(seen.has(JOINT_PARENTS[joint]), HUMAN_JOINTS[joint]).toBe(true);
      seen.add(joint);
    }
    expect(seen.size).toBe(JOINT_COUNT + 1);
  });
});

describe('forward kinematics', () => {
  it('puts the foot of a straight leg below the hip', () => {
    const { positions } = pose(0);
    // Only the small turn of the upper leg moves it off the vertical.
    expect(positions[LEFT_LEG.end * 3 + 1]).toBeCloseTo(0.93 - 0.05 - 0.83, 2);
  });

  it('keeps every bone its length under any pose', () => {
    const { positions, rotations, joints, offsets } = pose(1);
    const random = createRandom(3);
    for (let i = 0; i < joints.length; i++) joints[i] = random() - 0.5;
    for (let joint = 0; joint < JOINT_COUNT; joint++) quatNormalize(joints, joint * 4);
    forwardKinematics(positions, rotations, [0, 1, 0], 0, joints, 0, offsets);
    for (let joint = 1; joint < JOINT_COUNT; joint++) {
      const p = joint * 3;
      const q = JOINT_PARENTS[joint] * 3;
      const length = Math.hypot(
        positions[p] - positions[q],
        positions[p + 1] - positions[q + 1],
        positions[p + 2] - positions[q + 2],
      );
      expect(length).toBeCloseTo(boneLength(offsets, joint), 9);
    }
  });
});

describe('two-bone IK', () => {
  it('reaches what it can reach, keeps the foot level and the knee in front', () => {
    for (const knee of [0.05, 0.4, 1.2]) {
      for (const [dx, dy, dz] of [
        [0, 0.05, 0],
        [0.1, 0.1, 0.15],
        [-0.08, 0.3, -0.1],
      ]) {
        const { joints, positions, rotations, offsets } = pose(knee);
        const footBefore = Array.from(rotations.subarray(LEFT_LEG.end * 4, LEFT_LEG.end * 4 + 4));
        const target = [1.09 + dx, 0.09 + dy, -2 + dz];
        solveTwoBone(LEFT_LEG, target[0], target[1], target[2], positions, rotations, joints, 0, offsets);
        forwardKinematics(positions, rotations, [1, 0.93, -2], 0, joints, 0, offsets);
        for (let k = 0; k < 3; k++) expect(positions[LEFT_LEG.end * 3 + k]).toBeCloseTo(target[k], 2);
        for (let k = 0; k < 4; k++) expect(rotations[LEFT_LEG.end * 4 + k]).toBeCloseTo(footBefore[k], 6);
        const flexion = 2 * Math.atan2(joints[LEFT_LEG.hinge * 4], joints[LEFT_LEG.hinge * 4 + 3]);
        expect(flexion).toBeGreaterThan(0);
      }
    }
  });

  it('stretches softly towards what is too far and stays finite', () => {
    const { joints, positions, rotations, offsets } = pose(0.3);
    solveTwoBone(LEFT_LEG, 3, -4, 1, positions, rotations, joints, 0, offsets);
    expect(joints.every(Number.isFinite)).toBe(true);
    const far = Math.hypot(
      positions[LEFT_LEG.end * 3] - positions[LEFT_LEG.upper * 3],
      positions[LEFT_LEG.end * 3 + 1] - positions[LEFT_LEG.upper * 3 + 1],
      positions[LEFT_LEG.end * 3 + 2] - positions[LEFT_LEG.upper * 3 + 2],
    );
    expect(far).toBeLessThanOrEqual(0.83 * 0.998 + 1e-9);
    expect(softReach(0.5, 0.8, 0.7)).toBe(0.5);
    expect(softReach(0.79, 0.8, 0.7)).toBeLessThan(0.79);
    expect(softReach(0.79, 0.8, 0.792)).toBe(0.79);
    expect(softReach(9, 0.8, 0.7)).toBeLessThanOrEqual(0.8);
  });
});

describe('knee limits', () => {
  it('takes a knee that bends backwards to the limit and leaves the rest of it', () => {
    const joints = new Float64Array(JOINT_COUNT * 4);
    for (let joint = 0; joint < JOINT_COUNT; joint++) quatIdentity(joints, joint * 4);
    quatFromVector(joints, LEFT_LEG.hinge * 4, -0.6, 0, 0);
    expect(limitKnees(joints, 0)).toBe(1);
    expect(2 * Math.atan2(joints[LEFT_LEG.hinge * 4], joints[LEFT_LEG.hinge * 4 + 3])).toBeCloseTo(
      HINGE_LIMITS.leastRad,
      6,
    );
    const v = [0, 0, 0];
    quatRotate(v, 0, joints, LEFT_LEG.hinge * 4, [1, 0, 0], 0);
    expect(v[0]).toBeCloseTo(1, 9);
    expect(limitKnees(joints, 0)).toBe(0);
  });
});
