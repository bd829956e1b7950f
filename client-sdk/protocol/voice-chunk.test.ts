import { describe, expect, test } from 'vitest';
import { WIRE_LIMITS } from './limits.ts';
import { decodeVoiceChunk, encodeVoiceChunk, VOICE_HEADER_BYTES } from './voice-chunk.ts';

const chunk = {
  netId: 513,
  uid: 70_000,
  playAtMs: 3_000_000_001,
  rateHz: 22_050,
  total: 1_000,
  first: 997,
  samples: Int16Array.of(-32_768, 0, 32_767),
};

describe('V1 a piece of voice', () => {
  test('comes back as it went, behind any prefix', () => {
    expect(decodeVoiceChunk(encodeVoiceChunk(chunk))).toEqual(chunk);
    expect(decodeVoiceChunk(encodeVoiceChunk(chunk, 2).subarray(2))).toEqual(chunk);
  });
  test('little-endian to the byte', () => {
    const bytes = encodeVoiceChunk(chunk);
    expect([...bytes.subarray(0, 8)]).toEqual([1, 0, 1, 2, 0x70, 0x11, 1, 0]);
    expect([...bytes.subarray(VOICE_HEADER_BYTES, VOICE_HEADER_BYTES + 2)]).toEqual([0, 0x80]);
  });
  test('cut, of another version or with impossible numbers it is nothing', () => {
    const good = encodeVoiceChunk(chunk);
    for (let length = 0; length < good.length; length++)
      expect(decodeVoiceChunk(good.subarray(0, length))).toBeUndefined();
    expect(decodeVoiceChunk(Uint8Array.of(...good, 0))).toBeUndefined();
    expect(decodeVoiceChunk(Uint8Array.of(9, ...good.subarray(1)))).toBeUndefined();
    expect(decodeVoiceChunk(encodeVoiceChunk({ ...chunk, first: 998 }))).toBeUndefined();
    expect(decodeVoiceChunk(encodeVoiceChunk({ ...chunk, rateHz: 100 }))).toBeUndefined();
  });
  test('too long a piece is refused where it is made', () => {
    const samples = new Int16Array(WIRE_LIMITS.voiceSamplesMax + 1);
    expect(() => encodeVoiceChunk({ ...chunk, samples })).toThrow(/at most/);
  });
});
