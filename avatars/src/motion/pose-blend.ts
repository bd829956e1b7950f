// CONTRIBUTOR NOTES
// Inertialisation (Bollo 2018; orangeduck's springs): at a jump the difference between the pose shown and the pose of the
// new row becomes an offset that a critical spring takes to zero. The spring's start velocity is velocity shown minus
// velocity of the new motion. The latter is known only when the next tick has been decoded: instead of decoding a second
// new row, it is taken off one tick later (`pending`), before the spring has moved. A quintic blend was no better.
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
import type { MotionModel } from './motion-model.ts';
import { POSE_VALUES } from './motion-model.ts';
import { type MotionState, OFFSET_VALUES, RAW_VALUES } from './motion-state.ts';

/** Places of a human in the batch of the decompressor; -1: not in it. */
export interface BatchPlaces {
  readonly pose: Int32Array;
  readonly action: Int32Array;
  readonly oldPose: Int32Array;
  readonly oldAction: Int32Array;
}

/** Blend offsets faster than this are noise of a bad match, rad/s and m/s. */
const MOST_RADPS = 12;
const MOST_MPS = 2;
const HIP = BODY_JOINT_COUNT * 4;
const HIP_OFFSET = BODY_JOINT_COUNT * 3;

/** Blends what is played into one continuous pose per human. */
export class PoseBlend {
  private readonly state: MotionState;
  private readonly layer: ActionLayer;
  private readonly dtS: number;
  private readonly step: SpringStep;
  private readonly restHipsM: number;
  private readonly now = new Float64Array(RAW_VALUES);
  private readonly old = new Float64Array(RAW_VALUES);
  private readonly over = new Float64Array(RAW_VALUES);
  private readonly mask = new Float64Array(BODY_JOINT_COUNT);
  private readonly turn = new Float64Array(4);
  private readonly vector = new Float64Array(3);

  constructor(model: MotionModel, state: MotionState, layer: ActionLayer, dtS: number) {
    this.state = state;
    this.layer = layer;
    this.dtS = dtS;
    this.step = springStep(model.manifest.playback.blendHalfLifeS, dtS);
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
    if (!good) {
      this.keep(n);
    } else if (state.pending[n]) {
      this.addVelocity(n, jumped ? old : now, -1, ticks);
      state.pending[n] = 0;
    }
    for (let k = 0; k < ticks; k++)
      decaySprings(state.offset, state.offsetV, n * OFFSET_VALUES, OFFSET_VALUES, this.step);
    if (good && jumped && state.posed[n]) {
      this.addOffset(n);
      this.addVelocity(n, old, 1, ticks);
      state.pending[n] = 1;
    }
    const raw = n * RAW_VALUES;
    for (let k = 0; k < RAW_VALUES; k++) state.raw[raw + k] = now[k];
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
    state.pending[n] = 0;
  }

  /** Adds `sign` times the velocity from the raw pose of the last tick to `to` to the offsets' velocities. */
  private addVelocity(n: number, to: Float64Array, sign: number, ticks: number): void {
    const { turn, vector } = this;
    const raw = n * RAW_VALUES;
    const at = n * OFFSET_VALUES;
    const { offsetV, raw: last } = this.state;
    const perS = sign / (this.dtS * ticks);
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      quatMultiplyInverse(turn, 0, to, joint * 4, last, raw + joint * 4);
      quatToVector(vector, 0, turn, 0);
      for (let k = 0; k < 3; k++) {
        const i = at + joint * 3 + k;
        offsetV[i] = clamp(offsetV[i] + vector[k] * perS, -MOST_RADPS, MOST_RADPS);
      }
    }
    for (let k = 0; k < 3; k++) {
      const i = at + HIP_OFFSET + k;
      offsetV[i] = clamp(offsetV[i] + (to[HIP + k] - last[raw + HIP + k]) * perS, -MOST_MPS, MOST_MPS);
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
