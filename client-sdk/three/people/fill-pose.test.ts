import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { describe, expect, test } from 'vitest';
import { EASE_POSE, takePose } from './fill-pose.ts';

const identity = (): Float32Array => {
  const joints = new Float32Array(208);
  for (let j = 0; j < 52; j++) joints[j * 4 + 3] = 1;
  return joints;
};

describe('taking a pose', () => {
  test('a first frame of hips alone stands at ease, not in the T-pose', () => {
    const joints = identity();
    const sampled = identity();
    sampled.set([0, 0.6, 0, 0.8], 0);
    takePose(joints, sampled, 3, true, 0.05);
    expect([...joints.slice(0, 4)].map((v) => Math.round(v * 10) / 10)).toEqual([0, 0.6, 0, 0.8]);
    for (const arm of ['leftUpperArm', 'rightUpperArm'] as const) {
      const w = joints[JOINT_INDEX[arm] * 4 + 3];
      expect(2 * Math.acos(Math.min(1, Math.abs(w)))).toBeGreaterThan(1);
    }
  });
  test('the finest layer is taken as it is', () => {
    const joints = identity();
    const sampled = Float32Array.from(identity(), (v, i) => (i % 4 === 3 ? v : 0));
    takePose(joints, sampled, 0, false, 0.05);
    expect(joints).toEqual(sampled);
  });
  test('joints that are no longer streamed ease to rest and stay unit quaternions', () => {
    const joints = identity();
    const hand = JOINT_INDEX.leftLowerArm * 4;
    joints.set([Math.SQRT1_2, 0, 0, Math.SQRT1_2], hand);
    for (let i = 0; i < 200; i++) takePose(joints, joints.slice(), 2, false, 0.05);
    for (let k = 0; k < 4; k++) expect(joints[hand + k]).toBeCloseTo(EASE_POSE[hand + k], 3);
    for (let j = 0; j < 52; j++) expect(Math.hypot(...joints.slice(j * 4, j * 4 + 4))).toBeCloseTo(1, 4);
  });
});
