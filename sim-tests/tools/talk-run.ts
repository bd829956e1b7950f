// One person who stands and talks through the real engine: what the bench of gestures measures and talk-strip draws.
import {
  type GestureLocale,
  type GestureOptions,
  type GesturePlan,
  keysOfPlan,
  planGestures,
  type StrokeKey,
  type WordMark,
} from '@troupe/avatars/gesture';
import {
  ARM_VALUES,
  CHANNEL_AT,
  createMotionControls,
  HAND_SHAPES,
  type MotionControls,
  STROKE_CHANNELS,
} from '@troupe/avatars/motion';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import { speechTicks, speechWords } from '@troupe/server/behaviour';
import type { LocalMotion } from '@troupe/server/motion';
import { TICK_HZ } from '@troupe/server/world';

/** Ticks of standing before and after the line. */
export const BEFORE_TICKS = 30;
const AFTER_TICKS = 30;

export interface TalkRun {
  readonly ticks: number;
  readonly startTick: number;
  readonly words: readonly WordMark[];
  readonly plan: GesturePlan;
  readonly keys: readonly StrokeKey[];
  readonly hips: Float32Array;
  readonly joints: Float32Array;
}

/** Says a line with gestures. */
export async function runTalk(
  motion: LocalMotion,
  text: string,
  locale: GestureLocale,
  options: GestureOptions,
): Promise<TalkRun> {
  const lineTicks = speechTicks(text, locale);
  const words = speechWords(text, lineTicks);
  const plan = planGestures(text, words, locale, options);
  const keys = keysOfPlan(plan, BEFORE_TICKS, TICK_HZ);
  const controls = createMotionControls(1);
  controls.kind[0] = 1;
  controls.netId[0] = 1 + (options.seed % 1000);
  controls.goalYaw[0] = Number.NaN;
  const ticks = BEFORE_TICKS + lineTicks + AFTER_TICKS;
  const frame = motion.createFrame();
  const hips = new Float32Array(ticks * 3);
  const joints = new Float32Array(ticks * JOINT_COUNT * 4);
  const waiting = [...keys];
  for (let tick = 0; tick < ticks; tick++) {
    while (waiting.length > 0 && waiting[0].fromTick <= tick) take(controls, waiting.shift()!);
    await motion.step(controls, 1, tick, frame);
    hips.set(frame.hips.subarray(0, 3), tick * 3);
    joints.set(frame.joints.subarray(0, JOINT_COUNT * 4), tick * JOINT_COUNT * 4);
  }
  return { ticks, startTick: BEFORE_TICKS, words, plan, keys, hips, joints };
}

function take(controls: MotionControls, { channel, atTick, values, fingers }: StrokeKey): void {
  for (let k = 0; k < values.length; k++) controls.strokeTarget[CHANNEL_AT[channel] + k] = values[k];
  controls.strokeTick[channel % STROKE_CHANNELS] = atTick;
  if (channel < 2)
    controls.strokeHand[channel] = values[ARM_VALUES - 1] > 0 ? HAND_SHAPES.indexOf(fingers) : 0;
}
