import { expect, test } from 'vitest';
import { resound, type VoiceMark } from './resound.ts';

const RATE = 16_000;
const PERIOD = 80;

test('a voice that is drawn out goes over from period to period: no step where the next one begins', () => {
  // Ten periods of 200 Hz, each twice as loud or half as loud as the one before, drawn to ten times their length.
  const loud = (i: number): number => (i % 2 === 0 ? 8_000 : 4_000);
  const pcm = Int16Array.from({ length: PERIOD * 10 }, (_, i) =>
    Math.round(loud(Math.round(i / PERIOD)) * Math.cos((2 * Math.PI * i) / PERIOD)),
  );
  const marks: VoiceMark[] = Array.from({ length: 10 }, (_, i) => ({ at: i * PERIOD, period: PERIOD }));
  const knots = [{ fromMs: 10, toMs: 40, atMs: 0, untilMs: 300 }];
  const drawn = resound(pcm, { rateHz: RATE, marks, knots, samples: RATE * 0.3, hzAt: () => 200 });
  const peaks = Array.from({ length: 58 }, (_, i) =>
    Math.max(...drawn.subarray((i + 1) * PERIOD - 40, (i + 1) * PERIOD + 40)),
  );
  expect(Math.min(...peaks)).toBeLessThan(4_500);
  expect(Math.max(...peaks)).toBeGreaterThan(7_000);
  const steps = peaks.slice(1).map((peak, i) => Math.max(peak / peaks[i], peaks[i] / peak));
  expect(Math.max(...steps)).toBeLessThan(1.2);
});
