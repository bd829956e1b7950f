import { CLOSE_CODE } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { jitteredMs, mayRejoin, REJOIN, refusal } from './reconnect-law.ts';
import { StageClock } from './stage-clock.ts';

test('T1: the quickest ways tell the time, whatever the road does', () => {
  const clock = new StageClock();
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 4294967296;
  };
  const offsetMs = 123_456;
  for (let i = 0; i < 12; i++) {
    const sent = i * 2_000;
    const out = 20 + random() * 200;
    const back = 20 + random() * 200;
    clock.add(sent, sent + out + back, sent + out + offsetMs);
  }
  clock.add(30_000, 30_050, 30_025 + offsetMs);
  expect(Math.abs(clock.stageMs(40_000) - 40_000 - offsetMs)).toBeLessThan(30);
  expect(clock.roundTripMs).toBeGreaterThan(50);
});

test('a clock that knows nothing says so and does not throw', () => {
  const clock = new StageClock();
  expect(clock.synced).toBe(false);
  expect(clock.stageMs(5)).toBe(5);
  expect(clock.roundTripMs).toBeNaN();
});

test('close codes: what is a last word and what is not', () => {
  for (const code of [1006, 4001, 4003, CLOSE_CODE.slowReader]) expect(mayRejoin(code)).toBe(true);
  for (const code of [1000, 4000, 4002, CLOSE_CODE.full, CLOSE_CODE.versionMismatch, CLOSE_CODE.flooded]) {
    expect(mayRejoin(code)).toBe(false);
  }
  expect(refusal(CLOSE_CODE.full, '')).toBe('full');
  expect(refusal(undefined, 'room "stage" is locked')).toBe('full');
  expect(refusal(CLOSE_CODE.versionMismatch, '')).toBe('versionMismatch');
  expect(refusal(4000, '')).toBe('closed');
  expect(refusal(1006, '')).toBe('error');
});

test('attempts spread over the whole delay, which is bounded', () => {
  const delays = Array.from({ length: 400 }, () => jitteredMs(REJOIN, 9));
  expect(Math.max(...delays)).toBeLessThanOrEqual(REJOIN.delayMsMax);
  expect(delays.filter((ms) => ms < REJOIN.delayMsMax / 4).length).toBeGreaterThan(50);
});

test('a stage that gave time up is believed at the next ping, jitter is not taken for that', () => {
  const clock = new StageClock();
  for (let i = 0; i < 10; i++) clock.add(i * 1000, i * 1000 + 4, i * 1000 + 502);
  // A slow answer that is consistent with what is known changes nothing.
  clock.add(10_000, 10_300, 10_510);
  expect(clock.stageMs(11_000)).toBeCloseTo(11_500, 0);
  // The stage lost two seconds: no answer could be that old.
  clock.add(12_000, 12_040, 10_520);
  expect(clock.stageMs(12_040)).toBeCloseTo(10_540, 0);
});

test('T1: a stage that gives time up says so, and even who is far away knows the time at once', () => {
  const clock = new StageClock();
  for (let i = 0; i < 6; i++) clock.add(i * 2_000, i * 2_000 + 400, i * 2_000 + 200 + 7_000);
  clock.lose(260);
  expect(clock.stageMs(20_000)).toBeCloseTo(26_740, 6);
  clock.add(20_000, 20_400, 26_940);
  expect(clock.stageMs(30_000)).toBeCloseTo(36_740, 6);
  expect(clock.answered).toBe(7);
});

test('T1: a page that draws answers late and seldom quickly both ways: the ways are judged apart', () => {
  const clock = new StageClock();
  let seed = 3;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 4294967296;
  };
  let shortest = { roundTripMs: Number.POSITIVE_INFINITY, errorMs: 0 };
  let worstMs = 0;
  let worstShortestMs = 0;
  for (let i = 0; i < 200; i++) {
    const sent = i * 2_000;
    // A way of 200 ms; the stage is at a tick, or the page at a picture, every other time.
    const [out, back] = [
      200 + (random() < 0.5 ? 0 : random() * 60),
      200 + (random() < 0.5 ? 0 : random() * 90),
    ];
    clock.add(sent, sent + out + back, sent + out);
    if (i % 12 === 0) shortest = { roundTripMs: Number.POSITIVE_INFINITY, errorMs: 0 };
    if (out + back < shortest.roundTripMs) {
      shortest = { roundTripMs: out + back, errorMs: Math.abs(out - back) / 2 };
    }
    if (i % 12 !== 3) continue;
    worstMs = Math.max(worstMs, Math.abs(clock.stageMs(sent) - sent));
    worstShortestMs = Math.max(worstShortestMs, shortest.errorMs);
  }
  expect(worstMs).toBeLessThan(8);
  expect(worstShortestMs).toBeGreaterThan(2 * worstMs);
});
