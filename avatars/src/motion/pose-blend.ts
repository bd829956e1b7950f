// CONTRIBUTOR NOTES
// Inertialisation (Bollo 2018; orangeduck's springs): at a jump the difference between the pose shown and the pose of the
// new row becomes an offset that a critical spring takes to zero; the spring starts with velocity shown minus velocity
// of the new motion. A tick of 50 ms is long: first differences of ticks were off by half an acceleration and cost a
// tenth of jerk (1.57 against 1.49). So the old velocity comes from the last two ticks (quadratic), the new one from
// one more decoded row 1/60 s on; decoding two old rows as well brought nothing more. A quintic blend was no better.
import { clamp } from '../maths/angle.ts';
import {
  quatFromColumns,
  quatFromVector,
  quatMultiply,
  quatMultiplyInverse,
  quatSlerp,
  quatToVector,
} from '../maths/quat.ts';
import { decaySprings, type SpringStep, springStep } from '../maths/spring.ts';
import { BODY_JOINT_COUNT } from '../skeleton/human-joints.ts';
import type { ActionLayer } from './action-layer.ts';
import type { ClipLayer } from './clip-layer.ts';
import type { MotionModel } from './motion-model.ts';
import { POSE_VALUES } from './motion-model.ts';
import { type MotionState, OFFSET_VALUES, RAW_VALUES } from './motion-state.ts';

/** Places of a human in the batch of the decompressor; -1: not in it. */
export interface BatchPlaces {
  readonly pose: Int32Array;
  readonly action: Int32Array;
  readonly oldPose: Int32Array;
  readonly oldAction: Int32Array;
  /** A little after the row jumped to: tells the velocity of the new motion. */
  readonly newNext: Int32Array;
}

/** Hip offsets faster than this are noise of a bad match, m/s. */
const MOST_MPS = 2;
const HIP = BODY_JOINT_COUNT * 4;
const HIP_OFFSET = BODY_JOINT_COUNT * 3;

/** Blends what is played into one continuous pose per human. */
export class PoseBlend {
  private readonly state: MotionState;
  private readonly layer: ActionLayer;
  private readonly clips: ClipLayer;
  private readonly dtS: number;
  private readonly step: SpringStep;
  private readonly restHipsM: number;
  /** How much later than the row jumped to `newNext` is, s; fastest blend offset, rad/s. */
  private readonly velocityStepS: number;
  private readonly mostRadps: number;
  private readonly now = new Float64Array(RAW_VALUES);
  private readonly old = new Float64Array(RAW_VALUES);
  private readonly over = new Float64Array(RAW_VALUES);
  private readonly next = new Float64Array(RAW_VALUES);
  private readonly mask = new Float64Array(BODY_JOINT_COUNT);
  private readonly turn = new Float64Array(4);
  private readonly vector = new Float64Array(3);

  constructor(
    model: MotionModel,
    state: MotionState,
    layers: { readonly actions: ActionLayer; readonly clips: ClipLayer },
    dtS: number,
  ) {
    this.state = state;
    this.layer = layers.actions;
    this.clips = layers.clips;
    this.dtS = dtS;
    this.step = springStep(model.manifest.playback.blendHalfLifeS, dtS);
    this.velocityStepS = model.manifest.playback.velocityStepS;
    this.mostRadps = model.manifest.playback.maxOffsetRadps;
    this.restHipsM = model.manifest.skeleton.restOffsets[0][1];
  }

