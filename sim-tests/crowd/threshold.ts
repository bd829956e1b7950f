import {
  COUNTERS,
  type Counter,
  GAUGES,
  type Gauge,
  isCounter,
  isGauge,
  isMetric,
  METRICS,
  type Metric,
} from './measure/metrics.ts';
import { nearName } from './near-name.ts';

type Comparison = '<' | '<=' | '>' | '>=' | '==';

/** Something that must hold. */
export interface Threshold {
  readonly text: string;
  readonly metric: Metric | Counter | Gauge;
  /** Quantile 0..1 or a statistic; undefined for a counter and a gauge. */
  readonly stat: number | 'max' | 'mean' | 'count' | undefined;
  /** Phase it speaks of; undefined: all that are measured. */
  readonly phase: string | undefined;
  readonly comparison: Comparison;
  readonly bar: number;
}

const METRIC_NAMES = [METRICS, COUNTERS, GAUGES].flatMap((table) => Object.keys(table));
const PATTERN =
  /^\s*([a-z_]+)(?::(p\(?([\d.]+)\)?|max|mean|count))?(?:@([a-z0-9-]+))?\s*(<=|>=|==|<|>)\s*(-?[\d.]+)\s*$/;

/** Reads 'METRIC[:STAT][@PHASE] COMPARISON NUMBER'; what is wrong with it, when it is none. */
export function parseThreshold(text: string): Threshold | string {
  const match = PATTERN.exec(text);
  if (!match)
    return `"${text}" is no threshold; write METRIC:STAT COMPARISON NUMBER, e.g. 'pose_age_ms:p99 <= 150' or 'joins_failed <= 0'`;
  const [, metric, stat, percent, phase, comparison, number] = match;
  const bar = Number(number);
  if (!Number.isFinite(bar)) return `"${text}": ${number} is no number`;
  const rest = { text: text.trim(), phase, comparison: comparison as Comparison, bar };
  if (isCounter(metric) || isGauge(metric)) {
    if (stat !== undefined) return `"${text}": ${metric} is one number; write it without :${stat}`;
    if (isGauge(metric) && phase)
      return `"${text}": ${metric} is of the whole run; write it without @${phase}`;
    return { ...rest, metric, stat: undefined };
  }
  if (!isMetric(metric)) return `"${text}": there is no metric ${metric}; ${nearName(metric, METRIC_NAMES)}`;
  if (stat === undefined) return `"${text}": say which ${metric}: p50, p90, p99, p99.9, max, mean or count`;
  if (percent === undefined) return { ...rest, metric, stat: stat as 'max' | 'mean' | 'count' };
  const quantile = Number(percent) / 100;
  if (!(quantile > 0 && quantile <= 1)) return `"${text}": a percentile lies between 0 and 100`;
  return { ...rest, metric, stat: quantile };
}

/** True when a value is on the right side of the bar. */
export function holds({ comparison, bar }: Threshold, value: number): boolean {
  if (comparison === '<') return value < bar;
  if (comparison === '<=') return value <= bar;
  if (comparison === '>') return value > bar;
  if (comparison === '>=') return value >= bar;
  return value === bar;
}

/** Unit of what a threshold speaks of; '' for what is counted. */
export function thresholdUnit(text: string): string {
  const parsed = parseThreshold(text);
  if (typeof parsed === 'string' || parsed.stat === 'count') return '';
  if (isMetric(parsed.metric)) return METRICS[parsed.metric].unit;
  return parsed.metric.includes('bytes') ? 'bytes' : '';
}
