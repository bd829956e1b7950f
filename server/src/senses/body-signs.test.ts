import type { SenseEvent } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { createGuestSense } from '../world/sensed.ts';
import { postureMood } from './posture.ts';
import { takeVital, vitalArousal } from './vitals.ts';

type Bio = SenseEvent<'bio'>['data'];
const bio = (kind: Bio['kind'], unit: Bio['unit'], ...samples: number[]): Bio => ({
  kind,
  unit,
  rateHz: 1,
  samples,
});

/** Arousal after a calm reading and then another one. */
function after(calm: Bio, now: Bio): number | undefined {
  const held = createGuestSense();
  takeVital(held, calm, 0);
  takeVital(held, now, 20);
  return vitalArousal(held, 20)?.arousal;
}

describe('what a body tells of how awake it is', () => {
  test.each([
    ['a heart that beats faster', bio('heartRate', 'bpm', 70), bio('heartRate', 'bpm', 95), 1],
    ['shorter times between beats', bio('rr', 'ms', 900, 880), bio('rr', 'ms', 600, 620), 1],
    ['longer times between beats', bio('rr', 'ms', 700), bio('rr', 'ms', 950), -1],
    ['a skin that conducts more', bio('eda', 'uS', 3), bio('eda', 'uS', 4.5), 1],
    ['faster breath', bio('respiration', 'perMinute', 12), bio('respiration', 'perMinute', 20), 1],
  ])('%s', (_, calm, now, sign) => {
    expect(Math.sign(after(calm, now)!)).toBe(sign);
    expect(Math.abs(after(calm, now)!)).toBeGreaterThan(0.3);
    expect(after(calm, calm)).toBeCloseTo(0, 5);
  });

  test('measures that agree are surer than one, and each is held against its own usual', () => {
    const held = createGuestSense();
    takeVital(held, bio('heartRate', 'bpm', 70), 0);
    const alone = vitalArousal(held, 0)!.sd;
    takeVital(held, bio('eda', 'uS', 5), 0);
    expect(vitalArousal(held, 0)!.arousal).toBe(0);
    expect(vitalArousal(held, 0)!.sd).toBeLessThan(alone);
  });

  test('what cannot be, or tells nothing, is passed over; old readings are forgotten', () => {
    const held = createGuestSense();
    takeVital(held, bio('rr', 'ms', 3, 9_000), 0);
    takeVital(held, bio('eeg', 'uV', 12, -8), 0);
    takeVital(held, bio('eda', 'uS', -1), 0);
    expect(vitalArousal(held, 0)).toBeUndefined();
    takeVital(held, bio('respiration', 'perMinute', 14), 0);
    expect(vitalArousal(held, 300)).toBeDefined();
    expect(vitalArousal(held, 301)).toBeUndefined();
  });
});

/** 33 points of somebody who stands: y down, everything well seen. */
function standing(noseY: number, handsY: number, seen = 0.9): SenseEvent<'pose'>['data'] {
  const values: number[] = [];
  for (let point = 0; point < 33; point++) {
    const y =
      point < 11 ? noseY : point < 13 ? 0.3 : point === 15 || point === 16 ? handsY : point < 25 ? 0.6 : 0.9;
    values.push(0.5, y, 0, seen);
  }
  return { layout: 'mediapipe33', values };
}

describe('what a posture says of a mood', () => {
  test('hands over the head are joy, a hanging head is not, standing at ease says nothing', () => {
    expect(postureMood(standing(0.17, 0.02))).toMatchObject({ valence: 0.5, arousal: 0.6 });
    expect(postureMood(standing(0.25, 0.6))).toMatchObject({ valence: -0.4, arousal: -0.4 });
    expect(postureMood(standing(0.17, 0.6))).toBeUndefined();
  });
  test('what is not seen is not believed, a layout cut short is nothing', () => {
    expect(postureMood(standing(0.17, 0.02, 0.2))).toBeUndefined();
    expect(postureMood({ layout: 'mediapipe33', values: [0, 1, 2] })).toBeUndefined();
  });
  test('joints of our own skeleton are read with y up', () => {
    const values = Array.from({ length: 22 }, (_, joint) => {
      const y = joint === 11 ? 1.6 : joint === 6 || joint === 7 ? 1.42 : joint > 17 && joint < 20 ? 1.9 : 0.9;
      return [0, y, 0];
    }).flat();
    expect(postureMood({ layout: 'human22', values })).toMatchObject({ valence: 0.5 });
  });
  test('somebody who lies has no posture that is read', () => {
    const values = Array.from({ length: 22 * 3 }, () => 0.1);
    expect(postureMood({ layout: 'human22', values })).toBeUndefined();
  });
});