  /**
   * Works out the pose of human n in its root frame: 22 rotations and the hip position, into `out` (RAW_VALUES).
   * Returns false when the network's answer was unusable and the last pose was kept.
   *
   * @param ticks ticks since the last call for this human
   */
  blend(n: number, ticks: number, decoded: Float32Array, places: BatchPlaces, out: Float64Array): boolean {
    const { state, now, old } = this;
    const jumped = places.oldPose[n] >= 0;
    let good = this.read(
      decoded,
      places.pose[n],
      places.action[n],
      state.action[n],
      state.actionWeight[n],
      n,
      now,
    );
    if (good && jumped) {
      const { oldAction, oldActionWeight } = state;
      good = this.read(
        decoded,
        places.oldPose[n],
        places.oldAction[n],
        oldAction[n],
        oldActionWeight[n],
        n,
        old,
      );
    }
    if (good) this.clips.overlay(n, false, 0, now);
    if (good && jumped) this.clips.overlay(n, true, 0, old);
    if (!good) this.keep(n);
    for (let k = 0; k < ticks; k++)
      decaySprings(state.offset, state.offsetV, n * OFFSET_VALUES, OFFSET_VALUES, this.step);
    if (good && jumped && state.posed[n]) {
      this.addOffset(n);
      this.addVelocity(n, ticks, decoded, places);
    }
    const raw = n * RAW_VALUES;
    for (let k = 0; k < RAW_VALUES; k++) {
      state.rawBefore[raw + k] = state.raw[raw + k];
      state.raw[raw + k] = now[k];
    }
    state.rawAge[n] = jumped || !good || !state.posed[n] ? 0 : Math.min(2, state.rawAge[n] + 1);
    if (good) state.posed[n] = 1;
    this.applyOffsets(n, out);
    return good;
  }

