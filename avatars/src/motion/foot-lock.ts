// CONTRIBUTOR NOTES
// A planted toe is held where it landed until its contact ends or its natural place is too far away; while the body
// stands still both stay held and a foot whose natural place is > stepAtM off takes one small settle step. Lock points are
// on the toe joint, the heel rolls about it. All heights are taken against the ground under that foot, so stairs and
// slopes only move targets. Skate 15 -> 2.3 cm/s in the proof; the landing glide (half-life 20 ms) is part of what is
// left and deliberate: without it a landing toe stops dead and the knee jerks.
import { clamp, minimumJerk } from '../maths/angle.ts';
import { quatFromVector, quatMultiply, quatRotate } from '../maths/quat.ts';
import { decaySprings, halfLifeDecay, springStep } from '../maths/spring.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { solveTwoBone } from '../skeleton/two-bone-ik.ts';
import type { BodyScale } from './body-scale.ts';
import type { MotionModel } from './motion-model.ts';
import type { MotionState } from './motion-state.ts';

/** Height of the walking surface at x, z (m). */
export type GroundAt = (x: number, z: number) => number;

interface Leg {
  readonly upper: number;
  readonly hinge: number;
  readonly end: number;
  readonly toes: number;
}

const LEGS: readonly Leg[] = (['left', 'right'] as const).map((side) => ({
  upper: JOINT_INDEX[`${side}UpperLeg`],
  hinge: JOINT_INDEX[`${side}LowerLeg`],
  end: JOINT_INDEX[`${side}Foot`],
  toes: JOINT_INDEX[`${side}Toes`],
}));

export const FOOT_LOCK_DEFAULTS = {
  /** Half-lives: ground under the body, under a swinging foot, and of the tilt of a foot to a slope. */
  baseHalfLifeS: 0.09,
  groundHalfLifeS: 0.035,
  pitchHalfLifeS: 0.06,
  /** Half-life with which a planted toe settles to the floor. */
  floorHalfLifeS: 0.04,
  /** Ground steeper than this along a foot is an edge, not a slope, rad. */
  steepestRad: 0.5,
  /** The body stands at most this share of the way from the lower foot's ground to the higher one's. */
  pelvisShare: 0.4,
  /** Fastest landing that is let glide out, m/s. */
  landMps: 1,
  /** A planted toe joint settles this much below its height at rest (soles give); none goes deeper than that by sinkM. */
  floorBelowM: 0.002,
  sinkM: 0.004,
  /** Feet lower than this above their rest follow the slope, m. */
  tiltBelowM: 0.09,
  /** Heights that differ more than this from the body's are holes, not ground, m. */
  deepestM: 0.6,
} as const;

export interface FootLock {
  /** Forgets what the feet of human n held on to; after a spawn or a teleport. */
  reset(n: number): void;
  /** Height of the ground that carries the body, smoothed (m). Called before hips are placed. */
  base(n: number, groundAt: GroundAt, x: number, y: number, z: number): number;
  /**
   * Locks the feet of human n and bends its legs to them.
   *
   * @param contacts bit 0 left, bit 1 right toe planted by the motion
   * @param still whether the body stands still
   * @param positions 52 x 3 world positions, rotations 52 x 4, placed; legs are brought up to date
   * @param joints 52 x 4 local rotations, written
   * @returns planted feet as bits, settle steps left out
   */
  apply(
    n: number,
    contacts: number,
    still: boolean,
    scale: BodyScale,
    groundAt: GroundAt,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): number;
}

