import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { describe, expect, test } from 'vitest';
import { FAR_FRAMES, FAR_JOINTS, type FarMotions } from '../../protocol/far-motion.ts';
import { createTakenPose, EASE_POSE, type TakenPose, takePose } from './fill-pose.ts';

const identity = (): Float32Array => createTakenPose().joints;
const THIGH = JOINT_INDEX.leftUpperLeg * 4;
const TURN = Math.PI * 2;

/** One motion: the left thigh swings by half a radian, once a round. */
function swing(): FarMotions {
  const joints = new Float32Array(FAR_FRAMES * FAR_JOINTS * 4);
  for (let frame = 0; frame < FAR_FRAMES; frame++) {
    const pose = frame * FAR_JOINTS * 4;
    for (let joint = 0; joint < FAR_JOINTS; joint++) joints[pose + joint * 4 + 3] = 1;
    const half = Math.sin((frame / FAR_FRAMES) * TURN) / 4;
    joints.set([Math.sin(half), 0, 0, Math.cos(half)], pose + THIGH);
  }
  return { motions: [{ name: 'swing', loop: true, seconds: 1 }], joints };
}

const angleOf = ({ joints }: TakenPose): number => 2 * Math.asin(joints[THIGH]);

describe('taking a pose', () => {
  test('a first frame of hips alone stands at ease, not in the T-pose', () => {
    const pose = createTakenPose();
    const sampled = identity();
    sampled.set([0, 0.6, 0, 0.8], 0);
    takePose(pose, { joints: sampled, layer: 3 }, 0.05);
    expect([...pose.joints.slice(0, 4)].map((v) => Math.round(v * 10) / 10)).toEqual([0, 0.6, 0, 0.8]);
    for (const arm of ['leftUpperArm', 'rightUpperArm'] as const) {
      const w = pose.joints[JOINT_INDEX[arm] * 4 + 3];
      expect(2 * Math.acos(Math.min(1, Math.abs(w)))).toBeGreaterThan(1);
    }
  });

  test('the finest layer is taken as it is', () => {
    const pose = createTakenPose();
    const sampled = Float32Array.from(identity(), (v, i) => (i % 4 === 3 ? v : 0));
    takePose(pose, { joints: sampled, layer: 0 }, 0.05);
    expect(pose.joints).toEqual(sampled);
  });

  test('joints that are no longer streamed ease to rest and stay unit quaternions', () => {
    const pose = createTakenPose();
    const hand = JOINT_INDEX.leftLowerArm * 4;
    const bent = identity();
    bent.set([Math.SQRT1_2, 0, 0, Math.SQRT1_2], hand);
    takePose(pose, { joints: bent, layer: 1 }, 0.05);
    for (let i = 0; i < 200; i++) takePose(pose, { joints: bent, layer: 2 }, 0.05);
    for (let k = 0; k < 4; k++) expect(pose.joints[hand + k]).toBeCloseTo(EASE_POSE[hand + k], 3);
    for (let j = 0; j < 52; j++) expect(Math.hypot(...pose.joints.slice(j * 4, j * 4 + 4))).toBeCloseTo(1, 4);
  });

  test('of whoever comes as hips alone the told motion is seen, from the first picture on', () => {
    const far = swing();
    const pose = createTakenPose();
    const sampled = identity();
    for (let i = 0; i < 40; i++) {
      const phase = (i * 0.05) % 1;
      takePose(pose, { joints: sampled, layer: 3, act: { motion: 0, phase, far } }, 0.05);
      expect(angleOf(pose)).toBeCloseTo(Math.sin(phase * TURN) / 2, 1);
    }
  });

  test('nothing jumps when somebody comes near or goes: a joint never turns faster than its own motion and the way it settles', () => {
    const far = swing();
    const pose = createTakenPose();
    const near = identity();
    near.set([Math.sin(-0.25), 0, 0, Math.cos(-0.25)], THIGH);
    let before = Number.NaN;
    let most = 0;
    for (let i = 0; i < 120; i++) {
      const phase = (i / 60) % 1;
      const layer = i >= 40 && i < 80 ? 1 : 3;
      const act = { motion: layer === 3 ? 0 : -1, phase, far };
      takePose(pose, { joints: near, layer, act }, 1 / 60);
      most = Math.max(most, Math.abs(angleOf(pose) - before) || 0);
      before = angleOf(pose);
    }
    // The swing itself makes at most 0.052 rad a picture; a jump would be half a radian.
    expect(most).toBeLessThan(0.12);
    expect(most).toBeGreaterThan(0.04);
  });
});
