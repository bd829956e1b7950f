import type { CrowdSummary } from './summary.ts';

/** A run in some lines, for a terminal. */
export function textReport(summary: CrowdSummary): string {
  const { scenario, verdict, reasons, thresholds, metrics, counts, generator } = summary;
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(18) : String(cell).padStart(10))).join('');
  return [
    `${verdict.toUpperCase()} ${scenario.name}: ${counts.joined} joined, ${generator.liveMax} at once, from ${generator.processes} process(es)`,
    ...reasons.map((reason) => `  ${reason}`),
    '',
    row(['', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max']),
    ...Object.entries(metrics).map(([name, m]) =>
      row([
        name,
        m.count,
        ...[m.p50, m.p90, m.p99, m.p999, m.max].map((value) => Math.round(value * 10) / 10),
      ]),
    ),
    '',
    ...thresholds.map(
      ({ text, value, ok }) =>
        `  ${ok ? 'ok  ' : 'FAIL'} ${text.padEnd(40)} ${value === null ? 'nothing was measured' : Math.round(value * 1000) / 1000}`,
    ),
    '',
    `  tester: lag p99 ${Math.round(generator.lagMsP99 * 10) / 10} ms, event loop busy ${Math.round(generator.loopBusy * 100)} %, ${Math.round(generator.cpuCores * 100) / 100} cores`,
  ].join('\n');
}
