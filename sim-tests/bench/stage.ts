import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { WalkingOrder, WalkingReport } from '../bots/walking-crowd.ts';
import { endChild, startChild, wordOf } from './child.ts';
import { publish, quantiles, round } from './report.ts';
import type { StageServerOrder, StageServerReport } from './stage-server.ts';

const SERVER = fileURLToPath(new URL('./stage-server.ts', import.meta.url));
const CROWD = fileURLToPath(new URL('../bots/walking-crowd.ts', import.meta.url));
const BODIES = fileURLToPath(new URL('../../assets/bodies', import.meta.url));
const SETTLE_MS = 4_000;
/** Bars of the design on two cores. */
const BARS = { tickMsP99: 50, poseAgeMsP99: 150 } as const;
/** Above this the bots were the bottleneck and the run says nothing. */
const GENERATOR_STALL_MS = 60;

/**
 * The whole stage under load: `troupe serve` with brains, learned motion, physics and streaming in one process, and
 * guests with bodies who walk, speak and decode in another. Pose age is from the tick's own time to its decode at a
 * guest, over clocks synchronised as every client does it.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '100' },
      guests: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '20' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const performers = numberIn('performers', values.performers, 1, 1_000);
  const guests = numberIn('guests', values.guests, 1, 500);
  const seconds = numberIn('seconds', values.seconds, 3, 600);
  const order: StageServerOrder = { performers, guestsMax: guests + 8 };
  process.stderr.write(`stage: starting a stage with ${performers} performers\n`);
  const server = startChild(SERVER, order);
  try {
    const { port } = await wordOf<{ port: number }>(server);
    const { stage, crowd } = await load(server, port, guests, seconds);
    const age = quantiles(crowd.poseAgeMs);
    const tickMs = {
      p50: round(stage.tickMs.p50),
      p90: round(stage.tickMs.p90),
      p99: round(stage.tickMs.p99),
    };
    const saturated = crowd.loopDelayMsP99 > GENERATOR_STALL_MS;
    publish(
      'stage',
      {
        performers,
        guests,
        seconds,
        tickMs,
        lateTicks: stage.lateTicks,
        ticks: stage.ticks,
        poseAgeMs: age,
        kBPerSecondPerGuest: quantiles(crowd.bytesPerSecond.map((bytes) => bytes / 1000)),
        bodiesSeenPerGuest: quantiles(crowd.bodiesSeen).p50,
        serverCpuShare: round(stage.cpuShare),
        // On a machine that others use too this tells more than the wall: ticks and motion together.
        serverCpuMsPerTick: round((stage.cpuShare * seconds * 1000) / Math.max(1, stage.ticks)),
        serverRssMb: Math.round(stage.rssMb),
        motionLateTicks: stage.motionLate,
        motionInvalid: stage.motionInvalid,
        malformed: crowd.malformed,
        orphanDeltas: crowd.orphanDeltas,
        closes: crowd.closes,
        generator: { loopDelayMsP99: round(crowd.loopDelayMsP99), saturated },
        bars: { tickMsP99: tickMs.p99 <= BARS.tickMsP99, poseAgeMsP99: age.p99 <= BARS.poseAgeMsP99 },
      },
      args,
    );
    return 0;
  } finally {
    await endChild(server);
  }
}

async function load(server: ReturnType<typeof startChild>, port: number, guests: number, seconds: number) {
  const bodyIds = readdirSync(BODIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const order: WalkingOrder = { url: `http://127.0.0.1:${port}`, guests, bodyIds, seed: 7, rampPerS: 25 };
  const child = startChild(CROWD, order);
  try {
    await wordOf(child);
    process.stderr.write(`stage: ${guests} guests walk; settling, then measuring for ${seconds} s\n`);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    server.send('start');
    child.send('start');
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const reports = Promise.all([wordOf<StageServerReport>(server), wordOf<WalkingReport>(child)]);
    server.send('stop');
    child.send('stop');
    const [stage, crowd] = await reports;
    return { stage, crowd };
  } finally {
    await endChild(child);
  }
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: a whole number from ${least} to ${most}, not "${text}"`);
}
