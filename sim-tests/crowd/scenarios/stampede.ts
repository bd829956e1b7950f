import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'stampede',
  summary: 'three hundred guests through one door in three seconds, while fifty are inside',
  seed: 5,
  bots: 350,
  mix: { spectator: 80, walker: 20 },
  decodeShare: 0.2,
  phases: [
    { name: 'quiet', seconds: 8, arrivals: { perSecond: 10, spread: 'even' } },
    { name: 'rush', seconds: 3, arrivals: { perSecond: 100 } },
    { name: 'after', seconds: 12 },
  ],
  thresholds: [
    'joins_failed <= 0',
    'unexpected_closes <= 0',
    'join_ms:p99@rush <= 2000',
    'pose_gap_ms:p99.9@rush <= 250',
    'pose_age_ms:p99@after <= 150',
    'server_tick_ms:p99@rush <= 50',
  ],
});
