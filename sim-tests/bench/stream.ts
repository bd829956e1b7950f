// CONTRIBUTOR NOTES
// What the ratios compare. Both sides: the same tape of motion written into plain arrays at 20 Hz, a room of Colyseus behind the same transport with
// the same pings, as many guests who join alike and ask for the time by the law of the SDK's client, one core for the server and one for the guests,
// the same settling. CPU is all of the server's process, kernel included, per tick that it made; bytes are those that guests received.
// Ours alone: guests tell their views (connect/tell-law.ts) and troubles, which are checked; layers are chosen for each; far bodies say
// what they are at. The baseline alone: all of it goes to everybody as 32-bit floats of the schema (place, 52 rotations, face weights: only what
// changed), encoded once a tick and written once to each guest. Its guests say nothing that such a server has no use for, and decode nothing, so
// that they never hold it up. Until November they told views and health as ours did, which the baseline paid for too.
// What moved ours at 200 x 100: guests said 4.5 things a second each (view, health, ping), each some 36 us in the server, as much as half of the tick;
// by the SDK's law it is 0.9. Then what is left over of rotations came to be made in the pass that rounds them, hands that hold still are not
// rounded anew, and poses go past Node's Writable (rooms/socket-sink.ts): together a third. Of what is left the kernel's writes are the most.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import type { CrowdOrder, CrowdReport } from '../bots/guest-crowd.ts';
import { endChild, startChild, wordOf } from './child.ts';
import { publish, quantiles, round } from './report.ts';
import { BASELINES, type BaselineName } from './stream-baselines.ts';
import type { ServerReport } from './stream-meter.ts';
import type { ServerOrder } from './stream-server.ts';

const SERVER = fileURLToPath(new URL('./stream-server.ts', import.meta.url));
const CROWD = fileURLToPath(new URL('../bots/guest-crowd.ts', import.meta.url));
const SEED = 20;
/** Half the width of the square that everybody stands on, m; the plaza's. */
const HALF_M = 30;
/**
 * Everything is measured once it runs as it will for hours. Until then the engine compiles what is hot, which with a hundred guests
 * takes it a minute and more on a slow machine (CPU a tick at 200 x 100, every 5 s from the last join on: 4.4, 3.9, 2.9, 3.2, 3.3, 3.3, 3.3, 3.7, 3.6, 2.7, then
 * 2.6 to 2.7; the schema's few loops are ready at once: 11.3, 10.2, 9.7, 9.7, 10.9, 12.4).
 */
const SETTLE_MS = 75_000;
/** Baselines are measured for a moment only, so big are they, and beside them the stream itself with as many people. */
const BASELINE = { seconds: 10, performersMax: 200, guestsMax: 100 } as const;
/** Up to so many performers a guest asks for the smaller budget, bytes a second. */
const BUDGET = { performers: 300, small: 31_500, large: 63_000 } as const;
/** Bars on two cores: for a crowd seen on the small budget, and on the large one; ratios against joints in the schema. */
const BARS = {
  small: { cpuMsPerTick: 16, kBPerSecondMax: 32, animatedBodies: 100, lateTicks: 0 },
  large: { cpuMsPerTick: 50, kBPerSecondMax: 64, animatedBodies: 150, lateTicks: 0 },
  ratios: { cpu: 4, bytes: 50 },
} as const;
/** Above this the bots, not the server, were the bottleneck. */
const GENERATOR_STALL_MS = 50;

interface Phase {
  readonly mode: ServerOrder['mode'];
  readonly budget: number;
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
 * of the learned model, 20 Hz. In the same run, with 100 guests, the roads one would take first (`--baseline schema`,
 * `schema-view`, `msgpackr`; several with commas). Ratios are per tick, because those do not keep up with 20 ticks a second.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '200' },
      guests: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '10' },
      budget: { type: 'string' },
      baseline: { type: 'string', default: 'schema' },
      'no-baseline': { type: 'boolean' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const performers = numberIn('performers', values.performers, 1, 1_000);
  const guests = numberIn('guests', values.guests, 1, 1_000);
  const seconds = numberIn('seconds', values.seconds, 3, 600);
  const large = performers > BUDGET.performers;
  const { budgetBytesPerSecondMin: least, budgetBytesPerSecondMax: most } = WIRE_LIMITS;
  const budget = numberIn('budget', values.budget ?? `${large ? BUDGET.large : BUDGET.small}`, least, most);
  const baselines = values['no-baseline'] ? [] : values.baseline.split(',').map(baselineNamed);
  const crowd = { performers, guests, budget };
  const ours = await measure({ mode: 'vhp', seconds, ...crowd });
  const bars = large ? BARS.large : BARS.small;
  const result = { ...crowd, seconds, tickHz: 20, ...describeStream(ours), bars: judge(ours, bars) };
  publish('stream', { ...result, ...(await compareAll(baselines, crowd)) }, args);
  return 0;
}

