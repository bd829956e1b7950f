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

/** Shows a run as it goes: one line that renews itself in a terminal, plain lines elsewhere. */
export function createProgress(scenario: Scenario, output: ProgressOutput) {
  const seconds = Math.ceil(scenarioSeconds(scenario));
  let phase = '';
  return {
    window(window: Window, stage: StageSecond | undefined): void {
      const line = describeWindow(window, stage, seconds);
      if (output.isTTY) {
        output.write(`\r\x1b[2K${line.slice(0, (output.columns ?? 120) - 1)}`);
        return;
      }
      const news = window.phase !== phase;
      phase = window.phase;
      if (news || (window.second + 1) % PLAIN_EVERY_S === 0) output.write(`${line}\n`);
    },
    end(): void {
      if (output.isTTY) output.write('\r\x1b[2K');
    },
  };
}

/** One second in one line. */
export function describeWindow(window: Window, stage: StageSecond | undefined, seconds: number): string {
  const { counts, live } = window;
  const p99 = (metric: Metric): string => {
    const sparse = metric === 'server_tick_ms' ? stage?.tickMs : window.metrics[metric];
    if (!sparse || sparse.length <= 2) return '-';
    const histogram = new Histogram();
    histogram.addSparse(sparse);
    return `${Math.round(histogram.quantile(0.99))}`;
  };
  const bad = (counts.joins_failed ?? 0) + (counts.unexpected_closes ?? 0);
  return [
    `${String(window.second + 1).padStart(4)}/${seconds} s`,
    window.phase.padEnd(10),
    `${live} live`,
    `${((counts.bytes_in ?? 0) / 1e6).toFixed(2)} MB/s`,
    `pose age p99 ${p99('pose_age_ms')} ms`,
    `rtt p99 ${p99('rtt_ms')} ms`,
    `tick p99 ${p99('server_tick_ms')} ms`,
    `tester busy ${Math.round(window.loopBusy * 100)} % lag p99 ${p99('generator_lag_ms')} ms`,
    ...(bad > 0 ? [`${bad} failed`] : []),
  ].join('  ');
}
