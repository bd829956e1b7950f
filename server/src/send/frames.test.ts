import { expect, test } from 'vitest';
import {
  HEADER_BYTES_MAX,
  PREFIX_BYTES,
  readBytesMessages,
  readFrames,
  sealFrame,
  writeFrame,
} from './frames.ts';

const numbers = (length: number, from = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i + from) & 255);

test('messages of any length, sealed in place or written whole, are read back in order from one run of bytes', () => {
  const lengths = [0, 1, 122, 123, 124, 125, 126, 127, 300, 65_000];
  const frames = new Uint8Array(300_000);
  const expected: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    frames.set(numbers(length, length), at + PREFIX_BYTES);
    at = sealFrame(frames, at, at + PREFIX_BYTES + length, 1);
    expected.push(Uint8Array.of(17, 1, ...numbers(length, length)));
    const end = writeFrame(frames, at, numbers(length, 7));
    expect(end - at).toBeLessThanOrEqual(length + HEADER_BYTES_MAX);
    at = end;
    expected.push(numbers(length, 7));
  }
  const messages = readFrames(frames.subarray(0, at));
  expect(messages.map((message) => [...message])).toEqual(expected.map((message) => [...message]));
  expect(
    readBytesMessages(frames.subarray(0, at), 1)
      .map(({ length }) => length)
      .slice(0, 3),
  ).toEqual([0, 1, 122]);
  expect(readBytesMessages(frames.subarray(0, at), 2)).toEqual([]);
});

test('lengths stand in the shortest form, as RFC 6455 asks', () => {
  const frames = new Uint8Array(80_000);
  expect([writeFrame(frames, 0, numbers(125)), frames[1]]).toEqual([127, 125]);
  expect([writeFrame(frames, 0, numbers(126)), ...frames.subarray(1, 4)]).toEqual([130, 126, 0, 126]);
  expect([writeFrame(frames, 0, numbers(70_000)), ...frames.subarray(1, 10)]).toEqual([
    70_010, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70,
  ]);
  expect(() => sealFrame(frames, 0, PREFIX_BYTES + 65_534, 1)).toThrow(/at most 65535/);
});
