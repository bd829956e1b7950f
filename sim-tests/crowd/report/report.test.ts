import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { run as compare } from '../compare.ts';
import { compareRuns } from '../compare-runs.ts';
import { comparePage } from './compare-page.ts';
import { compareText } from './compare-text.ts';
import { drawnRun as run, DRAWN_SCENARIO as scenario } from './drawn-run.fixtures.ts';
import { htmlReport } from './html-report.ts';
import { junitReport } from './junit.ts';
import { prometheusReport } from './prometheus.ts';
import { EXIT_CODE, summarise } from './summary.ts';
import { niceTicks, shortNumber } from './svg-plot.ts';
import { textReport } from './text-report.ts';

const EMPTY = { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 };

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
  const [better, worse] = [summarise(run()), summarise(run({ ageMs: 90, failed: 9 }))];
  const ab = [
    { path: '<a>', summary: better },
    { path: 'b', summary: worse },
  ] as const;
  const compared = comparePage(compareRuns(better, worse), ...ab);
  test.each([
    ['run', html],
    ['comparison', compared],
  ])('the page of a %s needs no network: no address, no script, nothing that is fetched', (_, html) => {
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
    // Nothing was measured of it in this run: no quantile of 0.
    expect(prometheusReport({ ...summarise(run()), metrics: { rtt_ms: EMPTY } })).not.toContain('rtt_ms');
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? -?[\d.e+-]+)$/);
  });
  test('the terminal gets the same', () => {
    const text = textReport(summarise(run({ ageMs: 160, failed: 2 })));
    expect(text).toMatch(/FAIL pose_age_ms:p99 <= 150 +16\d ms/);
    expect(text).toMatch(/measured: stay, 8 s; warm-up, not among these figures: come/);
    expect(text).toMatch(/2 joins_failed: joins that were refused/);
    expect(text).not.toContain('\x1b');
    expect(textReport(summarise(run()), true)).toContain('\x1b[32;1mPASS');
  });
  test('thresholds of an invalid run are neither held nor broken, in every report', () => {
    const invalid = summarise(run({ lagMs: 500, ageMs: 900 }));
    expect(textReport(invalid)).toMatch(/- +pose_age_ms:p99 <= 150 +9\d\d ms \(not judged\)/);
    expect(textReport(invalid)).not.toMatch(/FAIL|ok /);
    expect(htmlReport(invalid)).not.toMatch(/✓|✗/);
  });
  test('two runs as a page and in a terminal: what became worse, by how much, and how sure', () => {
    expect(compared).toMatch(/WORSE <span>B is worse in pose_age_ms p50, pose_age_ms p99, joins_failed\./);
    expect(compared.match(/<svg /g)).toHaveLength(8);
    expect(compared).toContain('&#60;a&#62;');
    expect(compared).not.toMatch(/NaN|undefined|Infinity/);
    const text = compareText(compareRuns(better, worse), ...ab);
    expect(text).toMatch(/pose_age_ms p50 +6\d\S* +9\d\S* +\+\d+ % +\[\d+.*, \d+.*\] +<0\.001 {2}WORSE/);
    expect(text).toMatch(/joins_failed +0 +9 .* WORSE {2}joins that were refused/);
    expect(text).toMatch(/\nB is worse in/);
    expect(compareText(compareRuns(better, better), ab[0], ab[0])).toContain(
      'Nothing changed beyond chance.',
    );
  });
  test('a comparison with an invalid run is no verdict, and as a gate it does not open', async () => {
    const invalid = summarise(run({ lagMs: 500 }));
    expect(compareRuns(better, invalid).valid).toBe(false);
    const folder = mkdtempSync(join(tmpdir(), 'troupe-compare-'));
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const files = { better, worse, invalid };
    for (const [name, summary] of Object.entries(files))
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(summary));
    const gate = (b: string) =>
      compare([join(folder, 'better.json'), join(folder, `${b}.json`), '--fail-on-worse']);
    expect(await gate('better')).toBe(0);
    expect(await gate('worse')).toBe(2);
    expect(await gate('invalid')).toBe(3);
    expect(log.mock.calls[2][0]).toContain('nothing follows from their difference');
    await expect(compare([folder, folder])).rejects.toThrow(/there is no finished run; give a folder/);
    log.mockRestore();
    rmSync(folder, { recursive: true });
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
