import { compareQuantile, type Difference } from './measure/bootstrap.ts';
import { Histogram, type SparseHistogram } from './measure/histogram.ts';
import { mannWhitney } from './measure/mann-whitney.ts';
import { METRICS, type Metric } from './measure/metrics.ts';
import { type CrowdSummary, measuredWindows } from './report/summary.ts';

/** One quantile of one metric in two runs. */
export interface ComparedRow extends Difference {
  readonly metric: Metric;
  readonly quantile: number;
  /** Mann-Whitney between the quantiles of single seconds. */
  readonly p: number;
  /** Beyond chance: the interval leaves out 0 and the change is more than the resolution of the buckets. */
  readonly change: 'better' | 'worse' | 'same';
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  /** Why the two runs may not be alike. */
  readonly cautions: readonly string[];
  readonly worse: boolean;
}

const QUANTILES = [0.5, 0.99] as const;
/** Of these more or less is no judgement of the stage. */
const NEUTRAL: readonly Metric[] = ['generator_lag_ms', 'message_bytes'];
/** Changes below this share are the buckets', not the stage's. */
const RESOLUTION = 0.02;
/** Fewer seconds with values give no interval worth its name. */
const SECONDS_MIN = 5;

/** Sets run B against run A. */
export function compareRuns(a: CrowdSummary, b: CrowdSummary, seed = 1): Comparison {
  const rows = (Object.keys(METRICS) as Metric[]).flatMap((metric) => {
    const [ofA, ofB] = [a, b].map((run) => secondsOf(run, metric));
    if (ofA.length < SECONDS_MIN || ofB.length < SECONDS_MIN) return [];
    return QUANTILES.flatMap((quantile): ComparedRow[] => {
      const difference = compareQuantile(ofA, ofB, { quantile, seed });
      if (!difference) return [];
      const { p } = mannWhitney(
        ofA.map((second) => quantileOf(second, quantile)),
        ofB.map((second) => quantileOf(second, quantile)),
      );
      return [{ metric, quantile, ...difference, p, change: changeOf(metric, difference) }];
    });
  });
  return { rows, cautions: cautionsOf(a, b), worse: rows.some(({ change }) => change === 'worse') };
}

function secondsOf(run: CrowdSummary, metric: Metric): SparseHistogram[] {
  return measuredWindows(run.scenario, run.windows)
    .map(({ metrics }) => metrics[metric])
    .filter((sparse) => sparse !== undefined && sparse.length > 2) as SparseHistogram[];
}

function quantileOf(sparse: SparseHistogram, q: number): number {
  const histogram = new Histogram();
  histogram.addSparse(sparse);
  return histogram.quantile(q);
}

function changeOf(metric: Metric, { a, difference, low, high }: Difference): ComparedRow['change'] {
  if (NEUTRAL.includes(metric) || (low <= 0 && high >= 0)) return 'same';
  if (Math.abs(difference) <= Math.max(0.05, a * RESOLUTION)) return 'same';
  return difference > 0 ? 'worse' : 'better';
}

function cautionsOf(a: CrowdSummary, b: CrowdSummary): string[] {
  const cautions: string[] = [];
  const differ = (what: string, x: unknown, y: unknown): void => {
    if (JSON.stringify(x) !== JSON.stringify(y))
      cautions.push(`${what} differs: ${JSON.stringify(x)} and ${JSON.stringify(y)}`);
  };
  differ('scenario', a.scenario.name, b.scenario.name);
  differ('number of bots', a.scenario.bots, b.scenario.bots);
  differ('performers', a.scenario.stage.performers, b.scenario.stage.performers);
  differ('mix', a.scenario.mix, b.scenario.mix);
  differ('cpu', [a.machine.cpu, a.machine.cores], [b.machine.cpu, b.machine.cores]);
  differ('Node', a.machine.node, b.machine.node);
  for (const [name, run] of [
    ['A', a],
    ['B', b],
  ] as const)
    if (run.verdict === 'invalid' || run.verdict === 'error')
      cautions.push(`${name} is ${run.verdict}: ${run.reasons.join('; ')}`);
  return cautions;
}
