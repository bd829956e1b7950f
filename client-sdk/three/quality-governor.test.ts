import { describe, expect, test } from 'vitest';
import { WIRE_LIMITS } from '../protocol/index.ts';
import { QUALITIES, QualityGovernor } from './quality-governor.ts';

const run = (governor: QualityGovernor, frameMs: number, seconds: number): void => {
  for (let t = 0; t < seconds * 1000; t += frameMs) governor.note(frameMs);
};

describe('the quality governor', () => {
  test('steps down when pictures are slow, to the plainest and no further', () => {
    const governor = new QualityGovernor();
    run(governor, 60, 3);
    expect(governor.quality.level).toBeGreaterThan(0);
    run(governor, 60, 60);
    expect(governor.quality.level).toBe(QUALITIES.length - 1);
  });
  test('stays where it is at a fluent 60 pictures a second', () => {
    const governor = new QualityGovernor(0);
    run(governor, 16.7, 30);
    expect(governor.quality.level).toBe(0);
  });
  test('climbs again when there is time to spare, slowly', () => {
    const governor = new QualityGovernor(2);
    run(governor, 8, 3);
    expect(governor.quality.level).toBe(2);
    run(governor, 8, 40);
    expect(governor.quality.level).toBe(0);
  });
  test('a hidden tab or a broken clock is no slow picture', () => {
    const governor = new QualityGovernor();
    for (const ms of [5_000, Number.NaN, -3, Number.POSITIVE_INFINITY])
      for (let i = 0; i < 50; i++) governor.note(ms);
    expect(governor.quality.level).toBe(0);
  });
  test('a plainer picture draws fewer people finely and asks for fewer bytes, within what a client may ask', () => {
    for (let level = 1; level < QUALITIES.length; level++) {
      const [finer, plainer] = [QUALITIES[level - 1], QUALITIES[level]];
      for (const key of ['pixelShare', 'heroesMax', 'fineMax', 'middleMax', 'budgetBytesPerSecond'] as const)
        expect(plainer[key]).toBeLessThanOrEqual(finer[key]);
      expect(plainer.budgetBytesPerSecond).toBeGreaterThanOrEqual(WIRE_LIMITS.budgetBytesPerSecondMin);
    }
    expect(QUALITIES.at(-1)!.budgetBytesPerSecond).toBeLessThan(QUALITIES[0].budgetBytesPerSecond);
  });
  test('a fixed level is kept', () => {
    const governor = new QualityGovernor(1, true);
    run(governor, 200, 30);
    expect(governor.quality.level).toBe(1);
  });
});
