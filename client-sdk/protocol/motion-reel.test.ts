import { expect, test } from 'vitest';
import { decodeReel, encodeReel, type MotionReel } from './motion-reel.ts';

const reel: MotionReel = {
  kind: 'action',
  name: 'bow',
  body: 'tilda',
  fps: 20,
  frames: 3,
  marks: [{ name: 'stroke', s: 0.1 }],
  hips: Float32Array.from({ length: 9 }, (_, i) => i / 7),
  footTargets: Float32Array.from({ length: 18 }, (_, i) => (i === 4 ? Number.NaN : -i)),
  joints: Float32Array.from({ length: 3 * 208 }, (_, i) => Math.sin(i)),
  contacts: Uint8Array.of(0, 1, 3),
};

test('a reel comes back as it was, rotations to a 16-bit step', () => {
  const back = decodeReel(encodeReel(reel));
  expect({ ...back, joints: 0 }).toEqual({ ...reel, joints: 0 });
  for (let i = 0; i < reel.joints.length; i++)
    expect(Math.abs(back.joints[i] - reel.joints[i])).toBeLessThan(2e-5);
});

test('bytes that are none, or cut, are refused', () => {
  const bytes = encodeReel(reel);
  expect(() => decodeReel(bytes.subarray(0, 4))).toThrow(/no motion reel/);
  expect(() => decodeReel(bytes.subarray(0, 20))).toThrow(/cut short/);
  expect(() => decodeReel(bytes.subarray(0, bytes.length - 1))).toThrow(/cut short/);
});
