import { Histogram } from '../measure/histogram.ts';
import type { Window } from '../measure/recorder.ts';
import { SCENARIO_SCHEMA } from '../scenario.ts';
import type { RunRecord } from './summary.ts';

export const DRAWN_SCENARIO = SCENARIO_SCHEMA.parse({
  name: 'drawn',
  summary: 'a <b>bold</b> & "quoted" run',
  bots: 10,
  mix: { spectator: 1 },
  phases: [
    { name: 'come', seconds: 2, arrivals: { perSecond: 5 }, measure: false },
    { name: 'stay', seconds: 8 },
  ],
  thresholds: ['pose_age_ms:p99 <= 150', 'joins_failed <= 0'],
});

function sparse(value: number, times = 20) {
  const histogram = new Histogram();
  histogram.record(value, times);
  return histogram.toSparse();
}

/** A run in which everybody sees poses of one age. */
export function drawnRun(
  ages: {
    ageMs?: number;
    lagMs?: number;
    busy?: number;
    joined?: number;
    failed?: number;
    seconds?: number;
  } = {},
): RunRecord {
  const { ageMs = 60, lagMs = 2, busy = 0.3, joined = 10, failed = 0, seconds = 10 } = ages;
  const windows = Array.from({ length: seconds }, (_, second): Window => {
    const first = second === 0;
    return {
      second,
      phase: second < 2 ? 'come' : 'stay',
      live: joined,
      counts: { joined: first ? joined : 0, joins_failed: first ? failed : 0, bytes_in: 1_000, poses: 20 },
      closes: {},
      metrics: {
        // The warm-up is bad on purpose: it must not count.
        pose_age_ms: sparse(second < 2 ? 5_000 : ageMs + second),
        generator_lag_ms: sparse(second < 2 ? 5_000 : lagMs),
      },
      loopBusy: busy,
      cpuCores: busy,
    };
  });
  return {
    scenario: DRAWN_SCENARIO,
    windows,
    stage: windows.map(({ second }) => ({
      second,
      rssBytes: 1e8 + second * 1e6,
      guests: 0,
      lateTicks: 0,
      posesSkipped: 0,
    })),
    reports: [
      {
        behaviours: { spectator: { bots: joined, metrics: {} } },
        uncorrected: {},
        refusals: { '<script>': 1 },
      },
    ],
    about: {
      command: 'npx troupe crowd run drawn --threshold "rtt_ms:p99 < 5"',
      startedAt: '2026-01-01T00:00:00.000Z',
      url: 'http://127.0.0.1:1',
      ownStage: true,
      workers: 1,
      machine: { node: 'v24', commit: 'abc', load1: 0, cores: 2, cpu: 'x', memoryGb: 8 },
      probeMisses: 0,
    },
  };
}
