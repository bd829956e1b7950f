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

export interface PoseBlend {
  /**
   * Works out the pose of human n in its root frame: 22 rotations and the hip position, into `out` (RAW_VALUES).
   * Returns false when the network's answer was unusable and the last pose was kept.
   */
  blend(n: number, decoded: Float32Array, places: BatchPlaces, out: Float64Array): boolean;
}

export function createPoseBlend(
  model: MotionModel,
  state: MotionState,
  layer: ActionLayer,
  dtS: number,
): PoseBlend {
  const step: SpringStep = springStep(model.manifest.playback.blendHalfLifeS, dtS);
  const now = new Float64Array(RAW_VALUES);
  const old = new Float64Array(RAW_VALUES);
  const over = new Float64Array(RAW_VALUES);
  const mask = new Float64Array(BODY_JOINT_COUNT);
  const turn = new Float64Array(4);
  const vector = new Float64Array(3);

  /** Pose of a place of the batch, with an action over it; false when either is no pose. */
  function read(
    decoded: Float32Array,
    place: number,
    actionPlace: number,
    action: number,
    weight: number,
    standing: number,
    out: Float64Array,
  ): boolean {
    if (!readPose(decoded, place, out)) return false;
    if (actionPlace < 0 || weight <= 0) return true;
    if (!readPose(decoded, actionPlace, over)) return false;
    layer.mask(action, standing, mask);
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      const share = mask[joint] * weight;
      if (share > 0) quatSlerp(out, joint * 4, out, joint * 4, over, joint * 4, share);
    }
    const share = mask[0] * weight;
    for (let k = 0; k < 3; k++) out[HIP + k] += (over[HIP + k] - out[HIP + k]) * share;
    return true;
  }

  /** Adds `sign` times the velocity from the raw pose of the last tick to `to` to the offsets' velocities. */
  function addVelocity(n: number, to: Float64Array, sign: number): void {
    const raw = n * RAW_VALUES;
    const at = n * OFFSET_VALUES;
    const { offsetV } = state;
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      quatMultiplyInverse(turn, 0, to, joint * 4, state.raw, raw + joint * 4);
      quatToVector(vector, 0, turn, 0);
      for (let k = 0; k < 3; k++) {
        const i = at + joint * 3 + k;
        offsetV[i] = clamp(offsetV[i] + (sign * vector[k]) / dtS, -MOST_RADPS, MOST_RADPS);
      }
    }
    for (let k = 0; k < 3; k++) {
      const i = at + HIP_OFFSET + k;
      const v = (to[HIP + k] - state.raw[raw + HIP + k]) / dtS;
      offsetV[i] = clamp(offsetV[i] + sign * v, -MOST_MPS, MOST_MPS);
    }
  }

  /** Turns the difference of the old pose and the new one into offsets, on top of what is left of older ones. */
  function addOffset(n: number): void {
    const at = n * OFFSET_VALUES;
    const { offset } = state;
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      const i = at + joint * 3;
      quatFromVector(turn, 0, offset[i], offset[i + 1], offset[i + 2]);
      quatMultiply(turn, 0, turn, 0, old, joint * 4);
      quatMultiplyInverse(turn, 0, turn, 0, now, joint * 4);
      quatToVector(offset, i, turn, 0);
    }
    for (let k = 0; k < 3; k++) offset[at + HIP_OFFSET + k] += old[HIP + k] - now[HIP + k];
  }

  return {
    blend(n, decoded, places, out) {
      const weight = state.actionWeight[n];
      const standing = state.standing[n];
      const jumped = places.oldPose[n] >= 0;
      let good = read(decoded, places.pose[n], places.action[n], state.action[n], weight, standing, now);
      if (good && jumped) {
        const { oldAction, oldActionWeight } = state;
        good = read(
          decoded,
          places.oldPose[n],
          places.oldAction[n],
          oldAction[n],
          oldActionWeight[n],
          standing,
          old,
        );
      }
      const raw = n * RAW_VALUES;
      if (!good) {
        // Keep the last pose; its offsets go on fading, so it stays finite and calm.
        for (let k = 0; k < RAW_VALUES; k++)
          now[k] = state.posed[n] ? state.raw[raw + k] : k < HIP ? +(k % 4 === 3) : 0;
        if (!state.posed[n]) now[HIP + 1] = model.manifest.skeleton.restOffsets[0][1];
        state.pending[n] = 0;
      } else if (state.pending[n]) {
        addVelocity(n, jumped ? old : now, -1);
        state.pending[n] = 0;
      }
      decaySprings(state.offset, state.offsetV, n * OFFSET_VALUES, OFFSET_VALUES, step);
      if (good && jumped && state.posed[n]) {
        addOffset(n);
        addVelocity(n, old, 1);
        state.pending[n] = 1;
      }
      for (let k = 0; k < RAW_VALUES; k++) state.raw[raw + k] = now[k];
      if (good) state.posed[n] = 1;
      applyOffsets(n, now, out);
      return good;
    },
  };

  function applyOffsets(n: number, from: Float64Array, out: Float64Array): void {
    const { offset } = state;
    let i = n * OFFSET_VALUES;
    for (let q = 0; q < HIP; q += 4, i += 3) {
      quatFromVector(turn, 0, offset[i], offset[i + 1], offset[i + 2]);
      quatMultiply(out, q, turn, 0, from, q);
    }
    for (let k = 0; k < 3; k++) out[HIP + k] = from[HIP + k] + offset[i + k];
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
