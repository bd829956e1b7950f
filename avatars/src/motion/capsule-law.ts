/**
 * How a walking person's capsule moves: along its own heading, turning no faster than people do, slowing to turn and
 * braking to arrive. Physics obeys it, and the motion model asks it where the capsule will be in a second, so that a
 * stop is seen coming. Constants are those the motion model was measured with.
 */
export const CAPSULE = {
  accelerationMps2: 1.3,
  brakingMps2: 1.0,
  turnRadpsMax: 2.3,
  turnAccelerationRadps2: 9.6,
  turnGain: 4,
  /** Nearer than this to the goal the heading is kept, m. */
  aimM: 0.3,
  /** Nearer than this one has arrived, m. */
  arriveM: 0.05,
  /** Speed kept in a sharp turn, as a share. */
  sharpTurnShare: 0.12,
  sharpTurnRad: 1.2,
} as const;

/** State of one capsule on the ground plane. Plain numbers so that it can live on a stack. */
export interface CapsuleState {
  x: number;
  z: number;
  yaw: number;
  /** Speed along the heading, m/s. */
  speed: number;
  yawRate: number;
}

/** What the capsule is asked: a direction to go with the way left, or a heading to stand in. */
export interface CapsuleWish {
  /** Heading of the way, rad; NaN: stand. */
  directionYaw: number;
  /** Speed wanted, m/s. */
  speed: number;
  /** Way left, m. */
  remaining: number;
  /** Heading wanted while standing, rad; NaN: keep. */
  standYaw: number;
}

/** Smallest signed difference of two angles, rad. */
export function wrapAngle(a: number): number {
  return a - 2 * Math.PI * Math.floor((a + Math.PI) / (2 * Math.PI));
}

/** Moves speed, turn rate and heading one step; the position is left to the caller (physics or prediction). */
export function steerCapsule(state: CapsuleState, wish: CapsuleWish, dtS: number): void {
  const going = !Number.isNaN(wish.directionYaw) && wish.remaining > CAPSULE.arriveM;
  let error = 0;
  let wantSpeed = 0;
  if (going) {
    error = wish.remaining > CAPSULE.aimM ? wrapAngle(wish.directionYaw - state.yaw) : 0;
    const arriving = Math.sqrt(2 * CAPSULE.brakingMps2 * Math.max(0, wish.remaining - 0.02));
    const floor = Math.abs(error) > CAPSULE.sharpTurnRad ? CAPSULE.sharpTurnShare : 0;
    wantSpeed = Math.min(wish.speed, arriving) * Math.max(Math.cos(error), floor) ** 0.7;
  } else if (!Number.isNaN(wish.standYaw)) {
    error = wrapAngle(wish.standYaw - state.yaw);
  }
  const wantRate = clamp(error * CAPSULE.turnGain, CAPSULE.turnRadpsMax);
  state.yawRate += clamp(wantRate - state.yawRate, CAPSULE.turnAccelerationRadps2 * dtS);
  state.yaw = wrapAngle(state.yaw + state.yawRate * dtS);
  const change = wantSpeed - state.speed;
  state.speed += Math.min(CAPSULE.accelerationMps2 * dtS, Math.max(-CAPSULE.brakingMps2 * 1.6 * dtS, change));
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
