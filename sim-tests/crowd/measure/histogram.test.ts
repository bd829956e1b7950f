import { createRandom } from '@troupe/avatars/maths';
import { describe, expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

function exact(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

describe('histogram', () => {
  test('every quantile is within 1/64 of the sorted values, from microseconds to megabytes', () => {
    const random = createRandom(4);
    const values = Array.from({ length: 20_000 }, () => 10 ** (random() * 9 - 2));
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    for (const q of [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1]) {
      const ratio = histogram.quantile(q) / exact(values, q);
      expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(ratio).toBeLessThan(1 + 1 / 64 + 1e-9);
    }
    expect(histogram.max).toBe(Math.max(...values));
    expect(histogram.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 3);
  });

  test('the example of coordinated omission: 100 s at 1 ms, then one stall of 100 s', () => {
    // A closed loop that asks every 10 ms sees 10,000 good answers and one bad one.
    const [blind, seeing] = [new Histogram(), new Histogram()];
    for (let i = 0; i < 10_000; i++) {
      blind.record(1);
      seeing.recordCorrected(1, 10);
    }
    blind.record(100_000);
    seeing.recordCorrected(100_000, 10);
    expect(blind.quantile(0.999)).toBeLessThan(1.1);
    // Half of the 200 s were a stall: whoever came at random waited up to 100 s.
    expect(seeing.count).toBe(20_000);
    expect(seeing.quantile(0.5)).toBeLessThan(1.1);
    expect(seeing.quantile(0.75)).toBeGreaterThan(49_000);
    expect(seeing.quantile(0.75)).toBeLessThan(52_000);
    expect(seeing.quantile(0.99)).toBeGreaterThan(97_000);
  });

  test('parts written down, read and added are the whole', () => {
    const random = createRandom(9);
    const whole = new Histogram();
    const sum = new Histogram();
    for (let part = 0; part < 5; part++) {
      const one = new Histogram();
      for (let i = 0; i < 200; i++) {
        const value = random() * 300;
        one.record(value);
        whole.record(value);
      }
      if (part % 2) sum.merge(one);
      else sum.addSparse(JSON.parse(JSON.stringify(one.toSparse())));
    }
    for (const q of [0, 0.25, 0.5, 0.99, 1]) expect(sum.quantile(q)).toBeCloseTo(whole.quantile(q), 2);
    expect(sum.count).toBe(whole.count);
    expect(sum.mean).toBeCloseTo(whole.mean, 2);
  });

  test('garbage is refused', () => {
    expect(() => new Histogram().record(Number.NaN)).toThrow(/NaN/);
    expect(() => new Histogram().addSparse([0, 0, 1])).toThrow(/cut short/);
    expect(() => new Histogram().addSparse([0, 0, 1e9, 1])).toThrow(/no bucket/);
    expect(new Histogram().quantile(0.5)).toBe(0);
  });
});
