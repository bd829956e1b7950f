// Procedural, not captured: breathing, blinking and the small jumps of the eyes. They keep people alive between motions.

import { BLINK_S, blinkCurve, nextBlinkS } from '../face/blink.ts';
import { FACE_INDEX } from '../face/face-presets.ts';
import { clamp, smoothStep } from '../maths/angle.ts';
import { quatFromVector, quatMultiply } from '../maths/quat.ts';
import { nextRandomState, randomOfState } from '../maths/random.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { GAZE_LIMITS } from '../skeleton/joint-limits.ts';
import type { MotionState } from './motion-state.ts';

export const LIFE_DEFAULTS = {
  /** Breaths per second at rest: 15 a minute, slower or faster by up to a fifth. */
  breathHz: 0.25,
  breathSpread: 0.2,
  /** Turn of chest, upper chest and shoulders at full breath, rad. */
  chestRad: 0.012,
  upperChestRad: 0.016,
  shoulderRad: 0.014,
  /** Eye jumps while nothing is looked at, and around what is looked at, rad. */
  wanderYawRad: 0.14,
  wanderPitchRad: 0.06,
  fixateRad: 0.025,
  /** A gaze that jumps farther than this often brings a blink, rad. */
  blinkTurnRad: 0.45,
} as const;

const { chest: CHEST, upperChest: UPPER, neck: NECK, leftShoulder: LEFT, rightShoulder: RIGHT } = JOINT_INDEX;
const turn = new Float64Array(4);

function draw(state: MotionState, n: number): number {
  state.dice[n] = nextRandomState(state.dice[n]);
  return randomOfState(state.dice[n]);
}

/** Starts the life of a newcomer at a moment of its own. */
export function resetLife(state: MotionState, n: number, tick: number, dtS: number): void {
  state.breath[n] = draw(state, n);
  state.blinkTick[n] = tick + Math.round((draw(state, n) * 4) / dtS);
  state.eyesTick[n] = tick;
  state.eyes.fill(0, n * 4, n * 4 + 4);
}

/** Adds breath to the chest of human n. `stillness` 1 holds it; `depth` and `pace` 1 are breath at rest. */
export function breathe(
  state: MotionState,
  n: number,
  stillness: number,
  dtS: number,
  joints: Float64Array,
  depth = 1,
  pace = 1,
): void {
  const live = 1 - clamp(stillness, 0, 1);
  const own = 1 + LIFE_DEFAULTS.breathSpread * (((state.netId[n] * 37) % 101) / 50 - 1);
  state.breath[n] = (state.breath[n] + LIFE_DEFAULTS.breathHz * own * dtS * live * pace) % 1;
  if (live <= 0) return;
  // In a little faster than out, a short rest at the end.
  const phase = state.breath[n];
  const full =
    phase < 0.42
      ? 0.5 - 0.5 * Math.cos((Math.PI * phase) / 0.42)
      : 0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, (phase - 0.42) / 0.5));
  const b = full * live * depth;
  nod(joints, CHEST, -LIFE_DEFAULTS.chestRad * b);
  nod(joints, UPPER, -LIFE_DEFAULTS.upperChestRad * b);
  nod(joints, NECK, (LIFE_DEFAULTS.chestRad + LIFE_DEFAULTS.upperChestRad) * b);
  roll(joints, LEFT, LIFE_DEFAULTS.shoulderRad * b);
  roll(joints, RIGHT, -LIFE_DEFAULTS.shoulderRad * b);
}

function nod(joints: Float64Array, joint: number, rad: number): void {
  quatFromVector(turn, 0, rad, 0, 0);
  quatMultiply(joints, joint * 4, joints, joint * 4, turn, 0);
}

function roll(joints: Float64Array, joint: number, rad: number): void {
  quatFromVector(turn, 0, 0, 0, rad);
  quatMultiply(joints, joint * 4, joints, joint * 4, turn, 0);
}

/**
 * Writes the face of human n: what is wanted, with the eyes' direction and the blink put in.
 *
 * @param eyes yaw, pitch (rad) the eyes have to go and how much the target counts
 */
export function writeFace(
  state: MotionState,
  n: number,
  tick: number,
  stillness: number,
  eyes: Float64Array,
  dtS: number,
  wanted: Float32Array,
  out: Float32Array,
  at: number,
): void {
  for (let k = 0; k < FACE_INDEX.neutral + 1; k++) out[at + k] = clamp(finite(wanted[at + k]), 0, 1);
  const live = stillness < 0.95;
  if (tick >= state.eyesTick[n] && live) {
    state.eyes[n * 4] = draw(state, n) * 2 - 1;
    state.eyes[n * 4 + 1] = draw(state, n) * 2 - 1;
    state.eyesTick[n] = tick + Math.round((0.5 + 1.9 * draw(state, n) ** 2) / dtS);
  }
  // Eyes that find something to look at stop wandering at once; what is left are the small jumps of fixation.
  const spread = 1 - smoothStep(0.05, 0.4, eyes[2]);
  const yaw = eyes[0] + state.eyes[n * 4] * (LIFE_DEFAULTS.wanderYawRad * spread + LIFE_DEFAULTS.fixateRad);
  const pitch =
    eyes[1] + state.eyes[n * 4 + 1] * (LIFE_DEFAULTS.wanderPitchRad * spread + LIFE_DEFAULTS.fixateRad);
  if (
    Math.abs(yaw - state.eyes[n * 4 + 2]) + Math.abs(pitch - state.eyes[n * 4 + 3]) >
    LIFE_DEFAULTS.blinkTurnRad
  ) {
    if (tick > state.blinkTick[n] + 8 || state.blinkTick[n] > tick + 4) state.blinkTick[n] = tick;
  }
  state.eyes[n * 4 + 2] = yaw;
  state.eyes[n * 4 + 3] = pitch;
  out[at + FACE_INDEX.lookLeft] = clamp(yaw / GAZE_LIMITS.eyeYawRad, 0, 1);
  out[at + FACE_INDEX.lookRight] = clamp(-yaw / GAZE_LIMITS.eyeYawRad, 0, 1);
  out[at + FACE_INDEX.lookUp] = clamp(pitch / GAZE_LIMITS.eyePitchRad, 0, 1);
  out[at + FACE_INDEX.lookDown] = clamp(-pitch / GAZE_LIMITS.eyePitchRad, 0, 1);
  const since = (tick - state.blinkTick[n]) * dtS + BLINK_PHASE_S;
  if (since > BLINK_S && tick >= state.blinkTick[n]) {
    state.blinkTick[n] = tick + Math.max(3, Math.round(nextBlinkS(draw(state, n)) / dtS));
  } else if (live && tick >= state.blinkTick[n]) {
    out[at + FACE_INDEX.blink] = Math.max(out[at + FACE_INDEX.blink], blinkCurve(since));
  }
}

/** A tick samples the blink at 50 ms steps: begin within it, so that one sample falls on shut lids. */
const BLINK_PHASE_S = 0.05;

function finite(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
