import { Histogram } from './measure/histogram.ts';
import type { Metric } from './measure/metrics.ts';
import type { Window } from './measure/recorder.ts';
import { type Scenario, scenarioSeconds } from './scenario.ts';
import type { StageSecond } from './stage-probe.ts';

/** Where lines go. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line comes this often, in seconds: a log is no film. */
const PLAIN_EVERY_S = 5;
const COLUMNS_DEFAULT = 100;
/** Below this width figures are worth more than their curve. */
const COLUMNS_OF_CURVE = 100;
/** Width of the bar of time, and seconds of the small curve of pose ages. */
const BAR_CELLS = 12;
const CURVE_SECONDS = 16;
const HEIGHTS = '▁▂▃▄▅▆▇█';
/** The top of the curve, ms: three ticks late; higher is as high. */
const CURVE_TOP_MS = 200;

/** Shows a run as it goes: one line that renews itself in a terminal, plain lines elsewhere. */
export function createProgress(scenario: Scenario, output: ProgressOutput) {
  const seconds = Math.ceil(scenarioSeconds(scenario));
  const ages: number[] = [];
  let phase = '';
  return {
    window(window: Window, stage: StageSecond | undefined): void {
      if (output.isTTY) {
        ages.push(p99Of(window.metrics.pose_age_ms));
        if (ages.length > CURVE_SECONDS) ages.shift();
        const columns = output.columns || COLUMNS_DEFAULT;
        const curve = columns >= COLUMNS_OF_CURVE ? curveOf(ages) : '';
        const parts = [barOf((window.second + 1) / seconds), ...partsOf(window, stage, seconds, curve)];
        output.write(`\r\x1b[2K${fit(parts, columns - 1)}`);
        return;
      }
      const news = window.phase !== phase;
      phase = window.phase;
      if (news || (window.second + 1) % PLAIN_EVERY_S === 0)
        output.write(`  ${partsOf(window, stage, seconds).join('  ')}\n`);
    },
    end(): void {
      if (output.isTTY) output.write('\r\x1b[2K');
    },
  };
}

/** One second in words, the most telling first: a narrow terminal drops the last. */
function partsOf(window: Window, stage: StageSecond | undefined, seconds: number, curve = ''): string[] {
  const { counts, live, metrics } = window;
  const bad = (counts.joins_failed ?? 0) + (counts.unexpected_closes ?? 0);
  const p99 = (sparse: Window['metrics'][Metric]): string => {
    const value = p99Of(sparse);
    return Number.isNaN(value) ? '-' : `${Math.round(value)} ms`;
  };
  return [
    `${String(window.second + 1).padStart(String(seconds).length)}/${seconds} s ${window.phase}`,
    `${live} live`,
    ...(bad > 0 ? [`${bad} FAILED`] : []),
    `pose age p99 ${curve}${p99(metrics.pose_age_ms)}`,
    `tester late ${p99(metrics.generator_lag_ms)}`,
    `tick p99 ${p99(stage?.tickMs)}`,
    `rtt p99 ${p99(metrics.rtt_ms)}`,
    `${((counts.bytes_in ?? 0) / 1e6).toFixed(2)} MB/s`,
    `tester busy ${Math.round(window.loopBusy * 100)} %`,
  ];
}

function p99Of(sparse: Window['metrics'][Metric]): number {
  if (!sparse || sparse.length <= 2) return Number.NaN;
  const histogram = new Histogram();
  histogram.addSparse(sparse);
  return histogram.quantile(0.99);
}

/** As many parts as fit, whole: half a number is a wrong number. */
function fit(parts: readonly string[], width: number): string {
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}

function barOf(share: number): string {
  const full = Math.round(Math.min(1, share) * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
}

function curveOf(values: readonly number[]): string {
  const cells = values.map((value) => {
    if (Number.isNaN(value)) return ' ';
    const height = Math.floor((value / CURVE_TOP_MS) * HEIGHTS.length);
    return HEIGHTS[Math.min(HEIGHTS.length - 1, height)];
  });
  return `${cells.join('').padStart(CURVE_SECONDS)} `;
}
