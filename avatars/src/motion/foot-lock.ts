// CONTRIBUTOR NOTES
// A planted toe is held where it landed until its contact ends or its natural place is too far away; while the body
// stands still both stay held and a foot whose natural place is > stepAtM off takes one small settle step. Lock points are
// on the toe joint, the heel rolls about it. All heights are taken against the ground under that foot, so stairs and
// slopes only move targets. Skate 15 -> 2.3 cm/s in the proof; the landing glide (half-life 20 ms) is part of what is
// left and deliberate: without it a landing toe stops dead and the knee jerks.
// Tips of feet that came down before a riser were in it (2 to 4 cm p99 over the steps): a foot now comes down at most that
// near, 0.5 cm; putting it on the step instead left feet standing on their tips on narrow stairs.
// Lowering the hips for planted feet that the legs do not reach (`lower`): planted toes float 4.4 -> 0.9 cm p99 on level
// ground, 5.3 -> 1.1 on steps, skate 2.0 -> 1.0 cm/s, jerk as before. Down fast (70 ms), up slowly (350 ms): coming up as
// fast as going down pumped the hips at every step (6.5 m/s² against 4.1).
import { clamp, length2, minimumJerk } from '../maths/angle.ts';
import { quatFromVector, quatMultiply, quatRotate } from '../maths/quat.ts';
import { decaySprings, followSpring, halfLifeDecay, type SpringStep, springStep } from '../maths/spring.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { boneLength, REACH_SHARE, solveTwoBone } from '../skeleton/two-bone-ik.ts';
import type { BodyScale } from './body-scale.ts';
import { MOTION_DRIVE, type MotionControls } from './controls.ts';
import type { FootLockSettings, MotionModel } from './motion-model.ts';
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
  /** Ground steeper than this along a foot is an edge, not a slope, rad. */
  steepestRad: 0.5,
  /** The body stands at most this share of the way from the lower foot's ground to the higher one's. */
  pelvisShare: 0.4,
  /** Fastest landing that is let glide out, m/s. */
  landMps: 1,
  /** A planted toe joint settles this much below its height at rest (soles give); none goes deeper than that by sinkM. */
  floorBelowM: 0.002,
  sinkM: 0.004,
  /** A leg keeps this much of its length in reserve; hips go down for it by at most so much, m; half-lives down and up. */
  spareM: 0.008,
  lowerM: 0.1,
  lowerHalfLifeS: 0.07,
  riseHalfLifeS: 0.35,
  /** Feet lower than this above their rest follow the slope, m. */
  tiltBelowM: 0.09,
  /** How long a step takes that catches a push, s. */
  hastyStepS: 0.25,
  /** Longest step aside; the second foot follows when this share of it is left to the body. */
  asideM: 0.5,
  followShare: 0.6,
  /** The tip of a foot is this far beyond its toe joint, and ground that rises more within it is a step, m. */
  tipM: 0.07,
  riserM: 0.04,
  /** Heights that differ more than this from the body's are holes, not ground, m. */
  deepestM: 0.6,
} as const;

/** A foot is set back before a riser by so many parts of its tip at most. */
const BACK_STEPS = 6;

/** Holds the feet of every human to the ground. */
export class FootLock {
  private readonly state: MotionState;
  private readonly settings: FootLockSettings;
  private readonly groundAt: GroundAt;
  private readonly dtS: number;
  private readonly release: SpringStep;
  private readonly lowerStep: SpringStep;
  private readonly riseStep: SpringStep;
  private readonly landLeft: number;
  private readonly landReachS: number;
  private readonly floorShare: number;
  private readonly baseShare: number;
  private readonly groundShare: number;
  private readonly pitchShare: number;
  /** Toes as the motion has them, x, height above the base, z: left, right. */
  private readonly raws = [new Float64Array(3), new Float64Array(3)];
  private readonly turn = new Float64Array(4);
  private readonly arm = new Float64Array(3);
  /** 1: this human's feet have not been placed yet. */
  private readonly fresh: Uint8Array;

