import type RAPIER from '@dimforge/rapier3d';
import { wrapAngle } from '@troupe/avatars/maths';
import {
  type CapsuleSettings,
  createCapsuleState,
  createCapsuleWish,
  stepAsideMps,
  stepCapsule,
} from '@troupe/avatars/motion';
import { BODY_RADIUS_M } from '@troupe/client-sdk/protocol';
import { SEAT_STAND_M, STAGE_LIMITS, TICK_S } from '../world/limits.ts';
import { DRIVE, type World } from '../world/world.ts';
import { clipWish } from './clip-drive.ts';
import { PERSON } from './stage-bodies.ts';

/** A person pushed off its way is brought back by at most this, m/s². */
const RECOVER_MPS2 = 9;
/** Thrown hard (m/s), one stumbles a step or two before one has caught oneself: by so little, m/s², for so many ticks. */
const STUMBLE = { fromMps: 0.9, recoverMps2: 3.5, ticks: 12 } as const;
/** Whoever sits is held before the seat: share of the way a second, and fastest, m/s. */
const SEATED = { perS: 4, mostMps: 0.35 } as const;
/** Feet follow the ground up and down at this pace, m/s: a step is climbed, not teleported. */
const CLIMB_MPS = 1.6;
/** The capsule itself is lifted only when its feet have moved this far; people do not notice 2 cm, the solver would. */
const LIFT_M = 0.02;

const clip = new Float64Array(3);
const capsule = createCapsuleState();
const wish = createCapsuleWish();
const vector = { x: 0, y: 0, z: 0 };
const at = { x: 0, y: 0, z: 0 };
const moving = { x: 0, y: 0, z: 0 };

/** Sets the velocity of a performer's body for this tick from what the navigator wants. */
export function drivePerformer(
  world: World,
  slot: number,
  body: RAPIER.RigidBody,
  law: CapsuleSettings,
): void {
  const { humans } = world;
  const vx = humans.velocity[slot * 3];
  const vz = humans.velocity[slot * 3 + 2];
  const clipped = clipWish(world, slot, clip);
  if (clipped) {
    humans.yaw[slot] = wrapAngle(humans.yaw[slot] + clip[2]);
    humans.yawRate[slot] = clip[2] / TICK_S;
  } else stepByLaw(world, slot, law, vx, vz);
  let wantX = clipped ? clip[0] : Math.sin(capsule.yaw) * capsule.speedMps;
  let wantZ = clipped ? clip[1] : Math.cos(capsule.yaw) * capsule.speedMps;
  if (humans.sitting[slot] === 1) [wantX, wantZ] = toSeat(world, slot);
  else if (!clipped && humans.drive[slot] === DRIVE.step) [wantX, wantZ] = aside(world, slot);
  const gap = Math.sqrt((wantX - vx) ** 2 + (wantZ - vz) ** 2);
  // Who stands, stands: setting a velocity makes and frees an object in WASM each time.
  if (gap === 0) return;
  const share = Math.min(1, (recoverMps2(world, slot) * TICK_S) / Math.max(gap, 1e-9));
  vector.x = vx + (wantX - vx) * share;
  vector.y = 0;
  vector.z = vz + (wantZ - vz) * share;
  body.setLinvel(vector, true);
}

/** Turns a performer, and works out its speed, as the law of capsules has it for what the navigator wants. */
function stepByLaw(world: World, slot: number, law: CapsuleSettings, vx: number, vz: number): void {
  const { humans } = world;
  const walking = humans.drive[slot] === DRIVE.walkTo && humans.walking[slot] === 1;
  wish.directionX = walking ? finite(humans.desired[slot * 2]) : 0;
  wish.directionZ = walking ? finite(humans.desired[slot * 2 + 1]) : 0;
  const wanted = Math.sqrt(wish.directionX * wish.directionX + wish.directionZ * wish.directionZ);
  wish.speedMps = Math.min(wanted, finite(humans.goalSpeed[slot]));
  wish.remainingM = humans.remaining[slot];
  wish.yaw = walking ? Number.NaN : humans.goalYaw[slot];
  capsule.yaw = humans.yaw[slot];
  capsule.turnRadps = humans.yawRate[slot];
  capsule.speedMps = vx * Math.sin(capsule.yaw) + vz * Math.cos(capsule.yaw);
  stepCapsule(capsule, wish, law, TICK_S);
  humans.yaw[slot] = capsule.yaw;
  humans.yawRate[slot] = capsule.turnRadps;
}

