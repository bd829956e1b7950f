import type { Comparison } from '../compare-runs.ts';
import { totalOf } from '../measure/merge-windows.ts';
import { COUNTERS, METRICS, type Metric } from '../measure/metrics.ts';
import type { Window } from '../measure/recorder.ts';
import { type ComparedRun, chanceOf, findingOf, percentOf, rowName } from './compare-text.ts';
import { figure } from './figure.ts';
import { intervalPlot } from './interval-plot.ts';
import { pageOf, tableOf } from './page.ts';
import { bandsOf, CURVE_TICKS, curveOf, line, quantileOf } from './plots.ts';
import { measuredWindows } from './summary.ts';
import { escapeXml, linePlot, type Series } from './svg-plot.ts';

/** Colours of the two runs on the page. */
const COLOUR = { a: 2, b: 1 } as const;

/** Two runs side by side, as a page that stands alone. */
export function comparePage(comparison: Comparison, a: ComparedRun, b: ComparedRun): string {
  const { cautions, worse, valid } = comparison;
  const verdict = !valid ? 'invalid' : worse ? 'fail' : 'pass';
  return pageOf('two runs of a crowd', [
    `<header><p class="kind">troupe crowd compare</p><h1>${escapeXml(a.summary.scenario.name)}</h1>`,
    `<p class="verdict ${verdict}">${!valid ? 'INVALID' : worse ? 'WORSE' : 'NOT WORSE'} <span>${escapeXml(findingOf(comparison))}</span></p>`,
    ...cautions.map((caution) => `<p class="caution">Caution: ${escapeXml(caution)}</p>`),
    '</header>',
    runTable(a, b),
    `<section class="plots">${plotsOf(comparison, a, b)
      .map((plot) => `<figure>${plot}</figure>`)
      .join('')}</section>`,
    differenceTable(comparison),
    countTable(comparison),
    `<section><h2>How to read it</h2><p>Every second of a run is one block. Intervals hold 95 % and come from a circular block bootstrap over the seconds; p is of a Mann-Whitney test between the seconds, and of an exact test of two Poisson rates where things are counted. Worse and better: the interval leaves out 0. One row in twenty does so by chance, so compare two runs of one build before two builds.</p></section>`,
  ]);
}

function runTable(a: ComparedRun, b: ComparedRun): string {
  const facts: [string, (run: ComparedRun) => string][] = [
    ['run', ({ path }) => path],
    ['verdict', ({ summary }) => summary.verdict.toUpperCase()],
    [
      'scenario',
      ({ summary: { scenario } }) => `${scenario.name}, ${scenario.bots} bots, seed ${scenario.seed}`,
    ],
    ['began', ({ summary }) => summary.startedAt],
    ['commit', ({ summary }) => summary.machine.commit],
    [
      'machine',
      ({ summary: { machine } }) => `${machine.cores} cores, ${machine.cpu}; load ${machine.load1} before`,
    ],
    ['tester late, p99', ({ summary }) => `${figure(summary.generator.lagMsP99)} ms`],
  ];
  const rows = facts.map(
    ([name, of]) =>
      `<tr><td>${name}</td><td class="help">${escapeXml(of(a))}</td><td class="help">${escapeXml(of(b))}</td></tr>`,
  );
  return tableOf({ title: 'The two runs', head: ['', 'A', 'B'], rows, kind: 'bars' });
}

function plotsOf({ rows }: Comparison, a: ComparedRun, b: ComparedRun): string[] {
  const intervals = rows
    .filter((row) => row.a !== 0)
    .map((row) => ({
      label: rowName(row),
      value: row.difference / row.a,
      low: row.low / row.a,
      high: row.high / row.a,
      kind: row.change,
    }));
  const p99 =
    (metric: Metric) =>
    (window: Window): number =>
      quantileOf(window, metric, 0.99);
  const perGuest = ({ counts, live }: Window): number => (counts.bytes_in ?? 0) / 1000 / Math.max(1, live);
  const over = (title: string, yLabel: string, of: (window: Window) => number): string =>
    linePlot({
      title,
      yLabel,
      xLabel: 'seconds',
      bands: bandsOf(a.summary),
      series: [line('A', COLOUR.a, a.summary.windows, of), line('B', COLOUR.b, b.summary.windows, of)],
    });
  return [
    ...(intervals.length > 0 ? [intervalPlot('B against A', 'change and its 95 % interval', intervals)] : []),
    linePlot({
      title: 'Percentiles of pose age',
      yLabel: 'ms, logarithmic; measured phases',
      xLabel: 'percentile',
      xTicks: CURVE_TICKS,
      logY: true,
      series: [ageCurve('A', COLOUR.a, a), ageCurve('B', COLOUR.b, b)],
    }),
    over('Pose age', 'ms, p99 by second', p99('pose_age_ms')),
    over('Round trip', 'ms, p99 by second', p99('rtt_ms')),
    over('Tick of the stage', 'ms, p99 by second', p99('server_tick_ms')),
    over('Bytes', 'kB/s to a guest', perGuest),
    over('Guests', 'with a seat', ({ live }) => live),
    over('The tester itself', 'ms late, p99 by second', p99('generator_lag_ms')),
  ];
}

function ageCurve(label: string, colour: number, { summary }: ComparedRun): Series {
  const measured = measuredWindows(summary.scenario, summary.windows);
  return { label, colour, points: curveOf(totalOf(measured, 'pose_age_ms')) };
}

function differenceTable({ rows }: Comparison): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row) => {
    const { metric, quantile, a, b, low, high, change } = row;
    const cells = [figure(a), figure(b), percentOf(row), `${figure(low)} … ${figure(high)}`, chanceOf(row)];
    return `<tr><td>${metric.replace(/_(ms|bytes)$/, '')} p${quantile * 100} <small>${METRICS[metric].unit}</small></td>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join('')}<td><b class="${change}">${change === 'same' ? '' : change}</b></td></tr>`;
  });
  return tableOf({
    title: 'Differences',
    head: ['', 'A', 'B', 'change', '95 % of B − A', 'p', ''],
    rows: lines,
  });
}

function countTable({ counts }: Comparison): string {
  const note = 'Over the whole of both runs, warm-up included.';
  if (counts.length === 0)
    return `<section><h2>What should not happen</h2><p class="note">It did in neither run: no failed join, no close without a cause, no lost seat, no desync.</p></section>`;
  const rows = counts.map((count) => {
    const { counter, a, b, change } = count;
    return `<tr><td>${counter}</td><td>${a}</td><td>${b}</td><td>${escapeXml(chanceOf(count))}</td><td class="help"><b class="${change}">${change === 'same' ? '' : change}</b> ${COUNTERS[counter]}</td></tr>`;
  });
  return tableOf({ title: 'What should not happen', note, head: ['', 'A', 'B', 'p', ''], rows });
}
