import type RAPIER from '@dimforge/rapier3d';
import { stepGuest } from '@troupe/client-sdk/protocol';
import { takeInput } from '../world/guest-inputs.ts';
import { SUBSTEPS, TICK_S } from '../world/limits.ts';
import type { World } from '../world/world.ts';
import { PERSON } from './stage-bodies.ts';

const vector = { x: 0, y: 0, z: 0 };

/** Steps a guest's own body by one tick: the same function its client predicts with. */
export function stepGuestBody(world: World, slot: number): void {
  const guest = world.guests[slot]!;
  const { humans } = world;
  const { state } = guest;
  takeInput(world, guest);
  const fromYaw = state.yaw;
  stepGuest(state, guest.input, TICK_S, world.ground);
  humans.yawRate[slot] = Math.atan2(Math.sin(state.yaw - fromYaw), Math.cos(state.yaw - fromYaw)) / TICK_S;
  humans.velocity[slot * 3] = state.vx;
  humans.velocity[slot * 3 + 1] = (state.y - humans.position[slot * 3 + 1]) / TICK_S;
  humans.velocity[slot * 3 + 2] = state.vz;
  humans.position[slot * 3] = state.x;
  humans.position[slot * 3 + 1] = state.y;
  humans.position[slot * 3 + 2] = state.z;
  humans.yaw[slot] = state.yaw;
}

/**
 * Leads the mirror of a guest through one substep. Kinematic bodies push with the speed they are moved at, so the way
 * of a tick is spread over its substeps: given at once it would kick with three times the walking speed.
 *
 * @param substep 0-based
 */
export function moveMirror(world: World, slot: number, body: RAPIER.RigidBody, substep: number): void {
  const { position, velocity } = world.humans;
  const behindS = TICK_S * (1 - (substep + 1) / SUBSTEPS);
  vector.x = position[slot * 3] - velocity[slot * 3] * behindS;
  vector.y = position[slot * 3 + 1] - velocity[slot * 3 + 1] * behindS + PERSON.centreM;
  vector.z = position[slot * 3 + 2] - velocity[slot * 3 + 2] * behindS;
  body.setNextKinematicTranslation(vector);
}
