import { COUNTERS, type Counter, METRICS, type Metric } from '../measure/metrics.ts';
import { type CrowdSummary, EXIT_CODE, type MetricSummaries } from './summary.ts';

/** What a run came to, in the text format of Prometheus (0.0.4): summaries with quantiles, counters, the verdict. */
export function prometheusReport(summary: CrowdSummary): string {
  const labels = `scenario="${summary.scenario.name}"`;
  return [
    ...expose({ metrics: summary.metrics, counts: summary.counts, labels }),
    '# HELP troupe_crowd_guests_max most guests with a seat at once',
    '# TYPE troupe_crowd_guests_max gauge',
    `troupe_crowd_guests_max{${labels}} ${summary.generator.liveMax}`,
    '# HELP troupe_crowd_exit_code 0 pass, 1 error, 2 threshold, 3 invalid',
    '# TYPE troupe_crowd_exit_code gauge',
    `troupe_crowd_exit_code{${labels}} ${EXIT_CODE[summary.verdict]}`,
    '',
  ].join('\n');
}

/** Lines for metrics and counters. */
export function expose(what: {
  readonly metrics: MetricSummaries;
  readonly counts: Partial<Record<Counter, number>>;
  readonly labels: string;
}): string[] {
  const { metrics, counts, labels } = what;
  // Of nothing there is no quantile: 0 would be the best of all figures.
  const measured = Object.entries(metrics).filter(([, { count }]) => count > 0);
  const summaries = measured.flatMap(([name, { count, mean, p50, p90, p99, p999 }]) => {
    const full = `troupe_crowd_${name}`;
    const quantiles = [
      [0.5, p50],
      [0.9, p90],
      [0.99, p99],
      [0.999, p999],
    ];
    return [
      `# HELP ${full} ${METRICS[name as Metric].help}`,
      `# TYPE ${full} summary`,
      ...quantiles.map(([q, value]) => `${full}{${labels},quantile="${q}"} ${value}`),
      `${full}_sum{${labels}} ${Number((mean * count).toPrecision(12))}`,
      `${full}_count{${labels}} ${count}`,
    ];
  });
  const counters = (Object.entries(counts) as [Counter, number][]).flatMap(([name, value]) => [
    `# HELP troupe_crowd_${name}_total ${COUNTERS[name]}`,
    `# TYPE troupe_crowd_${name}_total counter`,
    `troupe_crowd_${name}_total{${labels}} ${value}`,
  ]);
  return [...summaries, ...counters];
}
