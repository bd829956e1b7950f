// CONTRIBUTOR NOTES
// Share 0 / 0.3 / 0.5 / 0.8 / 1: skate before IK 16.5 / 13.2 / 10.9 / 8.5 / 6.6 cm/s, trajectory 4.4 / 5.4 / 6.2 / 8.0 / 9.0 cm,
// jerk 1.13 / 1.19 / 1.25 / 1.38 / 1.45 of the rows played (slower pull, turns on the spot included; as shipped 0.65 while walking
// only, 10.6 cm/s and 5.3 cm). On turns on the spot it costs most jerk and gains least.
import { clamp, length2 } from '../maths/angle.ts';
import type { MotionState } from './motion-state.ts';

export const ROOT_ANCHOR = {
  /** Share of a planted toe's sliding that the whole body takes back. */
  share: 0.65,
  /** Capsule speeds from which and at which that share holds: turns on the spot are better left to the foot lock, m/s. */
  walkingMps: [0.1, 0.5],
  /** Fastest that a body is moved for it, m/s. */
  mostMps: 0.3,
} as const;

/**
 * Moves a body so that the toes it stands on stay where they were: while a jump of the search blends out, hips and legs
 * of two motions are mixed, and the planted toe slides for no reason of the world's. The pull to the capsule takes back
 * in time what this adds.
 *
 * @param contacts bit 0 left, bit 1 right toe planted by the motion
 * @param toes indices of the toe joints
 * @param speedMps speed of the capsule
 * @param positions 52 x 3 world positions (m), moved
 */
export function anchorRoot(
  state: MotionState,
  n: number,
  contacts: number,
  speedMps: number,
  toes: readonly [number, number],
  positions: Float64Array,
  dtS: number,
): void {
  const { footTarget, footOffset, locked, root } = state;
  let x = 0;
  let z = 0;
  let planted = 0;
  for (let s = 0; s < 2; s++) {
    const foot = n * 2 + s;
    if (!((contacts >> s) & 1) || locked[foot] === 0) continue;
    x += footTarget[foot * 3] - footOffset[foot * 3] - positions[toes[s] * 3];
    z += footTarget[foot * 3 + 2] - footOffset[foot * 3 + 2] - positions[toes[s] * 3 + 2];
    planted += 1;
  }
  const slide = length2(x, z) / Math.max(1, planted);
  if (slide < 1e-6) return;
  const [from, full] = ROOT_ANCHOR.walkingMps;
  const wanted = ROOT_ANCHOR.share * clamp((speedMps - from) / (full - from), 0, 1);
  const share = Math.min(wanted, (ROOT_ANCHOR.mostMps * dtS) / slide) / planted;
  root[n * 3] += x * share;
  root[n * 3 + 1] += z * share;
  for (let at = 0; at < positions.length; at += 3) {
    positions[at] += x * share;
    positions[at + 2] += z * share;
  }
}
