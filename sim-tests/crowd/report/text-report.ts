import { COUNTERS, METRICS, type Metric, TROUBLES } from '../measure/metrics.ts';
import { thresholdUnit } from '../threshold.ts';
import { figure } from './figure.ts';
import { type CrowdSummary, isJudged, phasesInWords } from './summary.ts';
import { shortNumber } from './svg-plot.ts';

/** SGR codes of a terminal. */
const VERDICT_STYLE = { pass: '32;1', fail: '31;1', invalid: '33;1', error: '31;1' } as const;
/**
 * A run in some lines, for a terminal.
 *
 * @param colour whether the verdict and what broke stand out by colour as well (words say it in any case)
 */
export function textReport(summary: CrowdSummary, colour = false): string {
  const { scenario, verdict, reasons, thresholds, metrics, counts, generator } = summary;
  const paint = (text: string, style: string): string => (colour ? `\x1b[${style}m${text}\x1b[0m` : text);
  const processes = generator.processes === 1 ? '1 process' : `${generator.processes} processes`;
  const trouble = TROUBLES.filter((name) => counts[name] > 0);
  return [
    `${paint(verdict.toUpperCase(), VERDICT_STYLE[verdict])} ${scenario.name}: ${counts.joined} joined, ${generator.liveMax} at once, from ${processes}`,
    ...reasons.map((reason) => `  ${reason}`),
    '',
    `  ${phasesInWords(summary)}`,
    row(['', 'unit', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max']),
    ...Object.entries(metrics).map(([name, m]) =>
      row([
        name,
        METRICS[name as Metric].unit,
        shortNumber(m.count),
        ...[m.p50, m.p90, m.p99, m.p999, m.max].map((value) => figure(value)),
      ]),
    ),
    ...(trouble.length > 0 ? [''] : []),
    ...trouble.map((name) => `  ${paint(`${counts[name]} ${name}`, '33')}: ${COUNTERS[name]}`),
    '',
    ...thresholds.map(({ text, value, ok }) => {
      const was = value === null ? 'nothing was measured' : `${figure(value)} ${thresholdUnit(text)}`.trim();
      if (!isJudged(summary)) return `  -    ${text.padEnd(40)} ${was} (not judged)`;
      return ok
        ? `  ${paint('ok', '32')}   ${text.padEnd(40)} ${was}`
        : `  ${paint('FAIL', VERDICT_STYLE.fail)} ${text.padEnd(40)} ${was}`;
    }),
    '',
    `  tester: ${figure(generator.lagMsP99)} ms late at p99 (invalid above ${scenario.generator.lagMsP99}), event loop busy ${Math.round(generator.loopBusy * 100)} % (invalid above ${Math.round(scenario.generator.loopBusy * 100)}), ${figure(generator.cpuCores)} cores`,
  ].join('\n');
}

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, i) => (i === 0 ? `  ${String(cell).padEnd(18)}` : String(cell).padStart(i === 1 ? 6 : 9)))
    .join('');
}