function baselineNamed(name: string): BaselineName {
  if (Object.hasOwn(BASELINES, name)) return name as BaselineName;
  throw new Error(`--baseline: one of ${Object.keys(BASELINES).join(', ')}, not "${name}"`);
}

/** The stream and each baseline with the same people, one after the other. */
async function compareAll(
  names: readonly BaselineName[],
  asked: { readonly performers: number; readonly guests: number; readonly budget: number },
): Promise<Record<string, unknown>> {
  if (names.length === 0) return {};
  const crowd = {
    performers: Math.min(asked.performers, BASELINE.performersMax),
    guests: Math.min(asked.guests, BASELINE.guestsMax),
    budget: asked.budget,
    seconds: BASELINE.seconds,
  };
  const ours = await measure({ mode: 'vhp', ...crowd });
  const { performers, guests } = crowd;
  const compared: Record<string, unknown> = {
    performers,
    guests,
    cpuMsPerTick: round(ours.server.cpuMsPerTick),
    kBPerTickPerGuest: round(kBPerTick(ours)),
  };
  for (const name of names) compared[name] = compare(await measure({ mode: name, ...crowd }), ours, name);
  return { baselines: compared };
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: a whole number from ${least} to ${most}, not "${text}"`);
}

async function measure(phase: Phase): Promise<Measured> {
  const { mode, performers, guests, seconds, budget } = phase;
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
      budget,
    };
    const crowd = startChild(CROWD, crowdOrder, 1);
    try {
      await wordOf(crowd);
      progress(`${mode}: everybody has joined; settling`);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
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
  const kB = quantiles(crowd.guests.map((guest) => guest.bytesPerSecond / 1000));
  const most = crowd.guests.map((guest) => guest.bytesPerSecondMost / 1000);
  const animated = quantiles(crowd.guests.map((guest) => guest.animatedBodies));
  return {
    cpuMsPerTick: round(server.cpuMsPerTick),
    cpuUserMsPerTick: round(server.userMsPerTick),
    cpuSystemMsPerTick: round(server.systemMsPerTick),
    lateTicks: server.lateTicks,
    ticks: server.ticks,
    tickMs: tick,
    kBPerSecondPerGuest: { p50: kB.p50, max: kB.max, anySecondMax: round(Math.max(...most)) },
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

function kBPerTick({ server, crowd }: Measured): number {
  return quantiles(crowd.guests.map((guest) => guest.bytes / 1000)).p50 / server.ticks;
}

function compare(naive: Measured, ours: Measured, name: BaselineName): Record<string, unknown> {
  const cpu = naive.server.cpuMsPerTick / ours.server.cpuMsPerTick;
  const bytes = kBPerTick(naive) / kBPerTick(ours);
  return {
    what: BASELINES[name],
    cpuMsPerTick: round(naive.server.cpuMsPerTick),
    ticksPerSecond: round(naive.server.ticks / naive.server.seconds),
    lateTicks: naive.server.lateTicks,
    ticks: naive.server.ticks,
    kBPerTickPerGuest: round(kBPerTick(naive)),
    serverRssMb: Math.round(naive.server.rssMb),
    ratios: { cpu: round(cpu), bytes: round(bytes) },
    ...(name === 'schema'
      ? { bars: { cpu: cpu >= BARS.ratios.cpu, bytes: bytes >= BARS.ratios.bytes } }
      : {}),
  };
}

function judge(measured: Measured, bars: typeof BARS.small | typeof BARS.large): Record<string, unknown> {
  const { server, crowd } = measured;
  const most = Math.max(...crowd.guests.map((guest) => guest.bytesPerSecond / 1000));
  const animated = quantiles(crowd.guests.map((guest) => guest.animatedBodies)).p50;
  return {
    cpu: server.cpuMsPerTick <= bars.cpuMsPerTick,
    bytes: most <= bars.kBPerSecondMax,
    animated: animated >= bars.animatedBodies,
    late: server.lateTicks <= bars.lateTicks,
  };
}

function progress(line: string): void {
  process.stderr.write(`stream: ${line}\n`);
}
