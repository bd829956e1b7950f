import type { BehaviourNews } from '@troupe/client-sdk';
import { expect, test } from 'vitest';
import { nextCaption } from './caption.ts';

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
