import type { MachineInfo } from '../machine.ts';
import { Histogram, type SparseHistogram } from '../measure/histogram.ts';
import { addAll, sumOf, totalOf } from '../measure/merge-windows.ts';
import {
  COUNTERS,
  type Counter,
  type Gauge,
  isCounter,
  isGauge,
  METRICS,
  type Metric,
} from '../measure/metrics.ts';
import type { BotsReport, Window } from '../measure/recorder.ts';
import { type Scenario, scenarioSeconds } from '../scenario.ts';
import { holds, parseThreshold, type Threshold } from '../threshold.ts';

/** The numbers of one distribution. */
export interface MetricSummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface ThresholdResult {
  readonly text: string;
  /** null: nothing was measured, which fails. */
  readonly value: number | null;
  readonly ok: boolean;
}

export type Verdict = 'pass' | 'fail' | 'invalid' | 'error';

/** Exit codes of `troupe crowd run`; those of `troupe` itself where they meet. */
export const EXIT_CODE: Readonly<Record<Verdict, number>> = { pass: 0, error: 1, fail: 2, invalid: 3 };

/** What the stage said of itself in a second, without the distribution, which stands among the metrics. */
export interface StageRow {
  readonly second: number;
  readonly rssBytes: number;
  readonly guests: number;
  readonly lateTicks: number;
  readonly posesSkipped: number;
}

export type MetricSummaries = Partial<Record<Metric, MetricSummary>>;

/** Everything that is known of a run; `summary.json`. */
export interface CrowdSummary {
  readonly schema: 'troupe-crowd/1';
  readonly verdict: Verdict;
  /** Why it is invalid or an error; empty else. */
  readonly reasons: readonly string[];
  readonly scenario: Scenario;
  readonly command: string;
  readonly startedAt: string;
  readonly url: string;
  readonly ownStage: boolean;
  readonly workers: number;
  readonly machine: MachineInfo;
  readonly thresholds: readonly ThresholdResult[];
  /** Of the phases that are measured. */
  readonly metrics: MetricSummaries;
  readonly uncorrected: MetricSummaries;
  readonly counts: Readonly<Record<Counter, number>>;
  readonly closes: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  readonly phases: Readonly<Record<string, MetricSummaries>>;
  readonly behaviours: Readonly<Record<string, { readonly bots: number; readonly metrics: MetricSummaries }>>;
  readonly generator: {
    readonly lagMsP99: number;
    readonly loopBusy: number;
    readonly loopBusyMax: number;
    readonly cpuCores: number;
    /** Most guests with a seat at once. */
    readonly liveMax: number;
    readonly processes: number;
  };
  readonly probeMisses: number;
  /** Growth of the stage's memory over the measured seconds, bytes a minute, by least squares; null without figures. */
  readonly rssSlopeBytesPerMinute: number | null;
  readonly windows: readonly Window[];
  readonly stage: readonly StageRow[];
}

/** Whether a run says anything about the stage: thresholds of any other are neither held nor broken. */
export function isJudged({ verdict }: Pick<CrowdSummary, 'verdict'>): boolean {
  return verdict === 'pass' || verdict === 'fail';
}

/** Which phases the figures are of, and which are a warm-up. */
export function phasesInWords({ scenario }: Pick<CrowdSummary, 'scenario'>): string {
  const [measured, warm] = [true, false].map((measure) =>
    scenario.phases.filter((phase) => phase.measure === measure),
  );
  const seconds = measured.reduce((sum, phase) => sum + phase.seconds, 0);
  const names = (phases: typeof measured): string => phases.map(({ name }) => name).join(', ');
  const of = `measured: ${names(measured) || 'no phase'}, ${Math.round(seconds * 10) / 10} s`;
  return warm.length > 0 ? `${of}; warm-up, not among these figures: ${names(warm)}` : of;
}

