import { clamp, wrapAngle } from '../maths/angle.ts';
import type { CapsuleSettings } from './motion-model.ts';

/**
 * How a walking person's capsule answers a wish: it turns towards where it is to go, walks along its own heading
 * (slower while it still faces away), accelerates gently and brakes to arrive. The motion model foresees one second of
 * it, so that stops and turns are anticipated; physics may use it as it is.
 */
export interface CapsuleState {
  x: number;
  z: number;
  yaw: number;
  /** Speed along the heading, m/s, and turn rate, rad/s. */
  speedMps: number;
  turnRadps: number;
}

/** What a capsule is asked to do. */
export interface CapsuleWish {
  /** Direction to go (any length; 0, 0: stand). */
  directionX: number;
  directionZ: number;
  /** Speed wanted, m/s. */
  speedMps: number;
  /** Way still to go, m; Infinity when there is no goal. */
  remainingM: number;
  /** Heading wanted while standing or on arrival, rad; NaN: keep. */
  yaw: number;
}

/** Closer than this the heading is kept, as long as the goal lies before it. */
const AIM_M = 0.3;
/** What lies before: within this of the heading, rad. */
const BEFORE_RAD = 0.7;
/** As near as this a goal that was passed is good enough. */
const NEAR_M = 0.1;
const STAND_M = 0.05;
/** Above this heading error a person steps round slowly instead of stopping dead. */
const SHARP_RAD = 1.2;
const SHARP_SHARE = 0.12;
const SHARE_POWER = 0.7;
/** Below this error a standing person does not bother to turn. */
const TURN_DEAD_RAD = 0.02;

export function createCapsuleState(x = 0, z = 0, yaw = 0): CapsuleState {
  return { x, z, yaw, speedMps: 0, turnRadps: 0 };
}

export function createCapsuleWish(): CapsuleWish {
  return { directionX: 0, directionZ: 0, speedMps: 0, remainingM: Number.POSITIVE_INFINITY, yaw: Number.NaN };
}

/** One step of the law, in place. */
export function stepCapsule(state: CapsuleState, wish: CapsuleWish, law: CapsuleSettings, dtS: number): void {
  const length2 = wish.directionX * wish.directionX + wish.directionZ * wish.directionZ;
  const asked = length2 > 1e-8 && wish.speedMps > 0 && wish.remainingM >= STAND_M;
  const towards = asked ? Math.atan2(wish.directionX, wish.directionZ) : state.yaw;
  // Who walked on past a goal would circle it for ever: one in three of goals within 0.6 m were never reached.
  const passed = wish.remainingM <= AIM_M && Math.abs(wrapAngle(towards - state.yaw)) > BEFORE_RAD;
  const going = asked && !passed;
  let wantedYaw = state.yaw;
  if (asked && wish.remainingM > (passed ? NEAR_M : AIM_M)) wantedYaw = towards;
  else if (!Number.isNaN(wish.yaw)) wantedYaw = wish.yaw;
  const error = wrapAngle(wantedYaw - state.yaw);
  let wantedSpeed = 0;
  if (going) {
    const brake = Math.sqrt(2 * law.decelerationMps2 * Math.max(wish.remainingM - law.arriveM, 0));
    const facing = Math.max(Math.cos(error), Math.abs(error) > SHARP_RAD ? SHARP_SHARE : 0);
    wantedSpeed = Math.min(wish.speedMps, brake) * facing ** SHARE_POWER;
  }
  const turn = Math.abs(error) < TURN_DEAD_RAD && !going ? 0 : error * law.turnGain;
  const wantedTurn = clamp(turn, -law.turnRadps, law.turnRadps);
  const turnStep = law.turnAccelerationRadps2 * dtS;
  state.turnRadps += clamp(wantedTurn - state.turnRadps, -turnStep, turnStep);
  state.yaw = wrapAngle(state.yaw + state.turnRadps * dtS);
  state.speedMps += clamp(
    wantedSpeed - state.speedMps,
    -law.decelerationMps2 * 1.6 * dtS,
    law.accelerationMps2 * dtS,
  );
  state.x += Math.sin(state.yaw) * state.speedMps * dtS;
  state.z += Math.cos(state.yaw) * state.speedMps * dtS;
}

/** A step aside: fastest, m/s, and how it gets there and stops, m/s². Calm steps back take about a second. */
export const STEP_ASIDE = { mps: 0.5, gainMps2: 1.8, brakeMps2: 1.1, doneM: 0.02 } as const;

/**
 * Speed along a step aside (m/s) after one tick; its way is straight and the heading has no part in it.
 *
 * @param speedMps speed along the way now
 * @param remainingM way still to go, m
 */
export function stepAsideMps(speedMps: number, remainingM: number, dtS: number): number {
  const { mps, gainMps2, brakeMps2, doneM } = STEP_ASIDE;
  if (!(remainingM > doneM)) return 0;
  // Half a tick of the way is gone before the brake is felt.
  const brake = Math.sqrt(2 * brakeMps2 * Math.max(0, remainingM - (speedMps * dtS) / 2));
  return Math.min(mps, brake, Math.max(0, speedMps) + gainMps2 * dtS, remainingM / dtS);
}
