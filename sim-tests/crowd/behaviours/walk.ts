import type { BotHands, Spot } from './behaviour.ts';
import { logNormal, VIEW_MS, zipf } from './behaviour.ts';
import { createLook } from './look.ts';

/** Inputs a second are those of the page. */
const INPUT_MS = 50;
/** Close enough to a place, m. */
const THERE_M = 2.2;
const STAY_MS = { median: 6_000, sigma: 0.8 } as const;
/** Somebody who gets no further goes somewhere else. */
const STUCK_MS = 4_000;

const HURRY_SHARE = 0.1;

/** Walks from place to place, stays, looks where it goes. Returns how to ask whether it stands. */
export function walkAbout(hands: BotHands): { stands(): boolean } {
  const look = createLook(hands);
  let goal: Spot | undefined;
  let stayUntilMs = 0;
  let betterAtMs = 0;
  let nearest = Number.POSITIVE_INFINITY;
  let seq = 0;
  let hurry = false;
  let moving = true;
  let yaw = hands.random() * Math.PI * 2;
  const choose = (): void => {
    const place = zipf(hands.random, hands.spots);
    const around = (): number => (hands.random() - 0.5) * 3;
    goal = place && { x: place.x + around(), z: place.z + around() };
    hurry = hands.random() < HURRY_SHARE;
    nearest = Number.POSITIVE_INFINITY;
    betterAtMs = hands.nowMs();
  };
  const wish = (x: number, z: number): void => {
    // Standing is told once: nobody sends 20 times a second that nothing happens.
    if (x === 0 && z === 0 && !moving) return;
    moving = x !== 0 || z !== 0;
    seq += 1;
    hands.send('input', { seq, moveX: x, moveZ: z, hurry });
  };
  hands.every(INPUT_MS, () => {
    const { own } = hands;
    const nowMs = hands.nowMs();
    if (!own) return;
    if (nowMs < stayUntilMs) return wish(0, 0);
    if (!goal) choose();
    if (!goal) return;
    const dx = goal.x - own.x;
    const dz = goal.z - own.z;
    const metres = Math.hypot(dx, dz);
    if (metres < nearest - 0.3) {
      nearest = metres;
      betterAtMs = nowMs;
    }
    if (metres < THERE_M || nowMs - betterAtMs > STUCK_MS) {
      stayUntilMs = nowMs + logNormal(hands.random, STAY_MS.median, STAY_MS.sigma);
      goal = undefined;
      return wish(0, 0);
    }
    yaw = Math.atan2(dx, dz);
    wish(dx / metres, dz / metres);
  });
  hands.every(VIEW_MS, () => {
    const { own } = hands;
    if (own) look(own.x, own.z, Math.sin(yaw), Math.cos(yaw));
  });
  return { stands: () => !moving };
}
