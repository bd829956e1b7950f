import { describe, expect, test } from 'vitest';
import { Histogram } from './measure/histogram.ts';
import type { Window } from './measure/recorder.ts';
import { createProgress } from './progress.ts';
import { DRAWN_SCENARIO } from './report/drawn-run.fixtures.ts';

function sparse(value: number) {
  const histogram = new Histogram();
  histogram.record(value, 100);
  return histogram.toSparse();
}

const window = (second: number, failed = 0): Window => ({
  second,
  phase: second < 2 ? 'come' : 'stay',
  live: 10,
  counts: { bytes_in: 2_000_000, joins_failed: failed },
  closes: {},
  metrics: { pose_age_ms: sparse(60 + second * 10), generator_lag_ms: sparse(3), rtt_ms: sparse(4) },
  loopBusy: 0.25,
  cpuCores: 0.2,
});

function show(output: { isTTY?: boolean; columns?: number }, seconds = 10, failed = 0): string {
  let text = '';
  const progress = createProgress(DRAWN_SCENARIO, {
    ...output,
    write: (more) => {
      text += more;
    },
  });
  for (let second = 0; second < seconds; second++) progress.window(window(second, failed), undefined);
  return text;
}

describe('progress of a run', () => {
  test('a terminal gets one line that renews itself and never wraps, with whole figures only', () => {
    for (const columns of [60, 80, 120, 200]) {
      const lines = show({ isTTY: true, columns }).split('\r\x1b[2K').slice(1);
      expect(lines).toHaveLength(10);
      for (const line of lines) {
        expect(line.length).toBeLessThan(columns);
        expect(line).not.toContain('\n');
        expect(line).toMatch(/(s come|s stay|live|ms|-|MB\/s|%)$/);
      }
      expect(lines[9]).toMatch(/^█{12} {2}10\/10 s stay {2}10 live/);
    }
    expect(show({ isTTY: true, columns: 200 })).toMatch(/pose age p99 +▃.* ms {2}tester late .* busy 25 %/);
    expect(show({ isTTY: true, columns: 80 })).toMatch(/pose age p99[^\r]*tester late/);
  });
  test('a log gets a line for every phase and every fifth second', () => {
    const lines = show({}).trim().split('\n');
    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(['1/10', '3/10', '5/10', '10/10']);
    expect(lines[0]).toMatch(/tick p99 - /);
  });
  test('what fails stands before the figures', () => {
    expect(show({ isTTY: true, columns: 60 }, 1, 3)).toContain('10 live  3 FAILED');
  });
});
