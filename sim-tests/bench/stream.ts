import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CrowdOrder, CrowdReport } from '../bots/guest-crowd.ts';
import { endChild, startChild, wordOf } from './child.ts';
import { publish, quantiles, round } from './report.ts';
import type { ServerOrder, ServerReport } from './stream-server.ts';

const SERVER = fileURLToPath(new URL('./stream-server.ts', import.meta.url));
const CROWD = fileURLToPath(new URL('../bots/guest-crowd.ts', import.meta.url));
const SEED = 20;
/** Half the width of the square that everybody stands on, m; the plaza's. */
const HALF_M = 30;
const SETTLE_MS = 3_000;
/** The schema's stream is so big that it is watched for a moment only. */
const BASELINE = { seconds: 4 } as const;
/** Bars of the design on two cores. */
const BARS = { cpuMsPerTick: 8, kBPerSecondMax: 64, animatedBodies: 60, lateTicks: 0 } as const;
/** Above this the bots, not the server, were the bottleneck. */
const GENERATOR_STALL_MS = 50;

interface Phase {
  readonly mode: ServerOrder['mode'];
  readonly performers: number;
  readonly guests: number;
  readonly seconds: number;
}

interface Measured {
  readonly server: ServerReport;
  readonly crowd: CrowdReport;
}

/**
 * The pose stream over real sockets: a real room on one core, guests who decode every pose in another process, motion
 * of the learned model, 20 Hz. In the same run, with as many guests, the road one would take first: joints in the
 * Colyseus schema. Ratios are per tick, because that one does not keep up with 20 ticks a second.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '200' },
      guests: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '10' },
      'no-baseline': { type: 'boolean' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const performers = numberIn('performers', values.performers, 1, 1_000);
  const guests = numberIn('guests', values.guests, 1, 1_000);
  const seconds = numberIn('seconds', values.seconds, 3, 600);
  const ours = await measure({ mode: 'vhp', performers, guests, seconds });
  const result = describeStream(ours);
  if (!values['no-baseline']) {
    const naive = await measure({ mode: 'schema', performers, guests, seconds: BASELINE.seconds });
    Object.assign(result, compare(naive, ours));
  }
  publish('stream', { performers, guests, seconds, tickHz: 20, ...result, bars: judge(ours) }, args);
  return 0;
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: a whole number from ${least} to ${most}, not "${text}"`);
}

async function measure(phase: Phase): Promise<Measured> {
  const { mode, performers, guests, seconds } = phase;
  progress(`${mode}: ${performers} performers, ${guests} guests: recording motion and opening the room`);
  const order: ServerOrder = { mode, performers, guestsMax: guests, seed: SEED, halfM: HALF_M };
  const server = startChild(SERVER, order, 0);
  try {
    const { port } = await wordOf<{ port: number }>(server);
    const crowdOrder: CrowdOrder = {
      url: `http://127.0.0.1:${port}`,
      room: 'stage',
      guests,
      seed: SEED + 1,
      rampPerS: mode === 'vhp' ? 100 : 20,
      halfM: HALF_M,
      decode: mode === 'vhp',
    };
    const crowd = startChild(CROWD, crowdOrder, 1);
    try {
      await wordOf(crowd);
      progress(`${mode}: everybody has joined; settling`);
      await new Promise((resolve) => setTimeout(resolve, mode === 'vhp' ? SETTLE_MS : 1_000));
      progress(`${mode}: measuring for ${seconds} s`);
      server.send('start');
      crowd.send('start');
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      const reports = Promise.all([wordOf<ServerReport>(server), wordOf<CrowdReport>(crowd)]);
      server.send('stop');
      crowd.send('stop');
      const [serverReport, crowdReport] = await reports;
      return { server: serverReport, crowd: crowdReport };
    } finally {
      await endChild(crowd);
    }
  } finally {
    await endChild(server);
  }
}

function describeStream({ server, crowd }: Measured): Record<string, unknown> {
  const tick = quantiles(server.tickMs);
  const kB = quantiles(crowd.guests.map((guest) => guest.bytes / crowd.seconds / 1000));
  const animated = quantiles(crowd.guests.map((guest) => guest.animatedBodies));
  return {
    cpuMsPerTick: round(server.cpuMsPerTick),
    cpuUserMsPerTick: round(server.userMsPerTick),
    cpuSystemMsPerTick: round(server.systemMsPerTick),
    lateTicks: server.lateTicks,
    ticks: server.ticks,
    tickMs: tick,
    kBPerSecondPerGuest: { p50: kB.p50, max: kB.max },
    jointAnimatedBodiesPerGuest: {
      p50: animated.p50,
      min: Math.min(...crowd.guests.map((g) => g.animatedBodies)),
    },
    heroBodiesPerGuest: { p50: quantiles(crowd.guests.map((guest) => guest.heroBodies)).p50 },
    messagesPerSecondPerGuest: round(
      crowd.guests.reduce((sum, guest) => sum + guest.messages, 0) / crowd.guests.length / crowd.seconds,
    ),
    orphanDeltas: crowd.guests.reduce((sum, guest) => sum + guest.orphanDeltas, 0),
    malformed: crowd.guests.reduce((sum, guest) => sum + guest.malformed, 0),
    skippedMessages: server.skipped,
    closes: Object.values(crowd.closes).reduce((sum, count) => sum + count, 0),
    serverRssMb: Math.round(server.rssMb),
    generator: {
      cpuShare: round(crowd.cpuShare),
      loopDelayMsP99: round(crowd.loopDelayMsP99),
      saturated: crowd.loopDelayMsP99 > GENERATOR_STALL_MS,
    },
  };
}

function compare(naive: Measured, ours: Measured): Record<string, unknown> {
  const kBPerTick = ({ server, crowd }: Measured): number =>
    quantiles(crowd.guests.map((guest) => guest.bytes / 1000)).p50 / server.ticks;
  return {
    baseline: {
      what: 'every joint in the Colyseus schema',
      seconds: BASELINE.seconds,
      cpuMsPerTick: round(naive.server.cpuMsPerTick),
      ticksPerSecond: round(naive.server.ticks / naive.server.seconds),
      lateTicks: naive.server.lateTicks,
      ticks: naive.server.ticks,
      kBPerTickPerGuest: round(kBPerTick(naive)),
      oursKBPerTickPerGuest: round(kBPerTick(ours)),
      serverRssMb: Math.round(naive.server.rssMb),
    },
    ratios: {
      cpu: round(naive.server.cpuMsPerTick / ours.server.cpuMsPerTick),
      bytes: round(kBPerTick(naive) / kBPerTick(ours)),
    },
  };
}

function judge(measured: Measured): Record<string, unknown> {
  const { server, crowd } = measured;
  const most = Math.max(...crowd.guests.map((guest) => guest.bytes / crowd.seconds / 1000));
  const animated = quantiles(crowd.guests.map((guest) => guest.animatedBodies)).p50;
  return {
    cpu: server.cpuMsPerTick <= BARS.cpuMsPerTick,
    bytes: most <= BARS.kBPerSecondMax,
    animated: animated >= BARS.animatedBodies,
    late: server.lateTicks <= BARS.lateTicks,
  };
}

function progress(line: string): void {
  process.stderr.write(`stream: ${line}\n`);
}
