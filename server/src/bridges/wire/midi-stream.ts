/**
 * MIDI 1.0 as a stream of bytes (The Complete MIDI 1.0 Detailed Specification, 96.1): running status, system exclusive,
 * real-time bytes between others.
 */

export const MIDI_LIMITS = {
  /** A system exclusive message that grows longer is left out. */
  exclusiveBytesMax: 1_024,
} as const;

/** One whole message: status first; a system exclusive one with its 0xF0 and 0xF7. */
export type MidiMessage = Uint8Array;

export interface MidiParser {
  /** Takes bytes as they come, in pieces of any size; returns the messages that are whole. */
  push(bytes: Uint8Array): MidiMessage[];
  /** Bytes that belonged to nothing. */
  readonly stray: number;
}

/** Data bytes after a status byte. */
function dataBytes(status: number): number {
  const kind = status & 0xf0;
  if (kind === 0xc0 || kind === 0xd0 || status === 0xf1 || status === 0xf3) return 1;
  return status === 0xf6 ? 0 : 2;
}

export function createMidiParser(): MidiParser {
  let status = 0;
  let data: number[] = [];
  let exclusive: number[] | undefined;
  let stray = 0;

  function take(byte: number, out: MidiMessage[]): void {
    // Real-time messages may stand anywhere, even inside others.
    if (byte >= 0xf8) {
      out.push(Uint8Array.of(byte));
      return;
    }
    if (exclusive) {
      if (byte < 0x80) {
        if (exclusive.length < MIDI_LIMITS.exclusiveBytesMax) exclusive.push(byte);
        return;
      }
      const whole = byte === 0xf7 && exclusive.length < MIDI_LIMITS.exclusiveBytesMax;
      if (whole) out.push(Uint8Array.from([...exclusive, 0xf7]));
      else stray += exclusive.length;
      exclusive = undefined;
      if (byte === 0xf7) return;
    }
    if (byte >= 0x80) {
      data = [];
      status = 0;
      if (byte === 0xf0) exclusive = [byte];
      else if (byte === 0xf7 || byte === 0xf4 || byte === 0xf5) stray += 1;
      else if (dataBytes(byte) === 0) out.push(Uint8Array.of(byte));
      else status = byte;
      return;
    }
    if (status === 0) {
      stray += 1;
      return;
    }
    data.push(byte);
    if (data.length < dataBytes(status)) return;
    out.push(Uint8Array.from([status, ...data]));
    data = [];
    // Running status is of channel messages only.
    if (status >= 0xf0) status = 0;
  }

  return {
    push(bytes) {
      const out: MidiMessage[] = [];
      for (const byte of bytes) take(byte, out);
      return out;
    },
    get stray() {
      return stray;
    },
  };
}
