/**
 * MIDI Show Control 1.1 (MMA RP-002/RP-014): F0 7F device 02 format command data F7.
 *
 * Data of a cue: number, list and path in ASCII digits and dots, parted by zeros; those at the end may be missing.
 */
import type { MidiMessage } from './midi-stream.ts';

const COMMANDS = {
  1: 'go',
  2: 'stop',
  3: 'resume',
  4: 'timedGo',
  5: 'load',
  6: 'set',
  7: 'fire',
  8: 'allOff',
  9: 'restore',
  10: 'reset',
  11: 'goOff',
} as const;

export interface ShowControl {
  /** 0..111 one device, 112..126 groups, 127 everybody. */
  readonly device: number;
  /** Kind of device: 1 lighting, 16 sound, 48 video, 127 all kinds. */
  readonly format: number;
  readonly command: (typeof COMMANDS)[keyof typeof COMMANDS];
  /** '' when the message names no cue. */
  readonly cue: string;
  readonly list: string;
  readonly path: string;
}

const TIME_BYTES = 5;

/** Reads a message; undefined when it is none of Show Control, or of a command that is not known. */
export function readShowControl(message: MidiMessage): ShowControl | undefined {
  const end = message.length - 1;
  if (end < 6 || message[0] !== 0xf0 || message[1] !== 0x7f || message[3] !== 2 || message[end] !== 0xf7)
    return undefined;
  const command = COMMANDS[message[5] as keyof typeof COMMANDS];
  if (!command) return undefined;
  const names = command === 'timedGo' ? 6 + TIME_BYTES : 6;
  // FIRE names a macro and SET a control, not a cue.
  const has = command !== 'fire' && command !== 'set' && names < end;
  const text = has ? String.fromCharCode(...message.subarray(names, end)) : '';
  const [cue = '', list = '', path = ''] = text.split('\0');
  return { device: message[2], format: message[4], command, cue, list, path };
}
