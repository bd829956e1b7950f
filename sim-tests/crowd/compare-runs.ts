import { compareQuantile, type Difference } from './measure/bootstrap.ts';
import { type CountDifference, compareCounts } from './measure/compare-counts.ts';
import { Histogram, type SparseHistogram } from './measure/histogram.ts';
import { mannWhitney } from './measure/mann-whitney.ts';
import { type Counter, METRICS, type Metric, TROUBLES } from './measure/metrics.ts';
import { type CrowdSummary, isJudged, measuredWindows } from './report/summary.ts';

/** One quantile of one metric in two runs. */
export interface ComparedRow extends Difference {
  readonly metric: Metric;
  readonly quantile: number;
  /** Mann-Whitney between the quantiles of single seconds. */
  readonly p: number;
  /** Beyond chance: the interval leaves out 0 and the change is more than the resolution of the buckets. */
  readonly change: Change;
}

export type Change = 'better' | 'worse' | 'same';

/** One thing that should not happen, in two runs. */
export interface ComparedCount extends CountDifference {
  readonly counter: Counter;
  readonly change: Change;
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  /** What should not happen and did, over the whole of the runs. */
  readonly counts: readonly ComparedCount[];
  /** False when one of the two is INVALID or came to no end: then nothing follows from any row. */
  readonly valid: boolean;
  /** Why the two runs may not be alike. */
  readonly cautions: readonly string[];
  readonly worse: boolean;
}

const QUANTILES = [0.5, 0.99] as const;
/** Of these more or less is no judgement of the stage. */
const NEUTRAL: readonly Metric[] = ['generator_lag_ms', 'message_bytes'];
/** Changes below this share are the buckets', not the stage's. */
const RESOLUTION = 0.02;
/** Chance beyond which counts are called unlike; as wide as the interval of the quantiles. */
const P_MAX = 0.05;
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
  const counts = countsOf(a, b);
  return {
    rows,
    counts,
    cautions: cautionsOf(a, b),
    valid: isJudged(a) && isJudged(b),
    worse: [...rows, ...counts].some(({ change }) => change === 'worse'),
  };
}

function countsOf(a: CrowdSummary, b: CrowdSummary): ComparedCount[] {
  // Guest-seconds: what can go wrong goes wrong for each guest, each second.
  const [ofA, ofB] = [a, b].map(({ windows }) => windows.reduce((sum, { live }) => sum + live, 0));
  return TROUBLES.map((counter) => {
    const difference = compareCounts(a.counts[counter], b.counts[counter], { a: ofA, b: ofB });
    const more = difference.b / ofB > difference.a / ofA;
    const change: Change = difference.p >= P_MAX ? 'same' : more ? 'worse' : 'better';
    return { counter, ...difference, change };
  }).filter(({ a: inA, b: inB }) => inA + inB > 0);
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
      cautions.push(
        `${what} ${what === 'phases' || what === 'performers' ? 'differ' : 'differs'}: ${inWords(x)} and ${inWords(y)}`,
      );
  };
  differ('scenario', a.scenario.name, b.scenario.name);
  differ('phases', phasesOf(a), phasesOf(b));
  differ('number of bots', a.scenario.bots, b.scenario.bots);
  differ('performers', a.scenario.stage.performers, b.scenario.stage.performers);
  differ('mix', a.scenario.mix, b.scenario.mix);
  differ('cpu', [a.machine.cpu, a.machine.cores], [b.machine.cpu, b.machine.cores]);
  differ('Node', a.machine.node, b.machine.node);
  for (const [name, run] of [
    ['A', a],
    ['B', b],
  ] as const)
    if (!isJudged(run)) cautions.push(`${name} is ${run.verdict}: ${run.reasons.join('; ')}`);
  return cautions;
}

function phasesOf({ scenario }: CrowdSummary): string[] {
  return scenario.phases.map(({ name, seconds }) => `${name} ${seconds} s`);
}

/** A value without the punctuation of JSON. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, one]) => `${key} ${one}`)
    .join(', ');
}
