import { type GestureLocale, keysOfPlan, planGestures, type StrokeKey } from '@troupe/avatars/gesture';
import { hashSeed } from '@troupe/avatars/maths';
import {
  ARM_AT_REST,
  ARM_VALUES,
  CHANNEL_AT,
  HAND_SHAPES,
  STROKE_CHANNELS,
  STROKE_VALUES,
} from '@troupe/avatars/motion';
import { TICK_HZ } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import type { World } from '../world/world.ts';

/** Above this speed a speaker is walking, m/s; then only words this strong still move the hands. */
const WALKING = { mps: 0.3, strength: 0.75 } as const;
/** Hands that an action needs are down within this many ticks. */
const YIELD_TICKS = 8;
/** Ticks an action of which nothing is known keeps the arms. */
const UNKNOWN_ACTION_TICKS = 50;

/** Plans hands, head and brows of the line that performer has just begun (mind.speech). */
export function planTalk(world: World, mind: Mind, slot: number, locale: GestureLocale): void {
  const { text, words, startTick } = mind.speech;
  const plan = planGestures(text, words, locale, {
    seed: hashSeed(mind.dice, startTick, world.humans.netId[slot]),
    expressiveness: mind.expressiveness * (1 - world.humans.stillness[slot]),
    mood: mind.intent.face,
    dominant: mind.dominant,
    leftBusy: isHandBusy(world, slot, 0),
    rightBusy: isHandBusy(world, slot, 1),
    walking: isWalking(world, slot),
  });
  mind.talk.keys = keysOfPlan(plan, startTick, TICK_HZ);
  mind.talk.brows = plan.brows.map(({ fromS, toS, weight }) => ({
    fromTick: startTick + Math.round(fromS * TICK_HZ),
    toTick: startTick + Math.round(toS * TICK_HZ),
    weight,
  }));
  mind.talk.skipped = -1;
  // Hands still up from the line before go down unless this line takes them up at once.
  lowerHands(world, slot);
}

/** Hands that talk go down; for when a line is broken off. */
export function lowerHands(world: World, slot: number): void {
  for (let arm = 0; arm < 2; arm++)
    if (isRaised(world, slot, arm)) rest(world, slot, arm, world.tick + TICK_HZ);
}

/** Gives the body the key poses that are due; hands that an action needs, or that belong to a walker, rest. */
export function gesticulate(world: World, mind: Mind, slot: number): void {
  const { talk } = mind;
  const acts = armsAct(world, slot);
  for (let arm = 0; arm < 2; arm++)
    if ((acts || isHandBusy(world, slot, arm)) && isRaised(world, slot, arm))
      rest(world, slot, arm, world.tick + YIELD_TICKS);
  while (talk.keys.length > 0 && talk.keys[0].fromTick <= world.tick) {
    const key = talk.keys.shift()!;
    if (key.channel < 2 && key.stroke >= 0) {
      const busy = acts || isHandBusy(world, slot, key.channel);
      if (busy || (isWalking(world, slot) && key.strength < WALKING.strength)) talk.skipped = key.stroke;
      if (key.stroke <= talk.skipped) {
        if (isRaised(world, slot, key.channel)) rest(world, slot, key.channel, world.tick + YIELD_TICKS);
        continue;
      }
    }
    take(world, slot, key);
  }
  while (talk.brows.length > 0 && talk.brows[0].toTick < world.tick) talk.brows.shift();
}

/** How far the brows are raised at a tick, 0..1. */
export function browWeight(mind: Mind, tick: number): number {
  const raise = mind.talk.brows[0];
  return raise && tick >= raise.fromTick && tick <= raise.toTick ? raise.weight : 0;
}

function take(world: World, slot: number, { channel, atTick, values, fingers }: StrokeKey): void {
  const { strokeTarget, strokeTick, strokeHand } = world.humans;
  const at = slot * STROKE_VALUES + CHANNEL_AT[channel];
  for (let k = 0; k < values.length; k++) strokeTarget[at + k] = values[k];
  strokeTick[slot * STROKE_CHANNELS + channel] = atTick;
  if (channel < 2) strokeHand[slot * 2 + channel] = fingers === 'relaxed' ? 0 : HAND_SHAPES.indexOf(fingers);
}

function rest(world: World, slot: number, channel: number, atTick: number): void {
  take(world, slot, {
    channel: channel as 0 | 1,
    fromTick: world.tick,
    atTick,
    values: ARM_AT_REST,
    fingers: 'relaxed',
    stroke: -1,
    strength: 0,
  });
}

function isRaised(world: World, slot: number, arm: number): boolean {
  return world.humans.strokeTarget[slot * STROKE_VALUES + CHANNEL_AT[arm] + ARM_VALUES - 1] > 0;
}

function isWalking(world: World, slot: number): boolean {
  const { velocity } = world.humans;
  return Math.hypot(velocity[slot * 3], velocity[slot * 3 + 2]) > WALKING.mps;
}

/** True while a hand points, reaches or holds something. */
function isHandBusy(world: World, slot: number, hand: number): boolean {
  const task = world.social.tasks[slot];
  return task.kind !== 'none' && (task.hands & (1 << hand)) !== 0;
}

/** True while an action or a clip moves the arms. */
function armsAct(world: World, slot: number): boolean {
  const { humans, social } = world;
  if (humans.clip[slot] > 0) return true;
  const index = humans.action[slot] - 1;
  if (index < 0) return false;
  const since = world.tick - humans.actionStartTick[slot];
  return (
    since < (social.actionTimes[index]?.end ?? UNKNOWN_ACTION_TICKS) && (social.actionArms[index] ?? true)
  );
}