export function createFootLock(model: MotionModel, state: MotionState, dtS: number): FootLock {
  const settings = model.manifest.footLock;
  const release = springStep(settings.unlockHalfLifeS, dtS);
  const landLeft = halfLifeDecay(settings.landHalfLifeS, dtS);
  const landReachS = (settings.landHalfLifeS / Math.LN2) * (1 - landLeft);
  const floorShare = 1 - halfLifeDecay(FOOT_LOCK_DEFAULTS.floorHalfLifeS, dtS);
  const baseShare = 1 - halfLifeDecay(FOOT_LOCK_DEFAULTS.baseHalfLifeS, dtS);
  const groundShare = 1 - halfLifeDecay(FOOT_LOCK_DEFAULTS.groundHalfLifeS, dtS);
  const pitchShare = 1 - halfLifeDecay(FOOT_LOCK_DEFAULTS.pitchHalfLifeS, dtS);
  const {
    lockPoint,
    lockVelocity,
    footOffset,
    footOffsetV,
    footTarget,
    footGround,
    footPitch,
    stepPhase,
    stepFrom,
  } = state;
  const raws = [new Float64Array(3), new Float64Array(3)];
  const turn = new Float64Array(4);
  const arm = new Float64Array(3);
  const fresh = new Uint8Array(state.capacity).fill(1);

  /** Ground at a place, ignoring holes and walls. */
  function ground(groundAt: GroundAt, x: number, z: number, near: number): number {
    const height = groundAt(x, z);
    return Math.abs(height - near) <= FOOT_LOCK_DEFAULTS.deepestM ? height : near;
  }

  function reset(n: number): void {
    fresh[n] = 1;
    state.stillS[n] = 0;
    for (let foot = n * 2; foot < n * 2 + 2; foot++) {
      state.locked[foot] = 0;
      stepPhase[foot] = 2;
      footPitch[foot] = 0;
      footOffset.fill(0, foot * 3, foot * 3 + 3);
      footOffsetV.fill(0, foot * 3, foot * 3 + 3);
      lockVelocity.fill(0, foot * 3, foot * 3 + 3);
    }
  }

  function base(n: number, groundAt: GroundAt, x: number, y: number, z: number): number {
    const below = ground(groundAt, x, z, y);
    if (fresh[n]) {
      state.baseY[n] = below;
      footGround[n * 2] = below;
      footGround[n * 2 + 1] = below;
      return below;
    }
    // The lower foot carries: the body may stand somewhat above it, more would stretch that leg.
    const low = Math.min(footGround[n * 2], footGround[n * 2 + 1]);
    const high = Math.max(footGround[n * 2], footGround[n * 2 + 1]);
    const wanted = clamp(below, low, low + (high - low) * FOOT_LOCK_DEFAULTS.pelvisShare);
    state.baseY[n] += (wanted - state.baseY[n]) * baseShare;
    return state.baseY[n];
  }

  /** Decides whether a foot holds on to its place and lets a landing foot glide out. */
  function hold(foot: number, raw: Float64Array, want: boolean, still: boolean): void {
    const p = foot * 3;
    const start = want && state.locked[foot] === 0;
    for (let k = 0; k < 3; k++) {
      if (start) {
        const current = raw[k] + footOffset[p + k];
        lockPoint[p + k] = current;
        const v = fresh[foot >> 1] ? 0 : (current - footTarget[p + k]) / dtS;
        lockVelocity[p + k] = clamp(v, -FOOT_LOCK_DEFAULTS.landMps, FOOT_LOCK_DEFAULTS.landMps);
      } else if (state.locked[foot] && k !== 1) {
        lockPoint[p + k] += lockVelocity[p + k] * landReachS;
        lockVelocity[p + k] *= landLeft;
      }
    }
    const far = Math.hypot(lockPoint[p] - raw[0], lockPoint[p + 2] - raw[2]);
    state.locked[foot] = want && far <= (still ? settings.stillUnlockM : settings.unlockM) ? 1 : 0;
  }

  /** While the body stands still, one foot at a time steps to where the motion has it. */
  function settle(n: number, still: boolean, scale: BodyScale): void {
    state.stillS[n] = still ? state.stillS[n] + dtS : 0;
    const a = n * 2;
    if (!still) {
      stepPhase[a] = 2;
      stepPhase[a + 1] = 2;
      return;
    }
    const free = stepPhase[a] >= 1 && stepPhase[a + 1] >= 1 && state.locked[a] && state.locked[a + 1];
    if (free && state.stillS[n] > settings.stepRestS) {
      const gapLeft = gap(a, raws[0]);
      const gapRight = gap(a + 1, raws[1]);
      const foot = gapLeft >= gapRight ? a : a + 1;
      if (Math.max(gapLeft, gapRight) > settings.stepAtM) {
        stepPhase[foot] = 0;
        for (let k = 0; k < 3; k++) stepFrom[foot * 3 + k] = lockPoint[foot * 3 + k];
      }
    }
    for (let s = 0; s < 2; s++) if (stepPhase[a + s] < 1) advanceStep(a + s, raws[s], scale.toeRestM[s]);
  }

  function gap(foot: number, raw: Float64Array): number {
    return Math.hypot(lockPoint[foot * 3] - raw[0], lockPoint[foot * 3 + 2] - raw[2]);
  }

  function advanceStep(foot: number, raw: Float64Array, toeY: number): void {
    stepPhase[foot] += dtS / settings.stepS;
    const u = Math.min(1, stepPhase[foot]);
    const share = minimumJerk(u);
    const p = foot * 3;
    for (let k = 0; k < 3; k += 2) lockPoint[p + k] = stepFrom[p + k] + (raw[k] - stepFrom[p + k]) * share;
    lockPoint[p + 1] = toeY + settings.stepHeightM * Math.sin(Math.PI * u) ** 2;
    lockVelocity.fill(0, p, p + 3);
  }

  /** Brings offset, target and ground of one foot up to date. */
  function aim(
    foot: number,
    raw: Float64Array,
    wasLocked: boolean,
    toeY: number,
    groundAt: GroundAt,
    baseY: number,
  ) {
    const p = foot * 3;
    if (state.locked[foot]) {
      for (let k = 0; k < 3; k++) {
        const next = lockPoint[p + k] - raw[k];
        footOffsetV[p + k] = wasLocked ? (next - footOffset[p + k]) / dtS : 0;
        footOffset[p + k] = next;
      }
    } else {
      decaySprings(footOffset, footOffsetV, p, 3, release);
    }
    for (let k = 0; k < 3; k++) footTarget[p + k] = raw[k] + footOffset[p + k];
    footTarget[p + 1] = Math.max(footTarget[p + 1], toeY - FOOT_LOCK_DEFAULTS.sinkM);
    const below = ground(groundAt, footTarget[p], footTarget[p + 2], baseY);
    footGround[foot] += (below - footGround[foot]) * groundShare;
  }

  /** Tilts a foot that is near the ground to the slope along it; returns true when `turn` is not identity. */
  function tilt(
    foot: number,
    leg: Leg,
    positions: Float64Array,
    toeY: number,
    groundAt: GroundAt,
    baseY: number,
  ) {
    const p = foot * 3;
    let dx = positions[leg.toes * 3] - positions[leg.end * 3];
    let dz = positions[leg.toes * 3 + 2] - positions[leg.end * 3 + 2];
    const run = Math.hypot(dx, dz);
    let wanted = 0;
    if (run > 0.03) {
      dx /= run;
      dz /= run;
      const heel = ground(groundAt, footTarget[p] - dx * run, footTarget[p + 2] - dz * run, baseY);
      const toe = ground(groundAt, footTarget[p], footTarget[p + 2], baseY);
      const pitch = Math.atan2(toe - heel, run);
      const near = 1 - clamp((footTarget[p + 1] - toeY) / FOOT_LOCK_DEFAULTS.tiltBelowM, 0, 1);
      if (Math.abs(pitch) < FOOT_LOCK_DEFAULTS.steepestRad) wanted = pitch * near;
    }
    footPitch[foot] += (wanted - footPitch[foot]) * pitchShare;
    if (Math.abs(footPitch[foot]) < 1e-3) return false;
    quatFromVector(turn, 0, -dz * footPitch[foot], 0, dx * footPitch[foot]);
    return true;
  }

  function bend(
    foot: number,
    leg: Leg,
    scale: BodyScale,
    groundAt: GroundAt,
    baseY: number,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): void {
    const p = foot * 3;
    const toes = leg.toes * 3;
    const ankle = leg.end * 3;
    for (let k = 0; k < 3; k++) arm[k] = positions[ankle + k] - positions[toes + k];
    if (tilt(foot, leg, positions, scale.toeRestM[foot & 1], groundAt, baseY)) {
      quatMultiply(rotations, leg.end * 4, turn, 0, rotations, leg.end * 4);
      quatRotate(arm, 0, turn, 0, arm, 0);
    }
    const y = footGround[foot] + footTarget[p + 1] + arm[1];
    solveTwoBone(
      leg,
      footTarget[p] + arm[0],
      y,
      footTarget[p + 2] + arm[2],
      positions,
      rotations,
      joints,
      0,
      scale.restOffsets,
    );
  }

  function apply(
    n: number,
    contacts: number,
    still: boolean,
    scale: BodyScale,
    groundAt: GroundAt,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): number {
    const baseY = state.baseY[n];
    let planted = 0;
    const was = state.locked[n * 2] | (state.locked[n * 2 + 1] << 1);
    for (let s = 0; s < 2; s++) {
      const toes = LEGS[s].toes * 3;
      raws[s][0] = positions[toes];
      raws[s][1] = positions[toes + 1] - baseY;
      raws[s][2] = positions[toes + 2];
      const touching = ((contacts >> s) & 1) === 1;
      hold(n * 2 + s, raws[s], touching || (still && state.locked[n * 2 + s] === 1), still);
    }
    settle(n, still, scale);
    for (let s = 0; s < 2; s++) {
      const foot = n * 2 + s;
      const floorY = scale.toeRestM[s] - FOOT_LOCK_DEFAULTS.floorBelowM;
      if (stepPhase[foot] >= 1) lockPoint[foot * 3 + 1] += (floorY - lockPoint[foot * 3 + 1]) * floorShare;
      aim(foot, raws[s], ((was >> s) & 1) === 1, floorY, groundAt, baseY);
      bend(foot, LEGS[s], scale, groundAt, baseY, positions, rotations, joints);
      if (state.locked[foot] && stepPhase[foot] >= 1) planted |= 1 << s;
    }
    fresh[n] = 0;
    return planted;
  }

  return { reset, base, apply };
}
