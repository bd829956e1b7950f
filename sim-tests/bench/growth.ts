import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { describeMachine } from '../crowd/machine.ts';
import { crowdCost, fitGrowth, type GrowthCell, PRICES_DEFAULTS } from './growth-model.ts';
import { growthPage, growthPlot } from './growth-page.ts';
import { publish, round } from './report.ts';

const TROUPE = fileURLToPath(new URL('../../cli/bin/troupe.mjs', import.meta.url));
const CELLS_MAX = 64;

/** What is read of a `bench stream`. */
const STREAM = z.object({
  performers: z.number(),
  guests: z.number(),
  cpuMsPerTick: z.number(),
  lateTicks: z.number(),
  kBPerSecondPerGuest: z.object({ p50: z.number() }),
  jointAnimatedBodiesPerGuest: z.object({ p50: z.number() }),
  generator: z.object({ saturated: z.boolean() }),
});

/**
 * `troupe bench growth`: `bench stream` over a grid of casts and crowds, a curve through it, and what that means for crowds
 * nobody can start on one machine.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '20,100,300' },
      guests: { type: 'string', default: '25,100,300' },
      seconds: { type: 'string', default: '5' },
      'price-core-hour': { type: 'string', default: String(PRICES_DEFAULTS.coreHour) },
      'price-gb': { type: 'string', default: String(PRICES_DEFAULTS.egressGB) },
      page: { type: 'string' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const casts = listOf('--performers', values.performers);
  const crowds = listOf('--guests', values.guests);
  const prices = {
    coreHour: priceOf('--price-core-hour', values['price-core-hour']),
    egressGB: priceOf('--price-gb', values['price-gb']),
  };
  if (
    casts.length < 2 ||
    crowds.length < 2 ||
    casts.length * crowds.length < 5 ||
    casts.length * crowds.length > CELLS_MAX
  )
    throw new Error(
      'give two casts and two crowds at least, five to 64 pairs in all: --performers 20,100,300',
    );
  const machine = describeMachine();
  const cells: GrowthCell[] = [];
  for (const performers of casts)
    for (const guests of crowds) cells.push(await measureCell(performers, guests, values.seconds));
  const model = fitGrowth(cells);
  const { page } = values;
  if (page !== undefined) {
    const picture = join(dirname(page), 'pictures/growth.svg');
    writeFileSync(picture, growthPlot(cells));
    const command = `npx troupe bench growth --performers ${values.performers} --guests ${values.guests} --seconds ${values.seconds} --page ${page}`;
    const about = { machine, command };
    writeFileSync(page, growthPage({ cells, prices, picture: relative(dirname(page), picture), ...about }));
  }
  const kBPerSecond = cells[cells.length - 1].kBPerSecond;
  const [big, huge] = [1e4, 1e6].map((guests) =>
    crowdCost(model, { performers: casts[casts.length - 1], guests, kBPerSecond, prices }),
  );
  const { fixed, perPerformer, perGuest, perPair, fit } = model;
  publish(
    'growth',
    {
      cells: cells.length,
      cpuMs: { fixed: round(fixed), perPerformer, perGuest, perPair, r2: round(fit.r2) },
      worstResidualShare: round(
        Math.max(...fit.residuals.map((residual, i) => Math.abs(residual / cells[i].cpuMs))),
      ),
      tenThousand: big,
      million: huge,
    },
    args,
  );
  return 0;
}

/** One cell in processes of its own, so that no cell inherits another's garbage. */
async function measureCell(performers: number, guests: number, seconds: string): Promise<GrowthCell> {
  process.stderr.write(`growth: ${performers} performers, ${guests} guests\n`);
  const flags = ['--performers', `${performers}`, '--guests', `${guests}`, '--seconds', seconds];
  const child = spawn(process.execPath, [TROUPE, 'bench', 'stream', ...flags, '--no-baseline', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`bench stream ended with ${code}; its words are above`);
  const stream = STREAM.parse(JSON.parse(out.trim().split('\n').at(-1) ?? ''));
  if (stream.generator.saturated)
    process.stderr.write(
      `growth: the guests of ${performers} x ${guests} could not keep up; CPU of the server stands\n`,
    );
  return {
    performers,
    guests,
    cpuMs: stream.cpuMsPerTick,
    kBPerSecond: stream.kBPerSecondPerGuest.p50,
    animatedBodies: stream.jointAnimatedBodiesPerGuest.p50,
    lateTicks: stream.lateTicks,
  };
}

function listOf(flag: string, text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.every((value) => Number.isInteger(value) && value >= 1 && value <= 1_000)) return values;
  throw new Error(`${flag} ${text}: give whole numbers from 1 to 1000 with commas between, e.g. 20,100,300`);
}

function priceOf(flag: string, text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0 && value < 1_000) return value;
  throw new Error(`${flag} ${text}: give a price`);
}
