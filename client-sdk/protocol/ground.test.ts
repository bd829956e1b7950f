import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BODY_RADIUS_M, createGround } from './ground.ts';
import { createGuestState, GUEST_MOVE, stepGuest } from './guest-step.ts';
import { parseStageFile } from './stage-file.ts';

const json = JSON.parse(
  readFileSync(new URL('../../assets/stages/plaza/stage.json', import.meta.url), 'utf8'),
);
const plaza = parseStageFile(json, 'stage.json');
const ground = createGround(plaza);
const walk = (from: [number, number], wish: [number, number], seconds: number) => {
  const state = createGuestState(from[0], ground.heightAt(...from), from[1], 0);
  for (let i = 0; i < seconds * 20; i++)
    stepGuest(state, { moveX: wish[0], moveZ: wish[1], hurry: false }, 0.05, ground);
  return state;
};

describe('the ground of the plaza', () => {
  test('three steps of 16 cm lead to the stage, a ramp rises evenly', () => {
    expect(ground.heightAt(0, 0)).toBe(0);
    expect(ground.heightAt(0, -9)).toBeCloseTo(0.48);
    expect(ground.heightAt(0, -3.1)).toBeCloseTo(0.16);
    expect(ground.heightAt(7.225, -9)).toBeGreaterThan(0.2);
    expect(ground.heightAt(7.225, -9)).toBeLessThan(0.28);
  });
  test('marks and spawns are free to stand on', () => {
    const out = [0, 0];
    for (const place of [...Object.values(plaza.marks), ...plaza.spawn]) {
      expect(ground.pushOut(place.x, place.z, BODY_RADIUS_M, out), JSON.stringify(place)).toBe(false);
    }
  });
  test('nobody can be inside something solid, wherever they are put', () => {
    const coordinate = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, (x, z) => {
        const out = [0, 0];
        ground.pushOut(x, z, BODY_RADIUS_M, out);
        expect(ground.inside(out[0], out[1])).toBe(true);
        const again = [0, 0];
        ground.pushOut(out[0], out[1], BODY_RADIUS_M - 1e-3, again);
        expect(Math.hypot(again[0] - out[0], again[1] - out[1])).toBeLessThan(0.02);
      }),
    );
  });
});

describe("a guest's step", () => {
  test('walks at walking speed and turns to where it goes', () => {
    const state = walk([0, 20], [0, -1], 3);
    expect(20 - state.z).toBeGreaterThan(GUEST_MOVE.walkMps * 2.7);
    expect(Math.abs(state.yaw)).toBeCloseTo(Math.PI, 1);
  });
  test('climbs the steps of the stage', () => {
    expect(walk([0, 0], [0, -1], 5).y).toBeCloseTo(0.48, 2);
  });
  test('slides along the gallery wall instead of passing it', () => {
    const state = walk([-22, 2], [-1, 0.3], 6);
    expect(state.x).toBeGreaterThan(-24.7);
    expect(state.z).toBeGreaterThan(3);
  });
  test('input that is no number is no wish; a long wish is no faster', () => {
    const state = walk([0, 20], [Number.NaN, Number.POSITIVE_INFINITY], 1);
    expect([state.x, state.z]).toEqual([0, 20]);
    expect(20 - walk([0, 20], [0, -50], 3).z).toBeCloseTo(20 - walk([0, 20], [0, -1], 3).z, 5);
  });
  test('any input keeps the guest finite and on the stage', () => {
    const wish = fc.record({ moveX: fc.double(), moveZ: fc.double(), hurry: fc.boolean() });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
        const state = createGuestState(0, 0, 10, 0);
        for (const input of wishes) stepGuest(state, input, 0.05, ground);
        for (const value of Object.values(state)) expect(Number.isFinite(value)).toBe(true);
        expect(ground.inside(state.x, state.z)).toBe(true);
      }),
    );
  });
});
