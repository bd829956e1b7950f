/**
 * MIDI Time Code (MMA RP-004/RP-008): quarter frames (0xF1) and full frames (system exclusive, universal real time 01 01).
 *
 * Eight quarter frames carry one time address over two frames, so that it is two frames old when the last one comes. They
 * run 0 to 7 forwards and 7 to 0 backwards.
 */
import type { MidiMessage } from './midi-stream.ts';
import { isTimecode, secondsOfTimecode, TIMECODE_RATES, type Timecode } from './timecode.ts';

/** Seconds of the clock that a time address says now. */
export interface TimecodeNews {
  readonly seconds: number;
  readonly rate: Timecode['rate'];
  /** A full frame: the tape stands or jumps there, and does not run by it. */
  readonly jump: boolean;
}

export interface TimecodeReader {
  /** Takes a whole MIDI message; tells a time when one is complete. */
  take(message: MidiMessage): TimecodeNews | undefined;
}

export function createTimecodeReader(): TimecodeReader {
  const pieces = new Int8Array(8).fill(-1);
  let last = -1;
  return {
    take(message) {
      if (message[0] === 0xf0) {
        const full = readFullFrame(message);
        if (!full) return undefined;
        pieces.fill(-1);
        last = -1;
        return { seconds: secondsOfTimecode(full), rate: full.rate, jump: true };
      }
      if (message[0] !== 0xf1 || message.length !== 2) return undefined;
      const piece = message[1] >> 4;
      // A piece out of turn begins anew; backwards running time is followed by full frames alone.
      if (piece !== 0 && piece !== last + 1) pieces.fill(-1);
      if (piece === 0) pieces.fill(-1);
      pieces[piece] = message[1] & 0x0f;
      last = piece;
      if (piece !== 7 || pieces.includes(-1)) return undefined;
      const timecode = timecodeOf(
        pieces[7] * 16 + pieces[6],
        pieces[5] * 16 + pieces[4],
        pieces[3] * 16 + pieces[2],
        pieces[1] * 16 + pieces[0],
      );
      if (!timecode) return undefined;
      // Seven quarter frames have passed since the first piece.
      const seconds = secondsOfTimecode(timecode) + 7 / 4 / timecode.rate;
      return { seconds, rate: timecode.rate, jump: false };
    },
  };
}

/** F0 7F device 01 01 hh mm ss ff F7; undefined for anything else. */
export function readFullFrame(message: MidiMessage): Timecode | undefined {
  if (message.length !== 10 || message[1] !== 0x7f || message[3] !== 1 || message[4] !== 1) return undefined;
  return timecodeOf(message[5], message[6], message[7], message[8]);
}

/** Hours carry the rate in bits 5 and 6. */
function timecodeOf(
  rateHours: number,
  minutes: number,
  seconds: number,
  frames: number,
): Timecode | undefined {
  const rate = TIMECODE_RATES[(rateHours >> 5) & 3];
  const timecode = { hours: rateHours & 0x1f, minutes, seconds, frames, rate };
  return isTimecode(timecode) ? timecode : undefined;
}

/** The eight quarter frames of a time address, in order. */
export function encodeQuarterFrames(timecode: Timecode): Uint8Array[] {
  const { hours, minutes, seconds, frames, rate } = timecode;
  const rateHours = (TIMECODE_RATES.indexOf(rate) << 5) | hours;
  return [frames, seconds, minutes, rateHours].flatMap((value, i) => [
    Uint8Array.of(0xf1, ((i * 2) << 4) | (value & 0x0f)),
    Uint8Array.of(0xf1, ((i * 2 + 1) << 4) | (value >> 4)),
  ]);
}
