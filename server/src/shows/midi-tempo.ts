/**
 * Tempo and meter of a Standard MIDI File (MMA RP-001, "Standard MIDI Files 1.0"): chunks MThd and MTrk, delta times of
 * variable length, meta events 51 (tempo, µs a quarter note) and 58 (time signature). Notes are passed over.
 */
import type { BeatGrid } from './beat-grid.ts';

const MIDI_FILE = { bytesMax: 4 * 1_048_576, tracksMax: 256, changesMax: 4_096 } as const;
/** What a file that says nothing is played at: 120 quarter notes a minute, 4/4. */
const USUAL = { quarterUs: 500_000, beats: 4, quartersOfBeat: 1 } as const;

interface Changes {
  tempos: { tick: number; quarterUs: number }[];
  meters: { tick: number; beats: number; quartersOfBeat: number }[];
}

/** The beat grid of a MIDI file; a string says why it has none. Never throws. */
export function beatGridOfMidi(bytes: Uint8Array): BeatGrid | string {
  if (bytes.length > MIDI_FILE.bytesMax) return `it has ${bytes.length} bytes, at most ${MIDI_FILE.bytesMax}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 14 || name(bytes, 0) !== 'MThd' || view.getUint32(4) < 6) return 'it is no MIDI file';
  const division = view.getUint16(12);
  if (view.getUint16(8) > 1) return 'its tracks are pieces of their own (format 2); save it as format 0 or 1';
  if (division === 0 || division >= 0x8000) return 'its times are SMPTE frames and not beats';
  const changes: Changes = { tempos: [], meters: [] };
  let tracks = 0;
  for (let at = 8 + view.getUint32(4); at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4);
    const end = at + 8 + size;
    if (end > bytes.length) return 'it is cut off';
    // Chunks of other kinds are passed over, as the standard asks.
    if (name(bytes, at) === 'MTrk') {
      tracks += 1;
      if (tracks > MIDI_FILE.tracksMax) return `it has more than ${MIDI_FILE.tracksMax} tracks`;
      const problem = readTrack(bytes.subarray(at + 8, end), changes);
      if (problem !== '') return problem;
    }
    at = end;
  }
  return tracks === 0 ? 'it has no track' : gridOf(changes, division);
}

const name = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** Gathers the changes of a track; '' or why it cannot be read. */
function readTrack(bytes: Uint8Array, changes: Changes): string {
  let at = 0;
  let tick = 0;
  let status = 0;
  const variable = (): number => {
    let value = 0;
    for (let i = 0; i < 4 && at < bytes.length; i++) {
      const byte = bytes[at];
      at += 1;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    tick += variable();
    if (bytes[at] >= 0x80) {
      status = bytes[at];
      at += 1;
    }
    if (Number.isNaN(tick) || status < 0x80) return 'an event of it cannot be read';
    if (status < 0xf0) {
      at += status >= 0xc0 && status < 0xe0 ? 1 : 2;
      continue;
    }
    if (status !== 0xf0 && status !== 0xf7 && status !== 0xff) return 'an event of it cannot be read';
    const type = status === 0xff ? bytes[at] : -1;
    if (status === 0xff) at += 1;
    const size = variable();
    if (Number.isNaN(size) || at + size > bytes.length) return 'an event of it is cut off';
    noteMeta(type, bytes.subarray(at, at + size), tick, changes);
    if (changes.tempos.length + changes.meters.length > MIDI_FILE.changesMax)
      return `its tempo changes more than ${MIDI_FILE.changesMax} times`;
    at += size;
    status = 0;
    if (type === 0x2f) break;
  }
  return at > bytes.length ? 'an event of it is cut off' : '';
}

function noteMeta(type: number, data: Uint8Array, tick: number, changes: Changes): void {
  if (type === 0x51 && data.length === 3) {
    const quarterUs = (data[0] << 16) | (data[1] << 8) | data[2];
    if (quarterUs > 0) changes.tempos.push({ tick, quarterUs });
  } else if (type === 0x58 && data.length >= 2 && data[0] > 0 && data[1] <= 6)
    changes.meters.push({ tick, beats: data[0], quartersOfBeat: 4 / 2 ** data[1] });
}

function gridOf(changes: Changes, division: number): BeatGrid {
  const byTick = (a: { tick: number }, b: { tick: number }): number => a.tick - b.tick;
  const tempos = [{ quarter: 0, atS: 0, quarterS: USUAL.quarterUs / 1e6 }];
  for (const { tick, quarterUs } of changes.tempos.sort(byTick)) {
    const quarter = tick / division;
    const last = tempos[tempos.length - 1];
    const next = {
      quarter,
      atS: last.atS + (quarter - last.quarter) * last.quarterS,
      quarterS: quarterUs / 1e6,
    };
    if (quarter === last.quarter) tempos.pop();
    tempos.push(next);
  }
  const meters = [
    { bar: 1, quarter: 0, beats: USUAL.beats as number, quartersOfBeat: USUAL.quartersOfBeat as number },
  ];
  for (const { tick, beats, quartersOfBeat } of changes.meters.sort(byTick)) {
    const last = meters[meters.length - 1];
    // A meter begins a bar, even when the bar before is not full.
    const bars = Math.ceil((tick / division - last.quarter) / (last.beats * last.quartersOfBeat) - 1e-9);
    if (bars <= 0) meters.pop();
    meters.push({ bar: last.bar + Math.max(0, bars), quarter: tick / division, beats, quartersOfBeat });
  }
  return { tempos, meters };
}
