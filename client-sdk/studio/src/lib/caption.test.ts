import type { BehaviourNews, RosterEntry } from '@troupe/client-sdk';
import { expect, test } from 'vitest';
import { CaptionQueue, nextCaption } from './caption.ts';

const tilda = { en: 'Tilda', ko: '틸다' };
const news = (over: Partial<BehaviourNews>): BehaviourNews => ({
  uid: 4,
  netId: 1,
  kind: 'speech',
  name: 'Hello, old friend.',
  block: '',
  part: '',
  ev: 'updated',
  atMs: 0,
  moment: '',
  moments: {},
  reason: '',
  ...over,
});

test('a caption follows the words of its line and goes with it', () => {
  let caption = nextCaption(undefined, news({ ev: 'started' }), tilda);
  expect(caption).toMatchObject({ text: 'Hello, old friend.', locale: 'en', saidTo: 0 });
  caption = nextCaption(caption, news({ moment: 'w1' }), tilda);
  expect(caption?.text.slice(0, caption.saidTo)).toBe('Hello, old');
  caption = nextCaption(caption, news({ kind: 'gesture', moment: 'stroke' }), tilda);
  caption = nextCaption(caption, news({ uid: 9, ev: 'finished' }), tilda);
  expect(caption?.saidTo).toBe(10);
  expect(nextCaption(caption, news({ ev: 'stopped' }), tilda)).toBeUndefined();
  expect(nextCaption(undefined, news({ ev: 'started', name: '반가워요' }), tilda)?.locale).toBe('ko');
});

test('words wait for the picture, in the order in which they came', () => {
  const queue = new CaptionQueue();
  const roster = new Map([[1, { netId: 1, name: tilda } as RosterEntry]]);
  queue.add(news({ ev: 'started', atMs: 100 }));
  queue.add(news({ moment: 'w0', atMs: 400 }));
  queue.add(news({ kind: 'gesture', moment: 'stroke', atMs: 0 }));
  expect(queue.take(undefined, 99, roster)).toBeUndefined();
  expect(queue.take(undefined, Number.NaN, roster)).toBeUndefined();
  const begun = queue.take(undefined, 200, roster);
  expect(begun).toMatchObject({ text: 'Hello, old friend.', saidTo: 0 });
  expect(queue.take(begun, 399, roster)).toBe(begun);
  expect(queue.take(begun, 400, roster)!.saidTo).toBeGreaterThan(0);
  queue.add(news({ ev: 'finished', atMs: 500 }));
  expect(queue.take(begun, 500, new Map())).toBe(begun);
  queue.add(news({ ev: 'finished', atMs: 500 }));
  queue.clear();
  expect(queue.take(begun, 500, roster)).toBe(begun);
});
