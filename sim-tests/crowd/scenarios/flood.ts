import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'flood',
  summary: 'six flooders and six liars among eighty guests, who must not feel them',
  seed: 13,
  bots: 92,
  mix: { spectator: 50, walker: 30, flooder: 6, liar: 6 },
  phases: [
    { name: 'arrive', seconds: 6, arrivals: { perSecond: 20, spread: 'even' }, measure: false },
    { name: 'flood', seconds: 24 },
  ],
  thresholds: [
    'joins_failed <= 0',
    'unexpected_closes <= 0',
    'expected_closes >= 6',
    'flood_closed_ms:max <= 1500',
    'lies_told >= 100',
    'lies_believed <= 0',
    'pose_age_ms:p99 <= 150',
    'rtt_ms:p99 <= 100',
    'server_tick_ms:p99 <= 50',
  ],
});
