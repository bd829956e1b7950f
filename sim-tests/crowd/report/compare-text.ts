import type { ComparedCount, ComparedRow, Comparison } from '../compare-runs.ts';
import { COUNTERS } from '../measure/metrics.ts';
import { figure } from './figure.ts';
import type { CrowdSummary } from './summary.ts';

export interface ComparedRun {
  readonly path: string;
  readonly summary: CrowdSummary;
}

/** What a comparison came to, in one sentence. */
export function findingOf({ rows, counts, valid }: Comparison): string {
  if (!valid)
    return 'One of the two runs says nothing of its stage, so nothing follows from their difference.';
  if (rows.length + counts.length === 0)
    return 'There is nothing to compare: no metric has five measured seconds in both runs.';
  const named = (change: string): string =>
    [
      ...rows.filter((row) => row.change === change).map(rowName),
      ...counts.filter((count) => count.change === change).map(({ counter }) => counter),
    ].join(', ');
  const [worse, better] = [named('worse'), named('better')];
  if (!worse && !better) return 'Nothing changed beyond chance.';
  return [worse && `B is worse in ${worse}.`, better && `B is better in ${better}.`]
    .filter(Boolean)
    .join(' ');
}

/** Name of a row with its unit, e.g. `pose_age_ms p99`; the unit is the last word of the metric. */
export function rowName({ metric, quantile }: Pick<ComparedRow, 'metric' | 'quantile'>): string {
  return `${metric} p${quantile * 100}`;
}

/** How much B differs from A, e.g. `+12 %`; '' when A was nothing. */
export function percentOf({ a, difference }: Pick<ComparedRow, 'a' | 'difference'>): string {
  if (a === 0) return '';
  return `${difference >= 0 ? '+' : ''}${Math.round((difference / a) * 100)} %`;
}

export function chanceOf({ p }: { readonly p: number }): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** Two runs side by side, for a terminal. */
export function compareText(comparison: Comparison, a: ComparedRun, b: ComparedRun): string {
  const { rows, counts, cautions } = comparison;
  return [
    ...(['A', 'B'] as const).map((name, i) => runLine(name, [a, b][i])),
    ...cautions.map((caution) => `caution: ${caution}`),
    ...(rows.length > 0
      ? ['', line(['', 'A', 'B', 'change', '95 % of B - A', 'p', '']), ...rows.map(rowLine)]
      : []),
    ...(counts.length > 0 ? ['', ...counts.map(countLine)] : []),
    '',
    findingOf(comparison),
    ...(rows.length > 0
      ? [
          `(Worse or better: the 95 % interval leaves out 0. Of ${rows.length + counts.length} rows one in twenty does so by chance; two runs of one build show how many.)`,
        ]
      : []),
  ].join('\n');
}

function runLine(name: string, { path, summary }: ComparedRun): string {
  const { scenario, verdict, machine, startedAt } = summary;
  return `${name}: ${path}: ${verdict.toUpperCase()} ${scenario.name}, ${scenario.bots} bots, seed ${scenario.seed}, commit ${machine.commit}, ${startedAt.slice(0, 16).replace('T', ' ')}`;
}

function rowLine(row: ComparedRow): string {
  const { a, b, low, high, change } = row;
  const interval = `[${figure(low)}, ${figure(high)}]`;
  return line([
    rowName(row),
    figure(a),
    figure(b),
    percentOf(row),
    interval,
    chanceOf(row),
    change === 'same' ? '' : change.toUpperCase(),
  ]);
}

function countLine(count: ComparedCount): string {
  const change = count.change === 'same' ? '' : count.change.toUpperCase();
  return `${line([count.counter, String(count.a), String(count.b), '', '', chanceOf(count), change])}  ${COUNTERS[count.counter]}`;
}

const WIDTHS = [24, 10, 10, 9, 22, 9] as const;

function line(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[0]) : i === 6 ? `  ${cell}` : cell.padStart(WIDTHS[i])))
    .join('')
    .trimEnd();
}
