import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'concert-1000',
  summary: 'a thousand guests watch a cast of thirteen, a hundred and twenty of them with bodies',
  seed: 42,
  stage: { performers: 13 },
  bots: 1_000,
  mix: { spectator: 88, walker: 5, dancer: 4, sensor: 2, flapper: 1 },
  decodeShare: 0.1,
  phases: [
    { name: 'doors', seconds: 25, arrivals: { perSecond: 48, spread: 'even' }, measure: false },
    { name: 'settle', seconds: 5, measure: false },
    { name: 'show', seconds: 30 },
    { name: 'cut', seconds: 10, faults: [{ kind: 'cut', share: 0.05 }] },
  ],
  thresholds: [
    'joined >= 1000',
    'joins_failed <= 0',
    'unexpected_closes <= 0',
    'desync_count <= 0',
    'join_ms:p99@doors <= 2000',
    'pose_age_ms:p99@show <= 150',
    'pose_gap_ms:p99.9@show <= 250',
    'resume_ms:p99@cut <= 3000',
    'server_tick_ms:p99@show <= 50',
  ],
});
