import { describe, expect, test } from 'vitest';
import { compareRuns } from '../compare-runs.ts';
import { drawnRun as run, DRAWN_SCENARIO as scenario } from './drawn-run.fixtures.ts';
import { htmlReport } from './html-report.ts';
import { junitReport } from './junit.ts';
import { prometheusReport } from './prometheus.ts';
import { EXIT_CODE, summarise } from './summary.ts';
import { niceTicks, shortNumber } from './svg-plot.ts';
import { textReport } from './text-report.ts';

describe('verdict', () => {
  test('everything holds: pass; the warm-up is not measured', () => {
    const summary = summarise(run());
    expect(summary.verdict).toBe('pass');
    expect(summary.metrics.pose_age_ms?.max).toBeLessThan(80);
    expect(summary.phases.come.pose_age_ms?.p50).toBeGreaterThan(4_000);
    expect(summary.rssSlopeBytesPerMinute).toBeCloseTo(60e6, -3);
  });
  test('old poses, and a refused join even in the warm-up: fail', () => {
    expect(summarise(run({ ageMs: 160 })).verdict).toBe('fail');
    expect(summarise(run({ failed: 1 })).verdict).toBe('fail');
  });
  test('a tester that is late or busy says INVALID, be the figures good or bad', () => {
    const late = summarise(run({ lagMs: 80 }));
    expect(late.verdict).toBe('invalid');
    expect(late.reasons[0]).toMatch(/8\d ms late .*--workers/);
    expect(summarise(run({ busy: 0.99, ageMs: 900 })).verdict).toBe('invalid');
    expect(summarise(run({ lagMs: 49 })).verdict).toBe('pass');
  });
  test('nobody joined, or a run that was stopped: error', () => {
    expect(summarise(run({ joined: 0 })).verdict).toBe('error');
    expect(summarise(run({ seconds: 6 })).verdict).toBe('error');
    expect(summarise({ ...run(), broken: 'the stage died' }).reasons).toEqual(['the stage died']);
  });
  test('a threshold of something that was never measured does not hold', () => {
    const unseen = { ...run(), scenario: { ...scenario, thresholds: ['reply_ms:p99 <= 99999'] } };
    expect(summarise(unseen)).toMatchObject({ verdict: 'fail', thresholds: [{ value: null, ok: false }] });
  });
  test('exit codes are those of the handbook', () => {
    expect(EXIT_CODE).toEqual({ pass: 0, error: 1, fail: 2, invalid: 3 });
  });
});

describe('reports', () => {
  const html = htmlReport(summarise(run({ ageMs: 160 })));
  test('the page needs no network: no address, no script, nothing that is fetched', () => {
    expect(html.replaceAll('http://127.0.0.1:1', '')).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/i);
    expect(html).not.toMatch(
      /<(script|link|img|iframe|object|embed|audio|video|base|form)\b|\s(src|href|srcset|action|on\w+)=/i,
    );
    expect(html).toContain("default-src 'none'");
  });
  test('it tells the verdict, every threshold and how to repeat it; words are escaped', () => {
    for (const word of [
      'FAIL',
      'pose_age_ms:p99 &#60;= 150',
      'crowd run drawn',
      '&#60;script&#62;',
      '&#60;b&#62;bold',
    ])
      expect(html).toContain(word);
    expect(html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(9);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
  test('JUnit: a broken threshold is a failure, an invalid run an error and never a pass', () => {
    expect(junitReport(summarise(run({ ageMs: 160 })))).toMatch(
      /failures="1" errors="0"[\s\S]*<failure message="pose_age_ms/,
    );
    const invalid = junitReport(summarise(run({ lagMs: 500 })));
    expect(invalid).toMatch(/errors="1" skipped="2"/);
    expect(invalid).toContain('<error message="invalid:');
  });
  test('Prometheus: names, types and quantiles', () => {
    const text = prometheusReport(summarise(run()));
    expect(text).toContain('# TYPE troupe_crowd_pose_age_ms summary');
    expect(text).toMatch(/troupe_crowd_pose_age_ms\{scenario="drawn",quantile="0.99"\} 6\d/);
    expect(text).toContain('troupe_crowd_joined_total{scenario="drawn"} 10');
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? -?[\d.e+-]+)$/);
  });
  test('the terminal gets the same', () => {
    expect(textReport(summarise(run({ ageMs: 160 })))).toMatch(/FAIL pose_age_ms:p99 <= 150 +16\d/);
  });
  test('two runs: what became worse is named, and other scenarios are cautioned', () => {
    const [a, b] = [summarise(run()), summarise(run({ ageMs: 90 }))];
    const { rows, worse, cautions } = compareRuns(a, b);
    expect(worse).toBe(true);
    expect(rows.find(({ metric, quantile }) => metric === 'pose_age_ms' && quantile === 0.5)).toMatchObject({
      change: 'worse',
    });
    expect(cautions).toEqual([]);
    expect(compareRuns(a, a).worse).toBe(false);
    expect(compareRuns(b, a).rows.some(({ change }) => change === 'better')).toBe(true);
    const other = { ...b, scenario: { ...b.scenario, bots: 11 } };
    expect(compareRuns(a, other).cautions[0]).toMatch(/bots differs: 10 and 11/);
  });
  test('ticks are round and reach the top; numbers are short', () => {
    expect(niceTicks(97)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(niceTicks(0)).toEqual([0, 1]);
    expect([1_500, 2_000_000, 0.25].map(shortNumber)).toEqual(['1.5k', '2M', '0.25']);
  });
});
