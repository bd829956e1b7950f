import { describe, expect, test } from 'vitest';
import { combineFaces } from './combine-faces.ts';
import type { FaceBelief } from './regress-face.ts';

const belief = (...wanted: number[]): FaceBelief => ({
  modes: new Float32Array(0),
  middle: new Float32Array(0),
  wanted: Float64Array.from(wanted),
  precision: Float32Array.from([4, 0, 0, 1]),
});

describe('faces of several photos', () => {
  test('one alone stays as it is', () => {
    const only = belief(1, 2);
    expect(combineFaces([{ belief: only, eyeToMouthPx: 20 }])).toBe(only);
  });

  test('a close-up has most say and makes it surer, but not beyond bounds', () => {
    const far = { belief: belief(0, 0), eyeToMouthPx: 20 };
    const near = { belief: belief(1, -1), eyeToMouthPx: 300 };
    const both = combineFaces([far, near]);
    expect(both.wanted[0]).toBeCloseTo(0.9, 2);
    expect(both.wanted[1]).toBeCloseTo(-0.9, 2);
    expect(both.precision[0]).toBe(8);
    const alike = combineFaces([near, { ...far, eyeToMouthPx: 60 }]);
    expect(alike.wanted[0]).toBeCloseTo(0.5, 6);
  });
});
