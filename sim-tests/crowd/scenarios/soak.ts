import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'soak',
  summary: 'ten minutes of coming, going and breaking off: does anything pile up? (--seconds for longer)',
  seed: 19,
  bots: 700,
  mix: { spectator: 50, walker: 25, talker: 8, dancer: 5, sensor: 6, flapper: 6 },
  decodeShare: 0.5,
  phases: [
    { name: 'warm', seconds: 60, arrivals: { perSecond: 1.5 }, measure: false },
    {
      name: 'churn',
      seconds: 540,
      arrivals: { perSecond: 1 },
      faults: Array.from({ length: 26 }, (_, i) => ({
        kind: 'leave' as const,
        share: 0.2,
        atSecond: (i + 1) * 20,
      })),
    },
  ],
  thresholds: [
    'joins_failed <= 0',
    'unexpected_closes <= 0',
    'desync_count <= 0',
    'pose_age_ms:p99 <= 150',
    'rtt_ms:p99.9 <= 200',
    'server_tick_ms:p99 <= 50',
    'rss_growth_bytes_per_minute <= 500000',
  ],
});
