import { wrapAngle } from '@troupe/avatars/maths';
import { beginGesture } from '../world/begin-gesture.ts';
import { SEAT_STAND_M } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import { resolveAction } from '../world/resolve-action.ts';
import { isSeatFree } from '../world/seat-free.ts';
import { DRIVE, type World } from '../world/world.ts';
import { startAction } from './start-action.ts';

/** One sits this far before the middle of a seat, m. */
const EDGE_M = 0.09;
/** How near, how well turned and how calm one must be to sit down: m, rad, m/s. */
const READY = { nearM: 0.32, turnRad: 0.2, speedMps: 0.12 } as const;
/** Whoever is moved this far from before the seat stands up, m. */
const LOST_M = 0.75;
/** Ticks it takes to stand up: until then nobody walks. */
export const STAND_UP_TICKS = 27;
/** Ticks that somebody who cannot get to a seat goes on trying. */
const TRY_TICKS = 20 * 40;
const STROLL_MPS = 1.05;

/**
 * Walks a performer to the seat it wants, turns it round, sits it down, and stands it up when it wants no seat.
 * Returns true while sitting has the say over where it goes.
 */
export function sit(world: World, mind: Mind, slot: number): boolean {
  const { humans } = world;
  const wanted = mind.intent.walkNetId === 0 ? mind.intent.seat : -1;
  const has = humans.seatTaken[slot] - 1;
  if (has >= 0 && (wanted !== has || isMovedAway(world, slot))) leave(world, mind, slot);
  if (world.tick - mind.seatTick < STAND_UP_TICKS && humans.sitting[slot] === 0) {
    humans.drive[slot] = DRIVE.stand;
    return true;
  }
  if (wanted < 0 || wanted >= world.seats.length) return false;
  if (humans.seatTaken[slot] !== wanted + 1) {
    if (!isSeatFree(world, wanted, slot)) {
      mind.intent.seat = -1;
      return false;
    }
    take(world, mind, slot, wanted);
  }
  if (humans.sitting[slot] === 0) approach(world, mind, slot);
  else keepSitting(world, mind, slot);
  return true;
}

function take(world: World, mind: Mind, slot: number, seat: number): void {
  const { humans, seats } = world;
  const { x, y, z, yaw } = seats[seat];
  humans.seatTaken[slot] = seat + 1;
  humans.seat.set([x + Math.sin(yaw) * EDGE_M, y, z + Math.cos(yaw) * EDGE_M, yaw], slot * 4);
  mind.seatTryTick = world.tick;
}

/** Gives the seat back; whoever sat on it stands up first. */
function leave(world: World, mind: Mind, slot: number): void {
  const { humans } = world;
  humans.seatTaken[slot] = 0;
  if (humans.sitting[slot] === 0) return;
  humans.sitting[slot] = 0;
  mind.seatTick = world.tick;
  humans.goalYaw[slot] = humans.seat[slot * 4 + 3];
  startAction(world, slot, 'standUp', 0);
}

/** Distance from where the feet of who sits belong, m. */
function fromSeat(world: World, slot: number): number {
  const { seat, position } = world.humans;
  const yaw = seat[slot * 4 + 3];
  return Math.hypot(
    seat[slot * 4] + Math.sin(yaw) * SEAT_STAND_M - position[slot * 3],
    seat[slot * 4 + 2] + Math.cos(yaw) * SEAT_STAND_M - position[slot * 3 + 2],
  );
}

function isMovedAway(world: World, slot: number): boolean {
  return world.humans.sitting[slot] === 1 && fromSeat(world, slot) > LOST_M;
}

function approach(world: World, mind: Mind, slot: number): void {
  const { humans, tick } = world;
  const yaw = humans.seat[slot * 4 + 3];
  humans.drive[slot] = DRIVE.walkTo;
  humans.goal[slot * 2] = humans.seat[slot * 4] + Math.sin(yaw) * SEAT_STAND_M;
  humans.goal[slot * 2 + 1] = humans.seat[slot * 4 + 2] + Math.cos(yaw) * SEAT_STAND_M;
  humans.goalYaw[slot] = yaw;
  humans.goalSpeed[slot] = STROLL_MPS;
  const turn = Math.abs(wrapAngle(yaw - humans.yaw[slot]));
  const speed = Math.hypot(humans.velocity[slot * 3], humans.velocity[slot * 3 + 2]);
  const there = fromSeat(world, slot) < READY.nearM && humans.walking[slot] === 0;
  if (there && turn < READY.turnRad && speed < READY.speedMps) {
    humans.sitting[slot] = 1;
    mind.seatTick = tick;
    startAction(world, slot, 'sitDown', 0);
  } else if (tick - mind.seatTryTick > TRY_TICKS) {
    mind.intent.seat = -1;
    humans.seatTaken[slot] = 0;
  }
}

/** Holds still on the seat; a model that knows how people sit plays that whenever nothing else is gestured. */
function keepSitting(world: World, mind: Mind, slot: number): void {
  const { humans, social } = world;
  humans.drive[slot] = DRIVE.stand;
  humans.goalYaw[slot] = humans.seat[slot * 4 + 3];
  const idle = resolveAction(social.actionNames, 'sitIdle', humans.netId[slot]);
  if (idle < 0 || world.tick - mind.seatTick < STAND_UP_TICKS) return;
  const netId = humans.netId[slot];
  if (
    social.performances.some((performance) => performance.netId === netId && performance.kind === 'gesture')
  )
    return;
  humans.action[slot] = idle + 1;
  humans.actionStartTick[slot] = world.tick;
  beginGesture(world, slot, idle);
}
