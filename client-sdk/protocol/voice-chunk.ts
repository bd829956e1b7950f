/**
 * A piece of somebody's voice, little-endian:
 * u8 version · u8 0 · u16 netId · u32 uid · u32 playAtMs · u16 rateHz · u16 samples here · u32 samples in all ·
 * u32 first sample · i16 samples, mono.
 */
import { WIRE_LIMITS } from './limits.ts';

export const VOICE_HEADER_BYTES = 24;

/** One piece of a line: `playAtMs` is the stage time of the line's first sample, the same in every piece. */
export interface VoiceChunk {
  readonly netId: number;
  /** Performance of the line, as in `event` and `behaviour`. */
  readonly uid: number;
  readonly playAtMs: number;
  readonly rateHz: number;
  /** Samples of the whole line, and the first one here. */
  readonly total: number;
  readonly first: number;
  readonly samples: Int16Array;
}

/** Writes a piece; `prefixBytes` are left free before it. */
export function encodeVoiceChunk(chunk: VoiceChunk, prefixBytes = 0): Uint8Array {
  const count = chunk.samples.length;
  if (count > WIRE_LIMITS.voiceSamplesMax)
    throw new RangeError(`voice: ${count} samples in one message; at most ${WIRE_LIMITS.voiceSamplesMax}`);
  const bytes = new Uint8Array(prefixBytes + VOICE_HEADER_BYTES + count * 2);
  const view = new DataView(bytes.buffer, prefixBytes);
  view.setUint8(0, WIRE_LIMITS.version);
  view.setUint16(2, chunk.netId, true);
  view.setUint32(4, chunk.uid, true);
  view.setUint32(8, chunk.playAtMs, true);
  view.setUint16(12, chunk.rateHz, true);
  view.setUint16(14, count, true);
  view.setUint32(16, chunk.total, true);
  view.setUint32(20, chunk.first, true);
  for (let i = 0; i < count; i++) view.setInt16(VOICE_HEADER_BYTES + i * 2, chunk.samples[i], true);
  return bytes;
}

/** Reads a piece; undefined when it is of another version, cut, or says what cannot be. */
export function decodeVoiceChunk(bytes: Uint8Array): VoiceChunk | undefined {
  if (bytes.length < VOICE_HEADER_BYTES || bytes[0] !== WIRE_LIMITS.version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(14, true);
  const [rateHz, total, first] = [
    view.getUint16(12, true),
    view.getUint32(16, true),
    view.getUint32(20, true),
  ];
  const whole = bytes.length === VOICE_HEADER_BYTES + count * 2;
  if (!whole || count > WIRE_LIMITS.voiceSamplesMax || rateHz < 8_000 || first + count > total)
    return undefined;
  const samples = new Int16Array(count);
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(VOICE_HEADER_BYTES + i * 2, true);
  return {
    netId: view.getUint16(2, true),
    uid: view.getUint32(4, true),
    playAtMs: view.getUint32(8, true),
    rateHz,
    total,
    first,
    samples,
  };
}
