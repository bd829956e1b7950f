import { describe, expect, test } from 'vitest';
import { startOf } from './recording-voice.ts';

describe('a recording begins', () => {
  const clock = { nowS: 100, rate: 1, latencyS: 0.02 };
  test('later, at its first sample, a little early for what the card takes', () => {
    expect(startOf(-2, 30, clock)).toEqual({ whenS: 101.98, offsetS: 0 });
  });
  test('in its middle for who comes late or seeks', () => {
    expect(startOf(10, 30, clock)).toEqual({ whenS: 100.05, offsetS: expect.closeTo(10.07, 9) });
  });
  test('faster where the show is: twice as far in the same time', () => {
    expect(startOf(10, 30, { ...clock, rate: 2 })!.offsetS).toBeCloseTo(10.14, 9);
    expect(startOf(-2, 30, { ...clock, rate: 2 })!.whenS).toBeCloseTo(100.98, 9);
  });
  test('never after its end, never before its beginning', () => {
    expect(startOf(29.99, 30, clock)).toBeUndefined();
    expect(startOf(-0.06, 30, clock)).toEqual({ whenS: 100.05, offsetS: expect.closeTo(0.01, 9) });
    expect(startOf(-0.08, 30, clock)!.offsetS).toBe(0);
  });
});
