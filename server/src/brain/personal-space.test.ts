import { describe, expect, test } from 'vitest';
import { TRAITS_AVERAGE } from '../world/mood.ts';
import { comfortM, SPACE, stepAway } from './personal-space.ts';

const alone = {
  traits: TRAITS_AVERAGE,
  familiar: 0,
  colleague: false,
  beside: false,
  invited: false,
  dances: false,
};
const flat = {
  heightAt: () => 0,
  inside: () => true,
  pushOut: () => false,
};
const question = (more: object) => ({
  ground: flat,
  x: 0,
  z: 0,
  from: { x: 0, z: 0.6 },
  comfortM: 0.9,
  others: [],
  ...more,
});

describe('how near is too near', () => {
  test('lies in the near half of personal distance', () => {
    expect(comfortM(alone)).toBeGreaterThan(0.8);
    expect(comfortM(alone)).toBeLessThan(1);
  });
  test.each([
    ['one who is known', { familiar: 1 }],
    ['a colleague', { colleague: true }],
    ['one who stands beside', { beside: true }],
    ['one who dances', { dances: true }],
    ['an outgoing one', { traits: { ...TRAITS_AVERAGE, outgoing: 1 } }],
  ])('%s may come nearer', (_, more) => {
    expect(comfortM({ ...alone, ...more })).toBeLessThan(comfortM(alone));
  });
  test('a shy one wants more, a hand that is given none', () => {
    expect(comfortM({ ...alone, traits: { ...TRAITS_AVERAGE, outgoing: -1 } })).toBeGreaterThan(
      comfortM(alone),
    );
    expect(comfortM({ ...alone, invited: true })).toBe(SPACE.intimateM);
  });
  test('stays within bounds for everybody', () => {
    for (const outgoing of [-1, 1])
      for (const familiar of [0, 1])
        for (const colleague of [false, true]) {
          const traits = { openness: 0, diligence: 0, outgoing, agreeable: outgoing, stability: outgoing };
          const near = comfortM({ ...alone, traits, familiar, colleague, beside: true });
          expect(near).toBeGreaterThanOrEqual(SPACE.leastM);
          expect(near).toBeLessThanOrEqual(SPACE.mostM);
        }
  });
});

describe('a step away', () => {
  test('goes straight back where there is room, as far as needed', () => {
    const to = stepAway(question({}))!;
    expect(to.x).toBeCloseTo(0);
    expect(to.z).toBeCloseTo(-(0.9 + SPACE.spareM - 0.6));
  });
  test('goes aside before a wall', () => {
    const wall = { ...flat, pushOut: (_x: number, z: number, radius: number) => z - radius < -0.4 };
    const to = stepAway(question({ ground: wall }))!;
    expect(to.z).toBeGreaterThan(-0.4 + SPACE.clearM - 0.02);
    expect(Math.abs(to.x)).toBeGreaterThan(0.1);
    expect(Math.hypot(to.x, to.z - 0.6)).toBeGreaterThan(0.6 + SPACE.gainM);
  });
  test('is not taken into a corner, over an edge, out of the stage or into somebody', () => {
    const others = [-0.8, -0.4, 0, 0.4, 0.8].map((x) => ({ x, z: -0.5, keepM: SPACE.peopleM }));
    const beside = [
      { x: -0.7, z: 0 },
      { x: 0.7, z: 0 },
    ].map((at) => ({ ...at, keepM: SPACE.peopleM }));
    expect(stepAway(question({ others: [...others, ...beside] }))).toBeUndefined();
    const island = { ...flat, heightAt: (x: number, z: number) => (Math.hypot(x, z) > 0.15 ? -0.3 : 0) };
    expect(stepAway(question({ ground: island }))).toBeUndefined();
    expect(stepAway(question({ ground: { ...flat, inside: () => false } }))).toBeUndefined();
  });
  test('gains room from both when two stand near', () => {
    const others = [{ x: 0.5, z: 0.3, keepM: SPACE.peopleM }];
    const to = stepAway(question({ from: { x: -0.5, z: 0.3 }, others }))!;
    expect(to.z).toBeLessThan(0);
    expect(Math.hypot(to.x - 0.5, to.z - 0.3)).toBeGreaterThanOrEqual(SPACE.peopleM - 0.01);
  });
});
