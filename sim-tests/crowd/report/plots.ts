import { Histogram } from '../measure/histogram.ts';
import { totalOf } from '../measure/merge-windows.ts';
import type { Metric } from '../measure/metrics.ts';
import type { Window } from '../measure/recorder.ts';
import { parseThreshold } from '../threshold.ts';
import { heatMap } from './heat-map.ts';
import { type CrowdSummary, measuredWindows } from './summary.ts';
import { linePlot, type PlotOptions, type Series, shortNumber } from './svg-plot.ts';

/** Percentiles of the curve, and where they stand on it: each step of 1 is another nine. */
const CURVE = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999];
export const CURVE_TICKS = [
  [0, '0'],
  [Math.log10(2), '50'],
  [1, '90'],
  [2, '99'],
  [3, '99.9'],
  [4, '99.99'],
] as const;

/** Every plot of a report, in order. */
export function plotsOf(summary: CrowdSummary): string[] {
  const { windows } = summary;
  const bands = bandsOf(summary);
  const over = (options: Omit<PlotOptions, 'xLabel' | 'bands'>): string =>
    linePlot({ ...options, xLabel: 'seconds', bands });
  return [
    over({ title: 'Guests', yLabel: 'with a seat', series: [line('live', 1, windows, ({ live }) => live)] }),
    over(comings(windows)),
    over({
      title: 'Pose age',
      yLabel: 'ms, by second',
      bar: barOf(summary, 'pose_age_ms'),
      series: quantileLines(windows, 'pose_age_ms'),
    }),
    heatMap(
      'Pose age, all guests',
      windows.map(({ second, metrics }) => ({ second, values: metrics.pose_age_ms })),
    ),
    curves(summary),
    over({
      title: 'Round trip and gaps between poses',
      yLabel: 'ms, p99 by second',
      series: [
        line('rtt p99', 1, windows, (window) => quantileOf(window, 'rtt_ms', 0.99)),
        line('pose gap p99', 2, windows, (window) => quantileOf(window, 'pose_gap_ms', 0.99)),
      ],
    }),
    over({
      title: 'Bytes',
      yLabel: 'kB/s a guest',
      series: [
        line('in', 1, windows, ({ counts, live }) => (counts.bytes_in ?? 0) / 1000 / Math.max(1, live)),
        line('out', 2, windows, ({ counts, live }) => (counts.bytes_out ?? 0) / 1000 / Math.max(1, live)),
      ],
    }),
    over({
      title: 'Tick of the stage',
      yLabel: 'ms',
      bar: barOf(summary, 'server_tick_ms'),
      series: quantileLines(windows, 'server_tick_ms'),
    }),
    over({
      title: 'Memory of the stage',
      yLabel: growthOf(summary),
      series: [
        {
          label: 'rss',
          colour: 3,
          points: summary.stage.map(({ second, rssBytes }) => [second, rssBytes / 1e6]),
        },
      ],
    }),
    over({
      title: 'The tester itself',
      yLabel: 'lag ms; busy %',
      bar: { y: summary.scenario.generator.lagMsP99, label: 'lag beyond which a run is invalid' },
      series: [
        line('lag p99', 1, windows, (window) => quantileOf(window, 'generator_lag_ms', 0.99)),
        line('event loop busy %', 2, windows, ({ loopBusy }) => loopBusy * 100),
      ],
    }),
  ];
}

/** Who came, broke off, came back, and was turned away. */
function comings(windows: readonly Window[]): Omit<PlotOptions, 'xLabel' | 'bands'> {
  return {
    title: 'Comings and goings',
    yLabel: 'guests a second',
    series: [
      line('failed', 4, windows, failedOf),
      line('joined', 3, windows, ({ counts }) => counts.joined ?? 0),
      line('broken off', 2, windows, ({ counts }) => counts.drops ?? 0),
      { ...line('resumed', 1, windows, ({ counts }) => counts.resumed ?? 0), dashed: true },
    ],
  };
}

/** Guests of a second whom the stage refused, dropped, or gave another seat. */
function failedOf({ counts }: Window): number {
  return (counts.joins_failed ?? 0) + (counts.unexpected_closes ?? 0) + (counts.seats_lost ?? 0);
}

function growthOf({ rssSlopeBytesPerMinute: slope }: CrowdSummary): string {
  if (slope === null) return 'MB';
  return `MB; ${slope < 0 ? 'falling' : 'growing'} by ${shortNumber(Math.abs(slope) / 1e6)} MB a minute while it was measured`;
}

/** Distribution of the two ages, with and without the correction: the difference is what a closed loop would hide. */
function curves(summary: CrowdSummary): string {
  const measured = measuredWindows(summary.scenario, summary.windows);
  const series = (['pose_age_ms', 'rtt_ms', 'reply_ms', 'join_ms'] as const).map((metric, i): Series => {
    const total = totalOf(metric === 'join_ms' ? summary.windows : measured, metric);
    return { label: metric.replace('_ms', '').replace('_', ' '), colour: i + 1, points: curveOf(total) };
  });
  return linePlot({
    title: 'Percentiles',
    yLabel: 'ms, logarithmic; whole run for joins, measured phases for the rest',
    xLabel: 'percentile',
    xTicks: CURVE_TICKS,
    logY: true,
    series: series.filter(({ points }) => points.length > 0),
  });
}

/** Points of a curve of percentiles: each nine as wide as the one before. */
export function curveOf(histogram: Histogram): [number, number][] {
  if (histogram.count === 0) return [];
  return CURVE.filter((q) => (1 - q) * histogram.count >= 1).map((q) => [
    -Math.log10(1 - q),
    Math.max(0.1, histogram.quantile(q)),
  ]);
}

function quantileLines(windows: readonly Window[], metric: Metric): Series[] {
  return [
    line('p50', 3, windows, (window) => quantileOf(window, metric, 0.5)),
    line('p99', 1, windows, (window) => quantileOf(window, metric, 0.99)),
    line('max', 2, windows, (window) => quantileOf(window, metric, 1)),
  ];
}

/** A line with a point a second. */
export function line(
  label: string,
  colour: number,
  windows: readonly Window[],
  of: (window: Window) => number,
): Series {
  return { label, colour, points: windows.map((window) => [window.second, of(window)]) };
}

/** A quantile of one second; NaN when nothing was measured in it. */
export function quantileOf({ metrics }: Window, metric: Metric, q: number): number {
  const values = metrics[metric];
  if (!values || values.length <= 2) return Number.NaN;
  const histogram = new Histogram();
  histogram.addSparse(values);
  return histogram.quantile(q);
}

/** The phases, as bands of a plot over seconds. */
export function bandsOf({ scenario }: CrowdSummary) {
  let from = 0;
  return scenario.phases.map(({ name, seconds }) => {
    const band = { from, to: from + seconds, label: name };
    from += seconds;
    return band;
  });
}

/** The strictest bar that the scenario holds against a metric. */
function barOf({ scenario }: CrowdSummary, metric: Metric): PlotOptions['bar'] {
  const bars = scenario.thresholds
    .map(parseThreshold)
    .filter((parsed) => typeof parsed !== 'string')
    .filter((threshold) => threshold.metric === metric && threshold.comparison.startsWith('<'));
  const strictest = bars.sort((a, b) => a.bar - b.bar)[0];
  return strictest && { y: strictest.bar, label: strictest.text };
}
