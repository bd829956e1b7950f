import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCapsuleState, createCapsuleWish, stepCapsule } from './capsule-law.ts';

const LAW = {
  accelerationMps2: 1.3,
  decelerationMps2: 1,
  turnRadps: 2.3,
  turnGain: 4,
  turnAccelerationRadps2: 9.6,
  arriveM: 0.02,
};

describe('the capsule law', () => {
  it('brings a person to any goal, to rest, within its limits', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: 0.5, max: 1.6, noNaN: true }),
        fc.double({ min: -3.1, max: 3.1, noNaN: true }),
        (x, z, speed, yaw) => {
          const state = createCapsuleState(0, 0, yaw);
          const wish = createCapsuleWish();
          wish.speedMps = speed;
          for (let t = 0; t < 600; t++) {
            wish.directionX = x - state.x;
            wish.directionZ = z - state.z;
            wish.remainingM = Math.hypot(wish.directionX, wish.directionZ);
            const before = state.speedMps;
            stepCapsule(state, wish, LAW, 1 / 20);
            expect(Math.abs(state.turnRadps)).toBeLessThanOrEqual(LAW.turnRadps + 1e-9);
            expect(state.speedMps - before).toBeLessThanOrEqual(LAW.accelerationMps2 / 20 + 1e-9);
            expect(state.speedMps).toBeLessThanOrEqual(speed + 1e-9);
          }
          expect(Math.hypot(x - state.x, z - state.z)).toBeLessThan(0.1);
          expect(state.speedMps).toBeLessThan(0.02);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('turns a standing person to the heading asked for and leaves it there', () => {
    const state = createCapsuleState(0, 0, 0);
    const wish = createCapsuleWish();
    wish.yaw = 2.5;
    for (let t = 0; t < 80; t++) stepCapsule(state, wish, LAW, 1 / 20);
    expect(state.yaw).toBeCloseTo(2.5, 1);
    expect(state.x).toBe(0);
  });
});
