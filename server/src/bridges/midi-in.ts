import type { Readable } from 'node:stream';
import { type Bridge, type BridgeStage, createStatus, noteMalformed } from './bridge.ts';
import type { MidiConfig } from './bridge-config.ts';
import type { ChaseBridge } from './chase-bridge.ts';
import { type OperatorAct, operate } from './operate.ts';
import { listenUdp } from './udp.ts';
import { createMidiParser, type MidiMessage } from './wire/midi-stream.ts';
import { createTimecodeReader } from './wire/midi-timecode.ts';
import { readShowControl, type ShowControl } from './wire/show-control.ts';

/** Acts of one tick. */
const ACTS_MAX = 64;
/** Device of Show Control that means everybody. */
const ALL_DEVICES = 127;

/** MIDI in, as raw bytes by UDP or by standard input: notes and controllers, Show Control, timecode. */
export async function openMidiIn(
  config: MidiConfig,
  stage: BridgeStage,
  parts: { readonly chase: ChaseBridge | undefined; readonly stdin: Readable },
): Promise<Bridge & { readonly port: number }> {
  const status = createStatus(
    'midi in',
    config.udp ? `${config.udp.host}:${config.udp.port}` : 'standard input',
  );
  const timecode = createTimecodeReader();
  let acts = 0;

  function take(message: MidiMessage): void {
    const news = timecode.take(message);
    if (news) parts.chase?.take(news.seconds, news.jump);
    for (const act of actsOfMidi(config, message)) {
      acts += 1;
      const problem = acts > ACTS_MAX ? '' : operate(stage, act);
      if (acts > ACTS_MAX) status.dropped += 1;
      else if (problem !== '') noteMalformed(status, problem, stage.log);
    }
  }

  // Each way has a parser of its own: their bytes do not mix.
  const takeBytes = (): ((bytes: Uint8Array) => void) => {
    const parser = createMidiParser();
    let stray = 0;
    return (bytes) => {
      for (const message of parser.push(bytes)) take(message);
      if (parser.stray > stray) noteMalformed(status, 'bytes that are no MIDI', stage.log);
      stray = parser.stray;
    };
  };
  const udp =
    config.udp && (await listenUdp(config.udp, status, { nowMs: stage.nowMs, onPacket: takeBytes() }));
  const onBytes = takeBytes();
  const onData = (bytes: Buffer): void => {
    status.received += 1;
    onBytes(bytes);
  };
  if (config.stdin) parts.stdin.on('data', onData);
  const afterTick = (): void => {
    acts = 0;
  };
  stage.afterTick.add(afterTick);
  return {
    status: udp && config.udp ? Object.assign(status, { where: `${config.udp.host}:${udp.port}` }) : status,
    port: udp?.port ?? 0,
    async close() {
      stage.afterTick.delete(afterTick);
      if (config.stdin) parts.stdin.off('data', onData).pause();
      await udp?.close();
    },
  };
}

/** What a message asks of the show. */
export function actsOfMidi(config: MidiConfig, message: MidiMessage): OperatorAct[] {
  const control = readShowControl(message);
  if (control) {
    const mine =
      config.device === undefined || control.device === config.device || control.device === ALL_DEVICES;
    return mine ? actsOfShowControl(control) : [];
  }
  const [status, number, value = 0] = message;
  const kind = status & 0xf0;
  const channel = (status & 0x0f) + 1;
  return config.map.flatMap((entry): OperatorAct[] => {
    if (status >= 0xf0 || (entry.channel ?? channel) !== channel) return [];
    const { note, control: controller, program, channel: _, ...act } = entry;
    // A note-on without velocity is a note-off; a pedal is pressed from the middle on.
    if (kind === 0x90 && note === number && value > 0) return [act];
    if (kind === 0xc0 && program === number) return [act];
    if (kind !== 0xb0 || controller !== number) return [];
    if (act.do === 'rate') return [{ ...act, rate: act.rate ?? rateOf(value) }];
    return value >= 64 ? [act] : [];
  });
}

/** A controller of 0, 64, 127 is a rate of 0.25, 1, 4. */
const rateOf = (value: number): number => 4 ** ((value - 64) / (value < 64 ? 64 : 63));

function actsOfShowControl({ command, cue }: ShowControl): OperatorAct[] {
  if (command === 'go' || command === 'timedGo') {
    return cue === '' ? [{ do: 'go' }] : [{ do: 'goto', cue }, { do: 'play' }];
  }
  if (command === 'load') return cue === '' ? [] : [{ do: 'goto', cue }, { do: 'pause' }];
  if (command === 'stop') return [{ do: 'pause' }];
  if (command === 'resume') return [{ do: 'play' }];
  if (command === 'allOff') return [{ do: 'panic' }];
  if (command === 'reset') return [{ do: 'pause' }, { do: 'seek', seconds: 0 }];
  return [];
}
