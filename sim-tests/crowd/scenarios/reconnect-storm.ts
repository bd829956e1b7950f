import { defineScenario } from '../scenario.ts';

export const scenario = defineScenario({
  name: 'reconnect-storm',
  summary: 'every connection of two hundred breaks at once, three times; everybody keeps the seat',
  seed: 11,
  bots: 200,
  mix: { spectator: 70, walker: 30 },
  decodeShare: 0.3,
  phases: [
    { name: 'arrive', seconds: 8, arrivals: { perSecond: 30, spread: 'even' }, measure: false },
    {
      name: 'storm',
      seconds: 30,
      faults: [
        { kind: 'cut', share: 1, atSecond: 1 },
        { kind: 'cut', share: 1, atSecond: 10 },
        { kind: 'cut', share: 1, atSecond: 20 },
      ],
    },
  ],
  thresholds: [
    'joins_failed <= 0',
    'seats_lost <= 0',
    'unexpected_closes <= 0',
    'desync_count <= 0',
    'drops >= 590',
    'resumed >= 590',
    'resume_ms:p99 <= 3000',
    'resume_ms:max <= 10000',
    'server_tick_ms:p99 <= 50',
  ],
});