/** The second in which a metric stood highest, among those that a threshold speaks of; undefined for what is counted. */
export function worstSecond(
  { scenario, windows }: Pick<CrowdSummary, 'scenario' | 'windows'>,
  { metric, stat, phase }: Threshold,
): { second: number; phase: string; value: number } | undefined {
  if (isGauge(metric) || isCounter(metric) || typeof stat !== 'number') return undefined;
  const among = phase ? windows.filter((one) => one.phase === phase) : measuredWindows(scenario, windows);
  const values = among
    .map((one) => ({ second: one.second, phase: one.phase, total: totalOf([one], metric) }))
    .filter(({ total }) => total.count > 0)
    .map(({ total, ...rest }) => ({ ...rest, value: total.quantile(stat) }));
  return values.sort((a, b) => b.value - a.value)[0];
}

/** What a run brings home. */
export interface RunRecord {
  readonly scenario: Scenario;
  readonly windows: readonly Window[];
  readonly stage: readonly StageRow[];
  readonly reports: readonly BotsReport[];
  readonly about: Pick<
    CrowdSummary,
    'command' | 'startedAt' | 'url' | 'ownStage' | 'workers' | 'machine' | 'probeMisses'
  >;
  /** Set when the run came to no proper end. */
  readonly broken?: string;
}

/** Draws the sum of a run and judges it. */
export function summarise(record: RunRecord): CrowdSummary {
  const { scenario, windows, stage, reports, about } = record;
  const measured = measuredWindows(scenario, windows);
  const generator = describeGenerator(measured, windows, about.workers);
  const rssSlope = slopePerMinute(
    stage.filter(({ second }) => measured.some((one) => one.second === second)),
  );
  const gauges = { live_max: generator.liveMax, rss_growth_bytes_per_minute: rssSlope };
  const thresholds = scenario.thresholds.map((text) => judge(text, scenario, windows, gauges));
  const { verdict, reasons } = verdictOf(record, generator, thresholds);
  const names = [...new Set(reports.flatMap(({ behaviours }) => Object.keys(behaviours)))];
  return {
    schema: 'troupe-crowd/1',
    verdict,
    reasons,
    scenario,
    ...about,
    thresholds,
    metrics: summariesOf(measured),
    uncorrected: summariesOfSparse(reports.map(({ uncorrected }) => uncorrected)),
    counts: Object.fromEntries(
      (Object.keys(COUNTERS) as Counter[]).map((name) => [name, sumOf(windows, name)]),
    ) as Record<Counter, number>,
    closes: addAll(windows.map(({ closes }) => closes)),
    refusals: addAll(reports.map(({ refusals }) => refusals)),
    phases: Object.fromEntries(
      scenario.phases.map(({ name }) => [name, summariesOf(windows.filter(({ phase }) => phase === name))]),
    ),
    behaviours: Object.fromEntries(
      names.map((name) => [
        name,
        {
          bots: reports.reduce((sum, { behaviours }) => sum + (behaviours[name]?.bots ?? 0), 0),
          metrics: summariesOfSparse(reports.map(({ behaviours }) => behaviours[name]?.metrics ?? {})),
        },
      ]),
    ),
    generator,
    rssSlopeBytesPerMinute: rssSlope,
    windows,
    stage,
  };
}

/** Numbers of a histogram, three decimals. */
export function describeHistogram(histogram: Histogram): MetricSummary {
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const at = (q: number): number => round(histogram.quantile(q));
  const { count, mean, max } = histogram;
  return {
    count,
    mean: round(mean),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: round(max),
  };
}

/** Windows that count for thresholds which name no phase. */
export function measuredWindows({ phases }: Scenario, windows: readonly Window[]): Window[] {
  const measured = new Set(phases.filter(({ measure }) => measure).map(({ name }) => name));
  return windows.filter(({ phase }) => measured.has(phase));
}

function summariesOf(windows: readonly Window[]): MetricSummaries {
  const names = (Object.keys(METRICS) as Metric[]).filter((name) =>
    windows.some(({ metrics }) => metrics[name]),
  );
  return Object.fromEntries(names.map((name) => [name, describeHistogram(totalOf(windows, name))]));
}

