import { BODY_RADIUS_M, type Ground } from './ground.ts';

/** How a guest's body moves; the same numbers on both sides, or prediction would drift. */
export const GUEST_MOVE = {
  walkMps: 1.4,
  hurryMps: 2.6,
  accelerationMps2: 6,
  brakingMps2: 8,
  turnRadps: 7,
  /** Higher edges are walls. */
  stepUpM: 0.26,
  /** How fast feet follow the ground up and down, m/s. */
  climbMps: 2.2,
} as const;

/** State of a guest's own body: what is predicted by the client and settled by the server. */
export interface GuestState {
  x: number;
  y: number;
  z: number;
  yaw: number;
  vx: number;
  vz: number;
}

/** One input: a wish on the ground plane, in world axes, each -1..1, and whether to hurry. */
export interface GuestInput {
  readonly moveX: number;
  readonly moveZ: number;
  readonly hurry: boolean;
}

/** A guest standing at a place. */
export function createGuestState(x: number, y: number, z: number, yaw: number): GuestState {
  return { x, y, z, yaw, vx: 0, vz: 0 };
}

const pushed = [0, 0];

/**
 * One step of a guest's body, pure: accelerate towards the wish, slide along what is solid, step up and down, turn
 * to where one goes. Input that is no number counts as no wish; a wish longer than 1 is cut to 1.
 *
 * @param dtS step in seconds, clamped to 0..0.1
 */
export function stepGuest(state: GuestState, input: GuestInput, dtS: number, ground: Ground): void {
  const dt = Math.min(0.1, Math.max(0, Number.isFinite(dtS) ? dtS : 0));
  let wishX = Number.isFinite(input.moveX) ? input.moveX : 0;
  let wishZ = Number.isFinite(input.moveZ) ? input.moveZ : 0;
  const length = Math.hypot(wishX, wishZ);
  if (length > 1) {
    wishX /= length;
    wishZ /= length;
  }
  const speed = input.hurry ? GUEST_MOVE.hurryMps : GUEST_MOVE.walkMps;
  approach(state, wishX * speed, wishZ * speed, dt);

  const fromX = state.x;
  const fromZ = state.z;
  let toX = fromX + state.vx * dt;
  let toZ = fromZ + state.vz * dt;
  ground.pushOut(toX, toZ, BODY_RADIUS_M, pushed);
  [toX, toZ] = pushed;
  if (ground.heightAt(toX, toZ) - state.y > GUEST_MOVE.stepUpM) {
    // Too high: try to slide along one axis, else stay.
    if (ground.heightAt(toX, fromZ) - state.y <= GUEST_MOVE.stepUpM) toZ = fromZ;
    else if (ground.heightAt(fromX, toZ) - state.y <= GUEST_MOVE.stepUpM) toX = fromX;
    else [toX, toZ] = [fromX, fromZ];
  }
  state.x = toX;
  state.z = toZ;
  if (dt > 0) {
    state.vx = (toX - fromX) / dt;
    state.vz = (toZ - fromZ) / dt;
  }
  const climb = GUEST_MOVE.climbMps * dt;
  state.y += Math.min(climb, Math.max(-climb, ground.heightAt(toX, toZ) - state.y));
  if (length > 0.1) turn(state, Math.atan2(wishX, wishZ), dt);
}

function approach(state: GuestState, wantX: number, wantZ: number, dt: number): void {
  const dx = wantX - state.vx;
  const dz = wantZ - state.vz;
  const gap = Math.hypot(dx, dz);
  const slowing = wantX * wantX + wantZ * wantZ < state.vx * state.vx + state.vz * state.vz;
  const most = (slowing ? GUEST_MOVE.brakingMps2 : GUEST_MOVE.accelerationMps2) * dt;
  const share = gap > most ? most / gap : 1;
  state.vx += dx * share;
  state.vz += dz * share;
}

function turn(state: GuestState, wantYaw: number, dt: number): void {
  const error = Math.atan2(Math.sin(wantYaw - state.yaw), Math.cos(wantYaw - state.yaw));
  const most = GUEST_MOVE.turnRadps * dt;
  const next = state.yaw + Math.min(most, Math.max(-most, error));
  state.yaw = Math.atan2(Math.sin(next), Math.cos(next));
}