  constructor(model: MotionModel, state: MotionState, groundAt: GroundAt, dtS: number) {
    const settings = model.manifest.footLock;
    const share = (halfLifeS: number): number => 1 - halfLifeDecay(halfLifeS, dtS);
    this.state = state;
    this.settings = settings;
    this.groundAt = groundAt;
    this.dtS = dtS;
    this.release = springStep(settings.unlockHalfLifeS, dtS);
    this.lowerStep = springStep(FOOT_LOCK_DEFAULTS.lowerHalfLifeS, dtS);
    this.riseStep = springStep(FOOT_LOCK_DEFAULTS.riseHalfLifeS, dtS);
    this.landLeft = halfLifeDecay(settings.landHalfLifeS, dtS);
    this.landReachS = (settings.landHalfLifeS / Math.LN2) * (1 - this.landLeft);
    this.floorShare = share(settings.floorHalfLifeS);
    this.baseShare = share(FOOT_LOCK_DEFAULTS.baseHalfLifeS);
    this.groundShare = share(FOOT_LOCK_DEFAULTS.groundHalfLifeS);
    this.pitchShare = share(FOOT_LOCK_DEFAULTS.pitchHalfLifeS);
    this.fresh = new Uint8Array(state.capacity).fill(1);
  }

  /** True for a body that was just pushed off its feet, or takes a step aside: it steps at once. */
  private hasty = false;
  private stepS = 0;
  /** What a body in a step aside has still to go, x and z, m. */
  private readonly ahead = new Float64Array(2);

  /**
   * Says how human n stands on its feet in this tick, before `apply`; true when they must be set anew at once.
   *
   * @param stumbles it was just pushed off its feet
   * @param idle what it plays has no steps of its own
   */
  stance(n: number, controls: MotionControls, stumbles: boolean, idle: boolean): boolean {
    const { root } = this.state;
    const steps = controls.drive[n] === MOTION_DRIVE.step;
    this.hasty = idle && (stumbles || steps);
    this.stepS = stumbles ? FOOT_LOCK_DEFAULTS.hastyStepS : this.settings.stepS;
    for (let k = 0; k < 2; k++) {
      const way = controls.goal[n * 2 + k] - root[n * 3 + k];
      const most = FOOT_LOCK_DEFAULTS.asideM;
      this.ahead[k] = this.hasty && steps && Number.isFinite(way) ? clamp(way, -most, most) : 0;
    }
    return this.hasty;
  }

  /** Forgets what the feet of human n held on to; after a spawn or a teleport. */
  reset(n: number): void {
    const { state } = this;
    this.fresh[n] = 1;
    state.stillS[n] = 0;
    state.pelvisDrop[n] = 0;
    state.pelvisDropV[n] = 0;
    for (let foot = n * 2; foot < n * 2 + 2; foot++) {
      state.locked[foot] = 0;
      state.stepPhase[foot] = 2;
      state.footPitch[foot] = 0;
      state.footOffset.fill(0, foot * 3, foot * 3 + 3);
      state.footOffsetV.fill(0, foot * 3, foot * 3 + 3);
      state.lockVelocity.fill(0, foot * 3, foot * 3 + 3);
    }
  }