function summariesOfSparse(parts: readonly Partial<Record<Metric, SparseHistogram>>[]): MetricSummaries {
  const names = (Object.keys(METRICS) as Metric[]).filter((name) => parts.some((part) => part[name]));
  return Object.fromEntries(
    names.map((name) => {
      const total = new Histogram();
      for (const part of parts) if (part[name]) total.addSparse(part[name]);
      return [name, describeHistogram(total)];
    }),
  );
}

function judge(
  text: string,
  scenario: Scenario,
  windows: readonly Window[],
  gauges: Record<Gauge, number | null>,
): ThresholdResult {
  const threshold = parseThreshold(text) as Threshold;
  const { metric } = threshold;
  const value = isGauge(metric) ? gauges[metric] : measuredValue(threshold, scenario, windows);
  return { text: threshold.text, value, ok: value !== null && holds(threshold, value) };
}

function measuredValue(
  { metric, stat, phase }: Threshold,
  scenario: Scenario,
  windows: readonly Window[],
): number | null {
  const named = phase ? windows.filter((window) => window.phase === phase) : undefined;
  if (isGauge(metric)) return null;
  // Counted over the whole run unless a phase is named: what fails in the warm-up has failed.
  if (isCounter(metric)) return (named ?? windows).length > 0 ? sumOf(named ?? windows, metric) : null;
  const histogram = totalOf(named ?? measuredWindows(scenario, windows), metric);
  if (stat === 'count') return histogram.count;
  if (histogram.count === 0) return null;
  if (stat === 'max') return histogram.max;
  if (stat === 'mean') return histogram.mean;
  return histogram.quantile(stat ?? 0.5);
}

function describeGenerator(measured: readonly Window[], all: readonly Window[], processes: number) {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    lagMsP99: totalOf(measured, 'generator_lag_ms').quantile(0.99),
    loopBusy: mean(measured.map(({ loopBusy }) => loopBusy)),
    loopBusyMax: Math.max(0, ...measured.map(({ loopBusy }) => loopBusy)),
    cpuCores: mean(measured.map(({ cpuCores }) => cpuCores)),
    liveMax: Math.max(0, ...all.map(({ live }) => live)),
    processes,
  };
}

function verdictOf(
  { scenario, windows, broken }: RunRecord,
  generator: CrowdSummary['generator'],
  thresholds: readonly ThresholdResult[],
): { verdict: Verdict; reasons: string[] } {
  if (broken) return { verdict: 'error', reasons: [broken] };
  if (windows.length < Math.floor(scenarioSeconds(scenario)))
    return { verdict: 'error', reasons: ['the run was stopped before its end'] };
  if (sumOf(windows, 'joined') === 0) return { verdict: 'error', reasons: ['nobody could join'] };
  const { lagMsP99, loopBusy } = scenario.generator;
  const reasons: string[] = [];
  if (generator.lagMsP99 > lagMsP99)
    reasons.push(
      `the tester was ${Math.round(generator.lagMsP99)} ms late (p99) with what it had to do, more than ${lagMsP99}: use --workers, fewer bots, a lower decodeShare or a quieter machine`,
    );
  if (generator.loopBusy > loopBusy)
    reasons.push(
      `the tester's event loop was busy ${Math.round(generator.loopBusy * 100)} % of the time, more than ${Math.round(loopBusy * 100)} %: use --workers or fewer bots`,
    );
  if (reasons.length > 0) return { verdict: 'invalid', reasons };
  return { verdict: thresholds.every(({ ok }) => ok) ? 'pass' : 'fail', reasons: [] };
}

function slopePerMinute(rows: readonly StageRow[]): number | null {
  if (rows.length < 3) return null;
  const meanX = rows.reduce((sum, { second }) => sum + second, 0) / rows.length;
  const meanY = rows.reduce((sum, { rssBytes }) => sum + rssBytes, 0) / rows.length;
  const up = rows.reduce((sum, { second, rssBytes }) => sum + (second - meanX) * (rssBytes - meanY), 0);
  const down = rows.reduce((sum, { second }) => sum + (second - meanX) ** 2, 0);
  return down === 0 ? null : (up / down) * 60;
}