  /** Pose of a place of the batch, with an action over it; false when either is no pose. */
  private read(
    decoded: Float32Array,
    place: number,
    actionPlace: number,
    action: number,
    weight: number,
    n: number,
    out: Float64Array,
  ): boolean {
    if (!readPose(decoded, place, out)) return false;
    if (actionPlace < 0 || weight <= 0) return true;
    const { over, mask } = this;
    if (!readPose(decoded, actionPlace, over)) return false;
    this.layer.mask(action, this.state.standing[n], mask);
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      const share = mask[joint] * weight;
      if (share > 0) quatSlerp(out, joint * 4, out, joint * 4, over, joint * 4, share);
    }
    const share = mask[0] * weight;
    for (let k = 0; k < 3; k++) out[HIP + k] += (over[HIP + k] - out[HIP + k]) * share;
    return true;
  }

  /** Keeps the last pose (or the T-pose of a newcomer); its offsets go on fading, so it stays finite and calm. */
  private keep(n: number): void {
    const { state, now } = this;
    for (let k = 0; k < HIP; k++) now[k] = state.posed[n] ? state.raw[n * RAW_VALUES + k] : +(k % 4 === 3);
    for (let k = HIP; k < RAW_VALUES; k++) now[k] = state.posed[n] ? state.raw[n * RAW_VALUES + k] : 0;
    if (!state.posed[n]) now[HIP + 1] = this.restHipsM;
  }

  /**
   * Adds velocity shown minus velocity of the new motion to the offsets' velocities. Joints that an action holds follow
   * it on both sides of a jump of the legs, so theirs is left alone; when the action itself changed they keep swinging.
   */
  private addVelocity(n: number, ticks: number, decoded: Float32Array, places: BatchPlaces): void {
    const { state, old, now, next, turn, vector, mask, velocityStepS, mostRadps } = this;
    const nextRead = places.newNext[n] >= 0 && readPose(decoded, places.newNext[n], next);
    const rowJumped = nextRead && state.oldRow[n] >= 0;
    const clipChanged = nextRead && this.clips.changed[n] === 1;
    if (nextRead) this.clips.overlay(n, false, velocityStepS, next);
    const actionChanged = places.oldAction[n] !== places.action[n];
    const acting = places.action[n] >= 0 || places.oldAction[n] >= 0;
    if (acting) this.layer.mask(state.action[n] || state.oldAction[n], state.standing[n], mask);
    const { offsetV, raw, rawBefore } = state;
    const at = n * OFFSET_VALUES;
    const last = n * RAW_VALUES;
    // Quadratic through the last two ticks and now: (3 p0 - 4 p1 + p2) / 2 dt = (3 (p0 - p1) - (p1 - p2)) / 2 dt.
    const quadratic = state.rawAge[n] >= 1 && ticks === 1;
    const perS = 1 / (this.dtS * ticks);
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      const clipped = this.clips.mask(n, joint) > 0.5;
      const held = !clipped && acting && mask[joint] > 0.5;
      if (clipped ? !clipChanged : held ? !actionChanged : !rowJumped) continue;
      quatMultiplyInverse(turn, 0, old, joint * 4, raw, last + joint * 4);
      quatToVector(vector, 0, turn, 0);
      const i = at + joint * 3;
      const share = quadratic ? 1.5 : 1;
      for (let k = 0; k < 3; k++) offsetV[i + k] += vector[k] * perS * share;
      if (quadratic) {
        quatMultiplyInverse(turn, 0, raw, last + joint * 4, rawBefore, last + joint * 4);
        quatToVector(vector, 0, turn, 0);
        for (let k = 0; k < 3; k++) offsetV[i + k] -= vector[k] * perS * 0.5;
      }
      if (!held) {
        quatMultiplyInverse(turn, 0, next, joint * 4, now, joint * 4);
        quatToVector(vector, 0, turn, 0);
        for (let k = 0; k < 3; k++) offsetV[i + k] -= vector[k] / velocityStepS;
      }
      for (let k = 0; k < 3; k++) offsetV[i + k] = clamp(offsetV[i + k], -mostRadps, mostRadps);
    }
    const clipped = this.clips.mask(n, 0) > 0.5;
    if (clipped ? !clipChanged : !rowJumped || (acting && mask[0] > 0.5)) return;
    for (let k = 0; k < 3; k++) {
      const i = at + HIP_OFFSET + k;
      let v = (old[HIP + k] - raw[last + HIP + k]) * perS;
      if (quadratic) v = 1.5 * v - 0.5 * (raw[last + HIP + k] - rawBefore[last + HIP + k]) * perS;
      v -= (next[HIP + k] - now[HIP + k]) / velocityStepS;
      offsetV[i] = clamp(offsetV[i] + v, -MOST_MPS, MOST_MPS);
    }
  }

  /** Turns the difference of the old pose and the new one into offsets, on top of what is left of older ones. */
  private addOffset(n: number): void {
    const { turn, old, now } = this;
    const at = n * OFFSET_VALUES;
    const { offset } = this.state;
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      const i = at + joint * 3;
      quatFromVector(turn, 0, offset[i], offset[i + 1], offset[i + 2]);
      quatMultiply(turn, 0, turn, 0, old, joint * 4);
      quatMultiplyInverse(turn, 0, turn, 0, now, joint * 4);
      quatToVector(offset, i, turn, 0);
    }
    for (let k = 0; k < 3; k++) offset[at + HIP_OFFSET + k] += old[HIP + k] - now[HIP + k];
  }

  private applyOffsets(n: number, out: Float64Array): void {
    const { turn, now } = this;
    const { offset } = this.state;
    let i = n * OFFSET_VALUES;
    for (let q = 0; q < HIP; q += 4, i += 3) {
      quatFromVector(turn, 0, offset[i], offset[i + 1], offset[i + 2]);
      quatMultiply(out, q, turn, 0, now, q);
    }
    for (let k = 0; k < 3; k++) out[HIP + k] = now[HIP + k] + offset[i + k];
  }
}

function readPose(decoded: Float32Array, place: number, out: Float64Array): boolean {
  const at = place * POSE_VALUES;
  for (let k = 0; k < 3; k++) out[HIP + k] = decoded[at + k];
  // A hip metres away is as much a failure as NaN is.
  if (!(Math.abs(out[HIP]) + Math.abs(out[HIP + 1]) + Math.abs(out[HIP + 2]) < 4)) return false;
  for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
    if (!quatFromColumns(out, joint * 4, decoded, at + 3 + joint * 6)) return false;
  }
  return true;
}
