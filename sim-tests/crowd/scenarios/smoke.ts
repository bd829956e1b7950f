import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'smoke',
  summary: 'forty guests of every harmless kind for twenty-four seconds: is everything there?',
  seed: 7,
  bots: 40,
  mix: { spectator: 40, walker: 25, talker: 10, dancer: 10, sensor: 10, flapper: 5 },
  phases: [
    { name: 'arrive', seconds: 5, arrivals: { perSecond: 8, spread: 'even' }, measure: false },
    { name: 'stay', seconds: 14 },
    { name: 'cut', seconds: 5, faults: [{ kind: 'cut', share: 0.3 }] },
  ],
  thresholds: [
    'joins_failed <= 0',
    'unexpected_closes <= 0',
    'desync_count <= 0',
    'senses_refused <= 0',
    'join_ms:p99@arrive <= 1000',
    'pose_age_ms:p99@stay <= 150',
    'pose_gap_ms:p99@stay <= 150',
    'rtt_ms:p99@stay <= 100',
    'reply_ms:p90 <= 6000',
    'resume_ms:p99@cut <= 3000',
    'server_tick_ms:p99 <= 50',
  ],
});
