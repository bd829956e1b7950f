import { parseArgs } from 'node:util';
import { httpUrl } from './stage-under-test.ts';
import { parseThreshold } from './threshold.ts';

/** What the command line says. */
export interface RunFlags {
  readonly scenario: string;
  /** http address; without it a stage is started. */
  readonly url: string | undefined;
  readonly room: string;
  readonly bots: number | undefined;
  readonly seconds: number | undefined;
  readonly seed: number | undefined;
  readonly workers: number;
  readonly performers: number | undefined;
  /** Besides those of the scenario. */
  readonly thresholds: readonly string[];
  readonly out: string | undefined;
  readonly junit: string | undefined;
  readonly prometheusPort: number | undefined;
  readonly json: boolean;
}

const WORKERS_MAX = 64;

/** Reads the flags of `troupe crowd run`, those of @colyseus/loadtest among them. @throws Error naming the flag */
export function readRunFlags(args: string[]): RunFlags {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      endpoint: { type: 'string' },
      room: { type: 'string', default: 'stage' },
      bots: { type: 'string' },
      numClients: { type: 'string' },
      seconds: { type: 'string' },
      duration: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string', default: '1' },
      performers: { type: 'string' },
      threshold: { type: 'string', multiple: true },
      out: { type: 'string' },
      output: { type: 'string' },
      junit: { type: 'string' },
      prometheus: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1)
    throw new Error('name one scenario: troupe crowd run smoke (`troupe crowd list` shows them)');
  const url = values.url ?? values.endpoint;
  const thresholds = values.threshold ?? [];
  for (const text of thresholds) {
    const parsed = parseThreshold(text);
    if (typeof parsed === 'string') throw new Error(`--threshold ${parsed}`);
  }
  const bots = values.bots ?? values.numClients;
  const seconds = values.seconds ?? values.duration?.replace(/s$/, '');
  return {
    scenario: positionals[0],
    url: url === undefined ? undefined : httpUrl(url),
    room: values.room,
    bots: numberIn('--bots', bots, { least: 1, most: 20_000, whole: true }),
    seconds: numberIn('--seconds', seconds, { least: 1, most: 86_400 }),
    seed: numberIn('--seed', values.seed, { least: 0, most: 2 ** 31, whole: true }),
    workers: numberIn('--workers', values.workers, { least: 1, most: WORKERS_MAX, whole: true }) ?? 1,
    performers: numberIn('--performers', values.performers, { least: 1, most: 1_000, whole: true }),
    thresholds,
    out: values.out ?? values.output,
    junit: values.junit,
    prometheusPort: numberIn('--prometheus', values.prometheus?.replace(/^:/, ''), {
      least: 0,
      most: 65_535,
      whole: true,
    }),
    json: values.json,
  };
}

function numberIn(
  flag: string,
  text: string | undefined,
  { least, most, whole = false }: { least: number; most: number; whole?: boolean },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new Error(`${flag} ${text}: give a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
}
