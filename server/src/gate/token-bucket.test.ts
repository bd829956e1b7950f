import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('token bucket', () => {
  test('a burst passes, the next is refused, time refills', () => {
    const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0);
    expect([0, 0, 0, 0].map((t) => bucket.take(t))).toEqual([true, true, true, false]);
    expect(bucket.take(500)).toBe(true);
    expect(bucket.take(500)).toBe(false);
  });
  test('whatever the arrivals, at most burst + rate x time pass', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 200 }), (times) => {
        const bucket = new TokenBucket({ perSecond: 5, burst: 4 }, 0);
        const passed = times.filter((t) => bucket.take(t)).length;
        expect(passed).toBeLessThanOrEqual(4 + (5 * Math.max(0, ...times)) / 1000 + 1e-6);
      }),
    );
  });
});
