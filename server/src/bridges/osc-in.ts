import { type Bridge, type BridgeStage, createStatus, noteMalformed } from './bridge.ts';
import type { OscConfig } from './bridge-config.ts';
import { type OperatorAct, operate } from './operate.ts';
import { listenUdp } from './udp.ts';
import {
  decodeOsc,
  type OscArg,
  type OscMessage,
  type TimedOscMessage,
  unixMsOfTimeTag,
} from './wire/osc.ts';
import { matchOsc } from './wire/osc-pattern.ts';

const OSC_IN = {
  /** Messages that wait for their time, and how far ahead that may be, ms. */
  waitingMax: 256,
  aheadMsMax: 60_000,
  /** Acts of one tick: a show is not sought a thousand times. */
  actsMax: 64,
} as const;

type OscInConfig = NonNullable<OscConfig['in']>;

/** OSC in: what a desk asks of the show. `onTimecode` is told of what comes to PREFIX/timecode. */
export async function openOscIn(
  config: OscInConfig,
  stage: BridgeStage,
  onTimecode: (text: string) => string,
): Promise<Bridge & { readonly port: number }> {
  const status = createStatus('osc in', `${config.host}:${config.port}`);
  const waiting: { atMs: number; message: OscMessage }[] = [];
  let acts = 0;

  function perform(message: OscMessage): void {
    acts += 1;
    if (acts > OSC_IN.actsMax) {
      status.dropped += 1;
      return;
    }
    const problem = performOsc(config, message, stage, onTimecode);
    if (problem !== '') noteMalformed(status, problem, stage.log);
  }

  function take({ timeTag, ...message }: TimedOscMessage): void {
    const atMs = unixMsOfTimeTag(timeTag);
    const nowMs = stage.nowMs();
    if (atMs <= nowMs) perform(message);
    else if (waiting.length >= OSC_IN.waitingMax || atMs > nowMs + OSC_IN.aheadMsMax) status.dropped += 1;
    else waiting.push({ atMs, message });
  }

  const afterTick = (): void => {
    acts = 0;
    if (waiting.length === 0) return;
    const nowMs = stage.nowMs();
    // In the order of their times; what is asked of one moment in the order in which it came.
    waiting.sort((a, b) => a.atMs - b.atMs);
    while (waiting.length > 0 && waiting[0].atMs <= nowMs) perform(waiting.shift()!.message);
  };
  const udp = await listenUdp(config, status, {
    nowMs: stage.nowMs,
    onPacket(bytes) {
      const messages = decodeOsc(bytes);
      if (typeof messages === 'string') noteMalformed(status, messages, stage.log);
      else for (const message of messages) take(message);
    },
  });
  stage.afterTick.add(afterTick);
  return {
    status: Object.assign(status, { where: `${config.host}:${udp.port}` }),
    port: udp.port,
    async close() {
      stage.afterTick.delete(afterTick);
      await udp.close();
    },
  };
}

const PLAIN = ['go', 'play', 'pause', 'stop', 'panic', 'applaud'] as const;
const VALUED = ['seek', 'rate', 'goto', 'vote'] as const;

function performOsc(
  config: OscInConfig,
  { address, args }: OscMessage,
  stage: BridgeStage,
  onTimecode: (text: string) => string,
): string {
  const { prefix, map } = config;
  let known = false;
  let problem = '';
  const perform = (act: OperatorAct): void => {
    known = true;
    // A button that sends 0 when it is let go of means only its press.
    if (!(isPlain(act.do) && isRelease(args))) problem ||= operate(stage, act);
  };
  for (const entry of map) if (matchOsc(address, entry.address)) perform(withArgs(entry, args));
  for (const name of PLAIN) if (matchOsc(address, `${prefix}/${name}`)) perform({ do: name });
  for (const name of VALUED)
    if (matchOsc(address, `${prefix}/${name}`)) perform(withArgs({ do: name }, args));
  if (matchOsc(address, `${prefix}/timecode`)) {
    known = true;
    problem ||= onTimecode(textOf(args[0]));
  }
  return known ? problem : `nothing is meant by the address ${address.slice(0, 64)}`;
}

const isPlain = (act: OperatorAct['do']): boolean => (PLAIN as readonly string[]).includes(act);
const isRelease = (args: readonly OscArg[]): boolean =>
  args.length === 1 && (args[0][0] === 'F' || args[0][1] === 0);

/** Fills what a map leaves open from the arguments of the message. */
function withArgs(act: OperatorAct, args: readonly OscArg[]): OperatorAct {
  return {
    ...act,
    seconds: act.seconds ?? numberOf(args[0]),
    rate: act.rate ?? numberOf(args[0]),
    cue: act.cue ?? textOf(args[0]),
    option: act.option ?? textOf(args[0]),
    voter: numberOf(args[1]) ?? 0,
  };
}

function numberOf(arg: OscArg | undefined): number | undefined {
  return typeof arg?.[1] === 'number' ? arg[1] : undefined;
}

function textOf(arg: OscArg | undefined): string {
  return arg?.[0] === 's' ? arg[1] : '';
}
