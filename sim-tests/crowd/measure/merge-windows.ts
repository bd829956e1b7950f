import { Histogram } from './histogram.ts';
import type { Counter, Metric } from './metrics.ts';
import type { Window } from './recorder.ts';

/** The same second seen by many processes, as one. @throws Error when there is none */
export function mergeWindows(windows: readonly Window[]): Window {
  if (windows.length === 0) throw new Error('mergeWindows: there is no window');
  const metrics = [...new Set(windows.flatMap((window) => Object.keys(window.metrics) as Metric[]))];
  return {
    second: windows[0].second,
    phase: windows[0].phase,
    live: windows.reduce((sum, { live }) => sum + live, 0),
    counts: addAll(windows.map(({ counts }) => counts)),
    closes: addAll(windows.map(({ closes }) => closes)),
    metrics: Object.fromEntries(metrics.map((metric) => [metric, totalOf(windows, metric).toSparse()])),
    loopBusy: Math.max(...windows.map(({ loopBusy }) => loopBusy)),
    cpuCores: windows.reduce((sum, { cpuCores }) => sum + cpuCores, 0),
  };
}

/** All values of a metric in some windows. */
export function totalOf(windows: readonly Window[], metric: Metric): Histogram {
  const total = new Histogram();
  for (const window of windows) {
    const part = window.metrics[metric];
    if (part) total.addSparse(part);
  }
  return total;
}

/** Sum of a counter. */
export function sumOf(windows: readonly Window[], counter: Counter): number {
  return windows.reduce((sum, { counts }) => sum + (counts[counter] ?? 0), 0);
}

/** Adds up records of numbers, key by key. */
export function addAll<K extends string>(records: readonly Partial<Record<K, number>>[]): Record<K, number> {
  const total = {} as Record<K, number>;
  for (const record of records)
    for (const [key, value] of Object.entries(record) as [K, number][])
      total[key] = (total[key] ?? 0) + value;
  return total;
}
