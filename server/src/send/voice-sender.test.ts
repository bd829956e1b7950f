import { BYTES_TYPE, decodeVoiceChunk, type VoiceChunk } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { readBytesMessages } from './frames.ts';
import { PoseSender, SEND } from './pose-sender.ts';
import { VOICE_SEND, VoiceSender } from './voice-sender.ts';

const poses = new PoseSender(4, 0);
function listener(x = 0, bufferedBytes = 0) {
  const got: VoiceChunk[] = [];
  const client = poses.addClient(
    {
      write(frames) {
        const pieces = readBytesMessages(frames, BYTES_TYPE.voice);
        expect(pieces.length).toBe(1);
        got.push(decodeVoiceChunk(pieces[0])!);
      },
      hasJoined: () => true,
      bufferedBytes: () => bufferedBytes,
      drop() {},
    },
    -1,
  );
  client.view.x = x;
  return { client, got };
}
const pcm = Int16Array.from({ length: 66_150 }, (_, i) => i % 30_000);
const line = { uid: 5, netId: 2, playAtMs: 1_000, pcm, rateHz: 22_050 };
const here = () => ({ x: 0, z: 0 });

describe('the sound of lines', () => {
  test('reaches a listener whole, in order, ahead of its time but never far', () => {
    const sender = new VoiceSender();
    const { client, got } = listener();
    sender.listeners.add(client);
    sender.begin(line);
    for (let ms = 1_000; ms <= 4_100; ms += 50) {
      sender.send(ms, here);
      const sentMs = 1_000 + (got.reduce((sum, { samples }) => sum + samples.length, 0) / 22_050) * 1_000;
      if (ms < 3_000) expect(sentMs).toBeGreaterThan(ms + 150);
      expect(sentMs).toBeLessThanOrEqual(ms + VOICE_SEND.leadMs + 1);
    }
    expect(got.flatMap(({ samples }) => [...samples])).toEqual([...pcm]);
    expect(
      got.every(
        ({ uid, netId, total, playAtMs }) =>
          uid === 5 && netId === 2 && total === pcm.length && playAtMs === 1_000,
      ),
    ).toBe(true);
  });
  test('is heard by who listens, within earshot, and can take it', () => {
    const sender = new VoiceSender();
    const far = listener(VOICE_SEND.earshotM + 1);
    const slow = listener(0, SEND.skipBufferedBytes + 1);
    const deaf = listener();
    for (const one of [far, slow]) sender.listeners.add(one.client);
    sender.begin(line);
    sender.send(1_000, here);
    expect([far.got.length, slow.got.length, deaf.got.length]).toEqual([0, 0, 0]);
    expect(sender.dropped).toBe(1);
  });
  test('ends when the line is broken off, when its human leaves, and when it says something else', () => {
    const sender = new VoiceSender();
    const { client, got } = listener();
    sender.listeners.add(client);
    sender.begin(line);
    sender.send(1_000, here);
    sender.stop(5);
    const { length } = got;
    sender.send(2_000, here);
    expect(got).toHaveLength(length);
    sender.begin({ ...line, uid: 6, playAtMs: 2_000 });
    sender.begin({ ...line, uid: 7, playAtMs: 2_000 });
    sender.send(2_000, here);
    expect(got.slice(length).every(({ uid }) => uid === 7)).toBe(true);
    const before = got.length;
    sender.send(2_600, () => undefined);
    sender.send(2_700, here);
    expect(got).toHaveLength(before);
  });
  test('lines beyond the limit are counted', () => {
    const sender = new VoiceSender();
    for (let i = 0; i < VOICE_SEND.activeMax + 3; i++) sender.begin({ ...line, uid: i, netId: i + 1 });
    expect(sender.dropped).toBe(3);
  });
});
