import { describe, expect, it } from 'vitest';
import { BLINK_S, blinkCurve, nextBlinkS } from './blink.ts';
import { FACE_COUNT, FACE_INDEX, FACE_PRESETS } from './face-presets.ts';

describe('face presets', () => {
  it('are the 18 of VRM 1.0 in the order of the wire', () => {
    expect(FACE_COUNT).toBe(18);
    expect(new Set(FACE_PRESETS).size).toBe(18);
    expect([
      FACE_INDEX.happy,
      FACE_INDEX.aa,
      FACE_INDEX.blink,
      FACE_INDEX.lookUp,
      FACE_INDEX.neutral,
    ]).toEqual([0, 5, 10, 13, 17]);
  });
});

describe('a blink', () => {
  it('starts and ends open, shuts once, and closes faster than it opens', () => {
    const curve = Array.from({ length: 400 }, (_, i) => blinkCurve((i / 400) * BLINK_S));
    expect(Math.max(...curve)).toBe(1);
    expect(blinkCurve(0)).toBe(0);
    expect(blinkCurve(BLINK_S)).toBe(0);
    expect(blinkCurve(Number.NaN)).toBe(0);
    const shut = curve.indexOf(1);
    expect(shut).toBeLessThan(200);
    for (let i = 1; i < shut; i++) expect(curve[i]).toBeGreaterThanOrEqual(curve[i - 1]);
  });

  it('comes about 15 times a minute', () => {
    let total = 0;
    for (let i = 0; i < 1000; i++) total += nextBlinkS(i / 1000);
    const perMinute = 60 / (total / 1000);
    expect(perMinute).toBeGreaterThan(12);
    expect(perMinute).toBeLessThan(22);
  });
});
