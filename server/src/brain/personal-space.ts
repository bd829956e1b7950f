// CONTRIBUTOR NOTES
// Personal distance after Hall (The Hidden Dimension, 1966): intimate below 0.45 m, personal to 1.2 m, social to 3.6 m. People are
// measured from middle to middle here; two capsules touch at 0.56 m. How near is too near depends on who one is and whom one knows:
// outgoing and agreeable people stand nearer, strangers farther (Hayduk 1983 reviews it; the sizes of the steps are ours).
// Somebody who goes past is let past: only who stays is looked at, then leaned away from, then stepped away from, three steps at
// most, then told kindly. A step that would not help, or leads into something, is not taken.
import type { Ground } from '@troupe/client-sdk/protocol';
import type { Traits } from '../world/mood.ts';
import { COMFORT_M } from '../world/personal-space.ts';

export const SPACE = {
  /** Nearest and farthest that anybody wants a guest, m; a hand in a hand is as near as that. */
  leastM: 0.66,
  mostM: 1.2,
  intimateM: 0.45,
  /** Who was too near must be so much farther before all is well again, m. */
  hysteresisM: 0.14,
  /** A step: shortest, longest, and how much more than comfort it makes, m. */
  stepLeastM: 0.18,
  stepMostM: 0.45,
  spareM: 0.12,
  /** A step must gain so much room, m, or it is none. */
  gainM: 0.06,
  /** Air kept to things, m; two humans never come nearer than that, m; the ground may rise or fall so much, m. */
  clearM: 0.34,
  peopleM: 0.62,
  levelM: 0.06,
} as const;

/** Directions tried, rad off the straight way back; going aside costs so much room a radian, m. */
const TURNS = [0, 0.45, -0.45, 0.9, -0.9, 1.35, -1.35] as const;
const TURN_COST_M = 0.1;
const SHARES = [1, 0.6] as const;

/** What decides how near is too near. */
export interface Closeness {
  readonly traits: Traits;
  /** 0 a stranger .. 1 somebody well known. */
  readonly familiar: number;
  /** The other is of the company: colleagues stand nearer. */
  readonly colleague: boolean;
  /** Beside or behind one, as in a circle or a queue: less is minded there. */
  readonly beside: boolean;
  /** Something that brings people near is going on: a hand given, a thing handed over. */
  readonly invited: boolean;
  readonly dances: boolean;
}

/** Least distance at which one is at ease with somebody, m from middle to middle. */
export function comfortM({ traits, familiar, colleague, beside, invited, dances }: Closeness): number {
  if (invited) return SPACE.intimateM;
  const { outgoing, agreeable, stability } = traits;
  const own = COMFORT_M - 0.1 * outgoing - 0.06 * agreeable - 0.04 * stability - 0.14 * familiar;
  const share = (colleague ? 0.85 : 1) * (beside ? 0.85 : 1) * (dances ? 0.85 : 1);
  return Math.min(SPACE.mostM, Math.max(SPACE.leastM, own * share));
}

/** A human or thing in the way: x, z and how near its middle one may come, m. */
export interface InTheWay {
  readonly x: number;
  readonly z: number;
  readonly keepM: number;
}

/** What is known when a step is looked for. */
export interface StepQuestion {
  readonly ground: Ground;
  readonly x: number;
  readonly z: number;
  /** Who is too near, and how far would be well, m. */
  readonly from: { readonly x: number; readonly z: number };
  readonly comfortM: number;
  /** Everybody and everything else within reach. */
  readonly others: readonly InTheWay[];
}

const out = [0, 0];

/** The best step away from somebody, or undefined when none gains room without going into something. */
export function stepAway(question: StepQuestion): { x: number; z: number } | undefined {
  const { x, z, from, comfortM: well } = question;
  const near = Math.hypot(x - from.x, z - from.z);
  const back = near > 1e-3 ? Math.atan2(x - from.x, z - from.z) : 0;
  const wanted = Math.min(SPACE.stepMostM, Math.max(SPACE.stepLeastM, well + SPACE.spareM - near));
  let best: { x: number; z: number } | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const turn of TURNS)
    for (const share of SHARES) {
      const step = Math.max(SPACE.stepLeastM, wanted * share);
      const to = { x: x + Math.sin(back + turn) * step, z: z + Math.cos(back + turn) * step };
      const far = Math.hypot(to.x - from.x, to.z - from.z);
      if (far < near + SPACE.gainM || !isFree(question, to)) continue;
      const score = Math.min(far, well + SPACE.spareM) - TURN_COST_M * Math.abs(turn);
      if (score > most + 1e-6) [best, most] = [to, score];
    }
  return best;
}

/** True when one can step there: on the stage, on the level, clear of walls, water, things and people all the way. */
function isFree({ ground, x, z, others }: StepQuestion, to: { x: number; z: number }): boolean {
  const height = ground.heightAt(x, z);
  for (const share of [0.5, 1]) {
    const atX = x + (to.x - x) * share;
    const atZ = z + (to.z - z) * share;
    if (!ground.inside(atX, atZ) || ground.pushOut(atX, atZ, SPACE.clearM, out)) return false;
    // A heel over the edge of a step is a fall: the ground must be level under the whole foot.
    for (const [dx, dz] of [
      [0, 0],
      [0.2, 0],
      [-0.2, 0],
      [0, 0.2],
      [0, -0.2],
    ])
      if (Math.abs(ground.heightAt(atX + dx, atZ + dz) - height) > SPACE.levelM) return false;
    for (const other of others) {
      const before = Math.hypot(x - other.x, z - other.z);
      const after = Math.hypot(atX - other.x, atZ - other.z);
      if (after < other.keepM && after < before + 1e-3) return false;
    }
  }
  return true;
}
