import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'slow-readers',
  summary: 'twenty guests who do not read what they asked for, among sixty who must not feel them',
  seed: 17,
  stage: { performers: 60 },
  bots: 80,
  mix: { spectator: 60, slowReader: 20 },
  phases: [
    { name: 'arrive', seconds: 6, arrivals: { perSecond: 20, spread: 'even' }, measure: false },
    { name: 'stall', seconds: 40 },
  ],
  thresholds: [
    'joins_failed <= 0',
    'unexpected_closes <= 0',
    'pose_age_ms:p99 <= 150',
    'pose_gap_ms:p99.9 <= 250',
    'buffered_bytes:max <= 1000000',
    'server_tick_ms:p99 <= 50',
  ],
});
