import { expect, test } from 'vitest';
import type { MotionReel } from '../../protocol/index.ts';
import { sampleReel } from './sample-reel.ts';

test('a reel is met at its frames, is unit between them, and does not mind signs', () => {
  const frames = 5;
  const joints = new Float32Array(frames * 208);
  for (let f = 0; f < frames; f++)
    for (let q = 0; q < 208; q += 4) {
      const sign = f % 2 ? -1 : 1;
      joints.set([sign * Math.sin(f * 0.2), 0, 0, sign * Math.cos(f * 0.2)], f * 208 + q);
    }
  const reel = {
    fps: 20,
    frames,
    joints,
    hips: Float32Array.from({ length: 15 }, (_, i) => i),
  } as unknown as MotionReel;
  const hips = new Float32Array(3);
  const pose = new Float32Array(208);
  sampleReel(reel, 2 / 20, hips, pose);
  expect(Array.from(hips)).toEqual([6, 7, 8]);
  expect(pose[0]).toBeCloseTo(Math.sin(0.4), 5);
  sampleReel(reel, 2.5 / 20, hips, pose);
  expect(hips[0]).toBeCloseTo(7.5, 5);
  expect(Math.hypot(...pose.subarray(0, 4))).toBeCloseTo(1, 5);
  expect(Math.abs(pose[0])).toBeCloseTo(Math.sin(0.5), 3);
  sampleReel(reel, 99, hips, pose);
  expect(hips[0]).toBe(12);
});