  /** Height of the ground that carries the body of human n at x, z, smoothed (m). Called before hips are placed. */
  base(n: number, x: number, y: number, z: number): number {
    const { baseY, footGround } = this.state;
    const below = this.ground(x, z, y);
    if (this.fresh[n]) {
      baseY[n] = below;
      footGround[n * 2] = below;
      footGround[n * 2 + 1] = below;
      return below;
    }
    // The lower foot carries: the body may stand somewhat above it, more would stretch that leg.
    const low = Math.min(footGround[n * 2], footGround[n * 2 + 1]);
    const high = Math.max(footGround[n * 2], footGround[n * 2 + 1]);
    const wanted = clamp(below, low, low + (high - low) * FOOT_LOCK_DEFAULTS.pelvisShare);
    baseY[n] += (wanted - baseY[n]) * this.baseShare;
    return baseY[n];
  }

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
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): number {
    const { state, raws } = this;
    const { locked, stepPhase, lockPoint } = state;
    const baseY = state.baseY[n];
    const was = locked[n * 2] | (locked[n * 2 + 1] << 1);
    let planted = 0;
    for (let s = 0; s < 2; s++) {
      const toes = LEGS[s].toes * 3;
      raws[s][0] = positions[toes];
      raws[s][1] = positions[toes + 1] - baseY;
      raws[s][2] = positions[toes + 2];
      const touching = ((contacts >> s) & 1) === 1;
      this.hold(n * 2 + s, raws[s], touching || (still && locked[n * 2 + s] === 1), still);
    }
    this.settle(n, still, scale);
    for (let s = 0; s < 2; s++) {
      const foot = n * 2 + s;
      const floorY = scale.toeRestM[s] - FOOT_LOCK_DEFAULTS.floorBelowM;
      if (stepPhase[foot] >= 1)
        lockPoint[foot * 3 + 1] += (floorY - lockPoint[foot * 3 + 1]) * this.floorShare;
      this.aim(foot, raws[s], ((was >> s) & 1) === 1, floorY);
      if (locked[foot] && stepPhase[foot] >= 1) planted |= 1 << s;
    }
    this.lower(n, scale, positions);
    for (let s = 0; s < 2; s++) this.bend(n * 2 + s, LEGS[s], scale, positions, rotations, joints);
    this.fresh[n] = 0;
    return planted;
  }

  /** Ground at a place; holes and walls count as level ground. */
  private ground(x: number, z: number, near: number): number {
    const height = this.groundAt(x, z);
    return Math.abs(height - near) <= FOOT_LOCK_DEFAULTS.deepestM ? height : near;
  }

  /** Decides whether a foot holds on to its place and lets a landing foot glide out. */
  private hold(foot: number, raw: Float64Array, want: boolean, still: boolean): void {
    const { locked, lockPoint, lockVelocity, footOffset, footTarget } = this.state;
    const p = foot * 3;
    const start = want && locked[foot] === 0;
    const most = FOOT_LOCK_DEFAULTS.landMps;
    for (let k = 0; k < 3; k++) {
      if (start) {
        const current = raw[k] + footOffset[p + k];
        lockPoint[p + k] = current;
        lockVelocity[p + k] = this.fresh[foot >> 1]
          ? 0
          : clamp((current - footTarget[p + k]) / this.dtS, -most, most);
      } else if (locked[foot] && k !== 1) {
        lockPoint[p + k] += lockVelocity[p + k] * this.landReachS;
        lockVelocity[p + k] *= this.landLeft;
      }
    }
    if (start) this.backOff(foot);
    locked[foot] =
      want && this.gap(foot, raw) <= (still ? this.settings.stillUnlockM : this.settings.unlockM) ? 1 : 0;
  }

  /** Height of the ground a way ahead of a place, as the person faces. */
  private groundAhead(foot: number, x: number, z: number, aheadM: number): number {
    const { root, baseY } = this.state;
    const yaw = root[(foot >> 1) * 3 + 2];
    return this.ground(x + Math.sin(yaw) * aheadM, z + Math.cos(yaw) * aheadM, baseY[foot >> 1]);
  }

  /** A foot that comes down with its tip in the riser of a step is set back before it. */
  private backOff(foot: number): void {
    const { lockPoint, root } = this.state;
    const p = foot * 3;
    const { tipM, riserM } = FOOT_LOCK_DEFAULTS;
    const here = this.groundAhead(foot, lockPoint[p], lockPoint[p + 2], 0);
    if (this.groundAhead(foot, lockPoint[p], lockPoint[p + 2], tipM) - here <= riserM) return;
    const yaw = root[(foot >> 1) * 3 + 2];
    let back = tipM / BACK_STEPS;
    while (back < tipM && this.groundAhead(foot, lockPoint[p], lockPoint[p + 2], tipM - back) - here > riserM)
      back += tipM / BACK_STEPS;
    lockPoint[p] -= Math.sin(yaw) * back;
    lockPoint[p + 2] -= Math.cos(yaw) * back;
  }

  /** Distance over the ground from the lock point to where the motion has the toe, or will after a step aside, m. */
  private gap(foot: number, raw: Float64Array): number {
    const { lockPoint } = this.state;
    const { ahead } = this;
    return length2(lockPoint[foot * 3] - raw[0] - ahead[0], lockPoint[foot * 3 + 2] - raw[2] - ahead[1]);
  }

  /** While the body stands still, one foot at a time steps to where the motion has it. */
  private settle(n: number, still: boolean, scale: BodyScale): void {
    const { settings, raws } = this;
    const { stillS, stepPhase, locked, lockPoint, stepFrom } = this.state;
    stillS[n] = still ? stillS[n] + this.dtS : 0;
    const a = n * 2;
    if (!still) {
      stepPhase[a] = 2;
      stepPhase[a + 1] = 2;
      return;
    }
    const free = stepPhase[a] >= 1 && stepPhase[a + 1] >= 1 && locked[a] && locked[a + 1];
    if (free && (this.hasty || stillS[n] > settings.stepRestS)) {
      const left = this.gap(a, raws[0]);
      const right = this.gap(a + 1, raws[1]);
      const foot = a + this.nextFoot(left, right);
      if (Math.max(left, right) > settings.stepAtM && this.mayFollow(left, right)) {
        stepPhase[foot] = 0;
        for (let k = foot * 3; k < foot * 3 + 3; k++) stepFrom[k] = lockPoint[k];
      }
    }
    for (let s = 0; s < 2; s++) if (stepPhase[a + s] < 1) this.advanceStep(a + s, raws[s], scale.toeRestM[s]);
  }

  /** 0: the left foot is set next, 1: the right. In a step aside the foot on that side goes first, or legs would cross. */
  private nextFoot(left: number, right: number): number {
    const { ahead, raws } = this;
    if (Math.abs(left - right) > this.settings.stepAtM) return left > right ? 0 : 1;
    const lead = (raws[0][0] - raws[1][0]) * ahead[0] + (raws[0][2] - raws[1][2]) * ahead[1];
    if (Math.abs(lead) > 1e-3) return lead > 0 ? 0 : 1;
    return left >= right ? 0 : 1;
  }

  /** In a step aside the second foot waits until the body has come over the first. */
  private mayFollow(left: number, right: number): boolean {
    const way = length2(this.ahead[0], this.ahead[1]);
    const second = Math.min(left, right) <= this.settings.stepAtM;
    return !second || way <= Math.max(left, right) * FOOT_LOCK_DEFAULTS.followShare;
  }

  private advanceStep(foot: number, raw: Float64Array, toeY: number): void {
    const { stepPhase, stepFrom, lockPoint, lockVelocity } = this.state;
    stepPhase[foot] += this.dtS / (this.hasty ? this.stepS : this.settings.stepS);
    const u = Math.min(1, stepPhase[foot]);
    const share = minimumJerk(u);
    const p = foot * 3;
    for (let k = 0; k < 3; k += 2) {
      const to = raw[k] + this.ahead[k >> 1];
      lockPoint[p + k] = stepFrom[p + k] + (to - stepFrom[p + k]) * share;
    }
    lockPoint[p + 1] = toeY + this.settings.stepHeightM * Math.sin(Math.PI * u) ** 2;
    lockVelocity.fill(0, p, p + 3);
  }

  /** Brings offset, target and ground of one foot up to date. */
  private aim(foot: number, raw: Float64Array, wasLocked: boolean, toeY: number): void {
    const { locked, lockPoint, footOffset, footOffsetV, footTarget, footGround, baseY } = this.state;
    const p = foot * 3;
    if (locked[foot]) {
      for (let k = 0; k < 3; k++) {
        const next = lockPoint[p + k] - raw[k];
        footOffsetV[p + k] = wasLocked ? (next - footOffset[p + k]) / this.dtS : 0;
        footOffset[p + k] = next;
      }
    } else {
      decaySprings(footOffset, footOffsetV, p, 3, this.release);
    }
    for (let k = 0; k < 3; k++) footTarget[p + k] = raw[k] + footOffset[p + k];
    footTarget[p + 1] = Math.max(footTarget[p + 1], toeY - FOOT_LOCK_DEFAULTS.sinkM);
    const near = baseY[foot >> 1];
    let below = this.ground(footTarget[p], footTarget[p + 2], near);
    // The tip of a swinging foot must clear a riser before its toe joint is over the step.
    if (!locked[foot]) {
      const ahead = this.groundAhead(foot, footTarget[p], footTarget[p + 2], FOOT_LOCK_DEFAULTS.tipM);
      if (ahead - below > FOOT_LOCK_DEFAULTS.riserM) below = ahead;
    }
    footGround[foot] += (below - footGround[foot]) * this.groundShare;
  }

  /** Tilts a foot that is near the ground to the slope along it; returns true when `turn` is not identity. */
  private tilt(foot: number, leg: Leg, positions: Float64Array, toeY: number): boolean {
    const { footTarget, footPitch, baseY } = this.state;
    const p = foot * 3;
    let dx = positions[leg.toes * 3] - positions[leg.end * 3];
    let dz = positions[leg.toes * 3 + 2] - positions[leg.end * 3 + 2];
    const run = length2(dx, dz);
    let wanted = 0;
    if (run > 0.03) {
      dx /= run;
      dz /= run;
      const near = baseY[foot >> 1];
      const heel = this.ground(footTarget[p] - dx * run, footTarget[p + 2] - dz * run, near);
      const pitch = Math.atan2(this.ground(footTarget[p], footTarget[p + 2], near) - heel, run);
      const low = 1 - clamp((footTarget[p + 1] - toeY) / FOOT_LOCK_DEFAULTS.tiltBelowM, 0, 1);
      if (Math.abs(pitch) < FOOT_LOCK_DEFAULTS.steepestRad) wanted = pitch * low;
    }
    footPitch[foot] += (wanted - footPitch[foot]) * this.pitchShare;
    if (Math.abs(footPitch[foot]) < 1e-3) return false;
    quatFromVector(this.turn, 0, -dz * footPitch[foot], 0, dx * footPitch[foot]);
    return true;
  }

  /**
   * Lowers a body whose planted feet its legs do not reach: hips of another person's proportions, or of a captured
   * stretch, would leave them floating.
   */
  private lower(n: number, scale: BodyScale, positions: Float64Array): void {
    const { locked, footTarget, footGround, pelvisDrop, pelvisDropV } = this.state;
    const { restOffsets } = scale;
    let wanted = 0;
    for (let s = 0; s < 2; s++) {
      const foot = n * 2 + s;
      if (!locked[foot]) continue;
      const leg = LEGS[s];
      const [hip, end, toes] = [leg.upper * 3, leg.end * 3, leg.toes * 3];
      const reach =
        (boneLength(restOffsets, leg.hinge) + boneLength(restOffsets, leg.end)) * REACH_SHARE -
        FOOT_LOCK_DEFAULTS.spareM;
      const dx = footTarget[foot * 3] + positions[end] - positions[toes] - positions[hip];
      const dz = footTarget[foot * 3 + 2] + positions[end + 2] - positions[toes + 2] - positions[hip + 2];
      const ankleY = footGround[foot] + footTarget[foot * 3 + 1] + positions[end + 1] - positions[toes + 1];
      const most = Math.sqrt(Math.max(reach * reach - dx * dx - dz * dz, 0.16 * reach * reach));
      wanted = Math.max(wanted, positions[hip + 1] - ankleY - most);
    }
    followSpring(
      pelvisDrop,
      pelvisDropV,
      n,
      Math.min(wanted, FOOT_LOCK_DEFAULTS.lowerM),
      wanted > pelvisDrop[n] ? this.lowerStep : this.riseStep,
    );
    const drop = pelvisDrop[n];
    if (drop < 1e-5) return;
    for (let y = 1; y < positions.length; y += 3) positions[y] -= drop;
  }

  /** Bends the leg so that its toe joint comes to the target. */
  private bend(
    foot: number,
    leg: Leg,
    scale: BodyScale,
    positions: Float64Array,
    rotations: Float64Array,
    joints: Float64Array,
  ): void {
    const { arm, turn } = this;
    const { footTarget, footGround } = this.state;
    const p = foot * 3;
    for (let k = 0; k < 3; k++) arm[k] = positions[leg.end * 3 + k] - positions[leg.toes * 3 + k];
    if (this.tilt(foot, leg, positions, scale.toeRestM[foot & 1])) {
      quatMultiply(rotations, leg.end * 4, turn, 0, rotations, leg.end * 4);
      quatRotate(arm, 0, turn, 0, arm, 0);
    }
    const x = footTarget[p] + arm[0];
    const y = footGround[foot] + footTarget[p + 1] + arm[1];
    const z = footTarget[p + 2] + arm[2];
    solveTwoBone(leg, x, y, z, positions, rotations, joints, 0, scale.restOffsets);
  }
}
