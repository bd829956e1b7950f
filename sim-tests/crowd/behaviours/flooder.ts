import { CLOSE_CODE } from '@troupe/client-sdk/protocol';
import { type Behaviour, PLAIN } from './behaviour.ts';

/** Messages a second; the stage takes 60. */
const FLOOD = { everyMs: 50, messages: 50 } as const;
const CALM_MS = 3_000;
/** Colyseus closes with this what sends too much. */
const TOO_MUCH = 4_002;
const EXPECTED: readonly number[] = [TOO_MUCH, CLOSE_CODE.flooded];

/** Behaves for a moment, then sends a thousand messages a second until it is closed. */
export function flooder(): Behaviour {
  let floodsSinceMs = 0;
  let calmUntilMs = 0;
  return {
    ...PLAIN,
    name: 'flooder',
    apart: true,
    expectedCloses: EXPECTED,
    start(hands) {
      calmUntilMs = hands.nowMs() + CALM_MS;
      hands.every(FLOOD.everyMs, () => {
        const nowMs = hands.nowMs();
        if (nowMs < calmUntilMs) return;
        if (floodsSinceMs === 0) floodsSinceMs = nowMs;
        for (let i = 0; i < FLOOD.messages; i++) hands.send('gesture', { action: 'wave' });
      });
    },
    onClosed(hands, code) {
      const nowMs = hands.nowMs();
      if (floodsSinceMs > 0 && EXPECTED.includes(code)) hands.note('flood_closed_ms', nowMs - floodsSinceMs);
      floodsSinceMs = 0;
      calmUntilMs = nowMs + CALM_MS * 3;
    },
  };
}
