import { CLOSE_CODE, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { type Behaviour, PLAIN } from './behaviour.ts';

const READS_MS = 1_000;
const STALLS_MS = 25_000;

/** Asks for as much as it may and then does not read: the stage must neither keep the bytes nor wait. */
export function slowReader(): Behaviour {
  return {
    ...PLAIN,
    name: 'slowReader',
    apart: true,
    // Who does not read does not see the close either; it then finds the connection gone.
    expectedCloses: [CLOSE_CODE.slowReader, 1006],
    start(hands) {
      const budgetBytesPerSecond = WIRE_LIMITS.budgetBytesPerSecondMax;
      hands.send('view', { x: 0, z: 0, dirX: 0, dirZ: 1, budgetBytesPerSecond });
      hands.every(READS_MS + STALLS_MS, () => {
        hands.send('view', { x: 0, z: 0, dirX: 0, dirZ: 1, budgetBytesPerSecond });
        hands.after(READS_MS, () => hands.freeze(STALLS_MS));
      });
    },
  };
}
