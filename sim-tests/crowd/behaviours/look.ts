import { ViewLaw } from '@troupe/client-sdk/connect';
import type { BotHands } from './behaviour.ts';

/** A camera that stands still is told this often all the same: after a break the stage has forgotten it. */
const AGAIN_MS = 4_000;

/** Tells the stage where the camera is, when the SDK's client would. */
export function createLook(hands: BotHands): (x: number, z: number, dirX: number, dirZ: number) => void {
  const law = new ViewLaw();
  let toldMs = Number.NEGATIVE_INFINITY;
  return (x, z, dirX, dirZ) => {
    const view = { x, z, dirX, dirZ };
    const nowMs = hands.nowMs();
    if (law.waitMs(view, nowMs) > 0 && nowMs - toldMs < AGAIN_MS) return;
    law.told(view, nowMs);
    toldMs = nowMs;
    hands.send('view', view);
  };
}
