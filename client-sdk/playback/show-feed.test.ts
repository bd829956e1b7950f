import { type CueMessage, SHOW_DELAY_MS, type ShowMessage } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { RenderClock } from './render-clock.ts';
import { SHOW_FEED_MAX, ShowFeed } from './show-feed.ts';

const cue = (atMs: number): CueMessage => ({
  ev: 'started',
  show: 's',
  scene: 'main',
  cue: `c${atMs}`,
  kind: 'marker',
  line: 1,
  atMs,
  endMs: -1,
  detail: {},
  reason: '',
});
const show = (atMs: number): ShowMessage => ({ show: 's', atMs }) as ShowMessage;

test('nothing comes before the picture has come to its moment, and nothing twice', () => {
  const feed = new ShowFeed();
  for (const atMs of [1_000, 1_050, 1_100]) feed.addCue(cue(atMs));
  for (const atMs of [1_000, 1_100]) feed.addShow(show(atMs));
  expect(feed.nextMs).toBe(1_000);
  expect(feed.take(999)).toEqual({ show: undefined, cues: [] });
  const due = feed.take(1_060);
  expect(due.cues.map(({ atMs }) => atMs)).toEqual([1_000, 1_050]);
  expect(due.show?.atMs).toBe(1_000);
  expect(feed.take(1_060)).toEqual({ show: undefined, cues: [] });
  expect(feed.take(5_000).show?.atMs).toBe(1_100);
});

test('a page that is never drawn keeps a bounded number of messages', () => {
  const feed = new ShowFeed();
  for (let i = 0; i < SHOW_FEED_MAX + 10; i++) feed.addCue(cue(i));
  expect(feed.dropped).toBe(10);
  expect(feed.take(1e9).cues).toHaveLength(SHOW_FEED_MAX);
});

test('two lines of different length show the same moment at the same time when both keep the same lag', () => {
  const [near, far] = [new RenderClock(), new RenderClock()];
  near.leastMs = far.leastMs = SHOW_DELAY_MS;
  for (let atMs = 0; atMs < 4_000; atMs += 50) {
    near.note(atMs, atMs + 8);
    far.note(atMs, atMs + 210);
    near.at(atMs + 40);
    far.at(atMs + 40);
  }
  expect(Math.abs(near.renderMs - far.renderMs)).toBeLessThan(1);
  expect(near.delayMs).toBe(SHOW_DELAY_MS);
  near.leastMs = 0;
  expect(near.delayMs).toBeLessThan(200);
});