function recoverMps2(world: World, slot: number): number {
  const { humans, tick } = world;
  const { push } = humans;
  const thrown =
    push[slot * 2] ** 2 + push[slot * 2 + 1] ** 2 >= STUMBLE.fromMps ** 2 &&
    tick - humans.pushTick[slot] < STUMBLE.ticks;
  return thrown ? STUMBLE.recoverMps2 : RECOVER_MPS2;
}

/** Velocity that brings who sits to stand right before the seat. */
function toSeat(world: World, slot: number): [number, number] {
  const { humans } = world;
  const [x, , z, yaw] = humans.seat.subarray(slot * 4, slot * 4 + 4);
  const dx = x + Math.sin(yaw) * SEAT_STAND_M - humans.position[slot * 3];
  const dz = z + Math.cos(yaw) * SEAT_STAND_M - humans.position[slot * 3 + 2];
  const distance = Math.sqrt(dx * dx + dz * dz);
  if (distance < 0.01) return [0, 0];
  const speed = Math.min(SEATED.mostMps, distance * SEATED.perS) / distance;
  return [dx * speed, dz * speed];
}

/** Velocity of a step aside: straight to the goal, whichever way one faces. */
function aside(world: World, slot: number): [number, number] {
  const { humans } = world;
  const dx = finite(humans.goal[slot * 2] - humans.position[slot * 3]);
  const dz = finite(humans.goal[slot * 2 + 1] - humans.position[slot * 3 + 2]);
  const distance = Math.hypot(dx, dz);
  if (distance === 0) return [0, 0];
  const along = (humans.velocity[slot * 3] * dx + humans.velocity[slot * 3 + 2] * dz) / distance;
  const speed = stepAsideMps(along, distance, TICK_S) / distance;
  return [dx * speed, dz * speed];
}

/** A wish that is no number is no wish. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Writes where a performer's body is after the substeps; a body that blew up or left the stage is put back. */
export function readPerformer(world: World, slot: number, body: RAPIER.RigidBody): void {
  const { humans, ground } = world;
  body.translation(at);
  body.linvel(moving);
  const speed = Math.sqrt(moving.x * moving.x + moving.z * moving.z);
  const sane = Number.isFinite(at.x + at.z + speed + humans.yaw[slot] + humans.yawRate[slot]);
  if (!sane || speed > STAGE_LIMITS.speedMpsMax || !ground.inside(at.x, at.z)) {
    rescue(world, slot, body);
    return;
  }
  const y = humans.position[slot * 3 + 1];
  const rise = ground.heightAt(at.x, at.z) - y;
  const climb = Math.min(CLIMB_MPS * TICK_S, Math.max(-CLIMB_MPS * TICK_S, rise));
  humans.position[slot * 3] = at.x;
  humans.position[slot * 3 + 1] = y + climb;
  humans.position[slot * 3 + 2] = at.z;
  humans.velocity[slot * 3] = moving.x;
  humans.velocity[slot * 3 + 1] = climb / TICK_S;
  humans.velocity[slot * 3 + 2] = moving.z;
  if (Math.abs(at.y - PERSON.centreM - humans.position[slot * 3 + 1]) > LIFT_M) {
    at.y = humans.position[slot * 3 + 1] + PERSON.centreM;
    body.setTranslation(at, true);
  }
}

const spot = [0, 0];

/** Back to where it last stood well (or the nearest free place), at rest, facing as before. Counted. */
function rescue(world: World, slot: number, body: RAPIER.RigidBody): void {
  const { humans, ground, counters } = world;
  counters.bodiesRescued += 1;
  ground.pushOut(
    finite(humans.position[slot * 3]),
    finite(humans.position[slot * 3 + 2]),
    BODY_RADIUS_M,
    spot,
  );
  const y = ground.heightAt(spot[0], spot[1]);
  humans.position[slot * 3] = spot[0];
  humans.position[slot * 3 + 1] = y;
  humans.position[slot * 3 + 2] = spot[1];
  humans.velocity.fill(0, slot * 3, slot * 3 + 3);
  humans.yaw[slot] = finite(humans.yaw[slot]);
  humans.yawRate[slot] = 0;
  vector.x = spot[0];
  vector.y = y + PERSON.centreM;
  vector.z = spot[1];
  body.setTranslation(vector, true);
  vector.x = 0;
  vector.y = 0;
  vector.z = 0;
  body.setLinvel(vector, true);
}
