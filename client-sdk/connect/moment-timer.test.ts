import type { BehaviourMessage } from '@troupe/client-sdk/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BehaviourNews, MomentTimer } from './moment-timer.ts';

const wave: BehaviourMessage = {
  uid: 7,
  netId: 3,
  kind: 'gesture',
  name: 'wave',
  block: '',
  part: '',
  ev: 'started',
  atMs: 1_000,
  moments: { start: 1_000, stroke: 1_400, ready: 1_200, end: 2_000 },
  reason: '',
};
let stageMs: number;
let news: BehaviourNews[];
let timer: MomentTimer;

beforeEach(() => {
  vi.useFakeTimers();
  stageMs = 950;
  news = [];
  timer = new MomentTimer(
    () => stageMs,
    (item) => news.push(item),
  );
});
afterEach(() => vi.useRealTimers());

function pass(ms: number): void {
  for (let k = 0; k < ms; k += 10) {
    stageMs += 10;
    vi.advanceTimersByTime(10);
  }
}

test('moments come in order by the clock of the stage; the end is told by the stage', () => {
  timer.take(wave);
  pass(300);
  expect(news.map(({ ev, moment }) => `${ev} ${moment}`.trim())).toEqual([
    'started',
    'updated start',
    'updated ready',
  ]);
  pass(1_000);
  expect(news.at(-1)).toMatchObject({ ev: 'updated', moment: 'stroke', atMs: 1_400 });
  timer.take({ ...wave, ev: 'finished', atMs: 2_000, moments: {} });
  expect(news.at(-1)).toMatchObject({ ev: 'finished' });
});

test('of what is stopped, or forgotten, no moment comes', () => {
  timer.take(wave);
  timer.take({ ...wave, uid: 8 });
  pass(100);
  timer.take({ ...wave, ev: 'stopped', moments: {}, reason: 'replaced' });
  timer.clear();
  const before = news.length;
  pass(2_000);
  expect(news).toHaveLength(before);
});
