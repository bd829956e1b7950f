import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLivePort } from './live-port.ts';
import { htmlReport } from './report/html-report.ts';
import type { CrowdSummary } from './report/summary.ts';
import { runScenario } from './run-scenario.ts';
import { SCENARIO_SCHEMA } from './scenario.ts';
import { findStage, httpUrl, type StageUnderTest, startStage } from './stage-under-test.ts';

// What is checked is what the tester sees and counts; times are for the machine, not for a test.
const folder = mkdtempSync(join(tmpdir(), 'troupe-crowd-'));
const scenario = SCENARIO_SCHEMA.parse({
  name: 'small',
  summary: 'twenty guests of every kind',
  seed: 2,
  stage: { performers: 3, serve: ['--voice', 'none'] },
  bots: 22,
  mix: { spectator: 8, walker: 5, talker: 2, dancer: 2, sensor: 3, flooder: 1, liar: 1 },
  decodeShare: 0.5,
  phases: [
    { name: 'arrive', seconds: 4, arrivals: { perSecond: 10, spread: 'even' } },
    { name: 'stay', seconds: 5 },
    { name: 'cut', seconds: 5, faults: [{ kind: 'cut', share: 0.5 }] },
  ],
  thresholds: ['joined >= 22', 'joins_failed <= 0', 'lies_believed <= 0', 'pose_age_ms:count > 500'],
  // A busy machine must not decide this test.
  generator: { lagMsP99: 10_000, loopBusy: 1 },
});
let stage: StageUnderTest;

beforeAll(async () => {
  stage = await startStage(scenario, join(folder, 'stage.log'));
}, 90_000);
afterAll(async () => {
  await stage?.stop();
  rmSync(folder, { recursive: true });
});

function check(summary: CrowdSummary): void {
  const { counts, metrics, behaviours, windows, verdict } = summary;
  const broken = summary.thresholds.filter(({ ok }) => !ok);
  expect({ verdict, broken, refusals: summary.refusals }).toEqual({
    verdict: 'pass',
    broken: [],
    refusals: {},
  });
  expect(windows).toHaveLength(14);
  expect(counts.desync_count).toBe(0);
  expect(counts.poses).toBeGreaterThan(counts.poses_decoded);
  expect(counts.poses_decoded).toBeGreaterThan(200);
  // Half of those present were cut off, and came back to their own seats.
  expect(counts.drops).toBeGreaterThanOrEqual(9);
  expect(counts.resumed).toBeGreaterThanOrEqual(counts.drops - 1);
  expect(metrics.resume_ms?.count).toBeGreaterThanOrEqual(8);
  expect(metrics.join_ms?.count).toBeGreaterThanOrEqual(20);
  for (const name of ['pose_age_ms', 'pose_gap_ms', 'rtt_ms', 'server_tick_ms', 'generator_lag_ms'] as const)
    expect(metrics[name]?.count, name).toBeGreaterThan(20);
  expect(behaviours.flooder.metrics.flood_closed_ms?.count).toBeGreaterThanOrEqual(1);
  expect(counts.lies_told).toBeGreaterThan(5);
  expect(summary.stage.length).toBeGreaterThan(8);
  expect(summary.generator.liveMax).toBeGreaterThanOrEqual(20);
}

describe('a crowd and a real stage', () => {
  test('from one process: everybody joins, is measured, is cut off and comes back', async () => {
    const live = await openLivePort(0);
    try {
      const summary = await runScenario({
        scenario,
        stage,
        room: 'stage',
        workers: 1,
        command: 'test',
        onWindow: (window, said) => live.update(window, said),
      });
      check(summary);
      const text = await (await fetch(`http://127.0.0.1:${live.port}/metrics`)).text();
      expect(text).toMatch(/troupe_crowd_joined_total\{live="1"\} 2\d/);
      expect(htmlReport(summary)).toContain('PASS');
    } finally {
      live.close();
    }
  }, 60_000);

  test('from two processes, against an address: the same crowd', async () => {
    const found = await findStage(httpUrl(stage.url.replace('http', 'ws')));
    const summary = await runScenario({ scenario, stage: found, room: 'stage', workers: 2, command: 'test' });
    check(summary);
    expect(summary).toMatchObject({ workers: 2, ownStage: false });
  }, 60_000);

  test('a stage that is not there is an error that says what to do', async () => {
    await expect(findStage('http://127.0.0.1:9')).rejects.toThrow(/no stage answers .*troupe serve/);
    expect(() => httpUrl('localhost')).toThrow(/--url localhost/);
    expect(() => httpUrl('ftp://x')).toThrow(/give ws:/);
  });
});
