import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { describe, expect, test } from 'vitest';
import { easeReel, wearReel } from './worn-reel.ts';

const body = (hipsHeightM: number) => ({
  id: 'photo-1',
  heightM: hipsHeightM * 1.8,
  hipsHeightM,
  legLengthM: 0.8,
  restOffsets: [0, hipsHeightM, 0.01, ...new Array(153).fill(0)],
});

describe('reels on a body that was never recorded', () => {
  test('at ease the arms hang, the chest breathes, and the end meets the beginning', () => {
    const reel = easeReel(body(0.9));
    expect(reel.hips[1]).toBeCloseTo(0.9, 6);
    const w = (frame: number, joint: number) => reel.joints[(frame * 52 + joint) * 4 + 3];
    expect(w(0, JOINT_INDEX.leftUpperArm)).toBeLessThan(0.9);
    expect(w(20, JOINT_INDEX.chest)).toBeLessThan(w(0, JOINT_INDEX.chest));
    const last = reel.frames - 1;
    expect([...reel.joints.slice(last * 208)]).toEqual(
      [...reel.joints.slice(0, 208)].map((x) => expect.closeTo(x, 6)),
    );
  });

  test('on shorter legs ways are shorter and turns the same', () => {
    const reel = easeReel(body(1));
    const worn = wearReel(reel, body(1), body(0.8));
    expect(worn.hips[1]).toBeCloseTo(0.8, 6);
    expect(worn.joints).toBe(reel.joints);
  });
});
