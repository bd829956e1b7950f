// What a prompt became, on the body: steps one after the other, those that go together at once.
import { wrapAngle } from '@troupe/avatars/maths';
import { CLIP_FLAG, walkSpeed } from '@troupe/avatars/motion';
import type { ClipStep, TurnStep, WalkStep } from '@troupe/avatars/prompt';
import type { DirectedStep } from '../world/direct-motion.ts';
import { TICK_HZ } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import { clipMoments, playClip } from '../world/play-clip.ts';
import { DRIVE, HUMAN_KIND, type World } from '../world/world.ts';
import { startAction } from './start-action.ts';

export const PLAN_DEFAULTS = {
  /** Speed of walking and turning at tempo 1. */
  walkMps: 1.05,
  turnRadps: 1.7,
  /** A turn leads the body by this long, s; and what is left when it counts as done, rad. */
  leadS: 0.3,
  turnedRad: 0.06,
  /** Stops this far before a guest, m. */
  companyM: 1.3,
  /** A walk is given up after this many times the time it should take, and this much more, s. */
  patience: 2.5,
  patienceS: 4,
  lookUpM: 1.5,
  goTicks: 8,
  stayTicks: 4 * TICK_HZ,
} as const;

/** Moves the plan of a performer on; false when there is none or its locomotion is not wanted by the plan. */
export function runPlan(world: World, mind: Mind, slot: number): boolean {
  const plan = mind.directed;
  if (!plan) return false;
  const { humans } = world;
  const group = groupOf(plan.steps);
  if (group.length === 0) {
    humans.style[slot] = plan.style;
    mind.directed = undefined;
    // Stays where the plan ended before her own strolls go on.
    mind.intent.spot = -1;
    mind.activityUntilTick = Math.max(mind.activityUntilTick, world.tick + PLAN_DEFAULTS.stayTicks);
    humans.drive[slot] = DRIVE.stand;
    return false;
  }
  humans.drive[slot] = DRIVE.stand;
  humans.goalYaw[slot] = Number.NaN;
  for (const entry of group) {
    if (!entry.begun) begin(world, slot, entry, group.length > 1);
    else if (!entry.done) advance(world, slot, entry);
    if (!entry.done) drive(world, slot, entry);
  }
  // Waiting, looking and gesturing end with the walk or turn they go with.
  if (group.every(({ done }) => done)) plan.steps.splice(0, group.length);
  return true;
}

/** Turns the gaze of a performer to what its plan looks at; after the ordinary gaze, which it overrules. */
export function gazeOfPlan(world: World, mind: Mind, slot: number): void {
  const group = mind.directed ? groupOf(mind.directed.steps) : [];
  for (const { step, begun, done } of group) {
    if (!begun || done || step.do === 'wait' || step.do === 'turn' || !('to' in step) || step.to === '')
      continue;
    const at = placeOf(world, slot, step.to);
    if (!at) continue;
    world.humans.lookAt.set(
      [at[0], world.humans.position[slot * 3 + 1] + PLAN_DEFAULTS.lookUpM, at[1]],
      slot * 3,
    );
    world.humans.lookWeight[slot] = Math.min(1, world.humans.lookWeight[slot] + 0.15);
  }
}

/** The first step and those that begin with it. */
function groupOf(steps: readonly DirectedStep[]): DirectedStep[] {
  const end = steps.findIndex(({ step }, i) => i > 0 && !step.together);
  return steps.slice(0, end < 0 ? steps.length : end);
}

function begin(world: World, slot: number, entry: DirectedStep, together: boolean): void {
  const { step } = entry;
  const { humans, social } = world;
  entry.begun = true;
  entry.sinceTick = world.tick;
  entry.lastYaw = humans.yaw[slot];
  const style = social.styles.findIndex(({ name }) => name === step.style);
  if (style >= 0) humans.style[slot] = style;
  if (step.do === 'walk') aimWalk(world, slot, step, entry);
  else if (step.do === 'turn') aimTurn(world, slot, step, entry);
  else if (step.do === 'action') act(world, slot, step.action, entry);
  else if (step.do === 'clip') playStep(world, slot, step, entry, together);
  else entry.untilTick = world.tick + Math.round(step.seconds * TICK_HZ);
}

function act(world: World, slot: number, action: string, entry: DirectedStep): void {
  const started = startAction(world, slot, action, 0);
  const ticks = world.social.actionTimes[world.humans.action[slot] - 1]?.end ?? TICK_HZ * 2;
  entry.times -= 1;
  entry.untilTick = started ? world.tick + Math.ceil(ticks) : world.tick;
}

/** Plays a clip; one that goes with a walk or a turn leaves the legs to it. */
function playStep(world: World, slot: number, step: ClipStep, entry: DirectedStep, together: boolean): void {
  const wish = { name: step.clip, rate: step.tempo, mask: together ? 'upperBody' : 'fullBody' } as const;
  const started = playClip(world, slot, wish).length === 0;
  const end = clipMoments(world, wish).find(({ name }) => name === 'end')?.atTick ?? 0;
  entry.times -= 1;
  entry.untilTick = started ? world.tick + Math.ceil(end) : world.tick;
}

function aimWalk(world: World, slot: number, step: WalkStep, entry: DirectedStep): void {
  const { humans } = world;
  const x = humans.position[slot * 3];
  const z = humans.position[slot * 3 + 2];
  const at = step.to ? placeOf(world, slot, step.to) : undefined;
  let yaw = humans.yaw[slot] + (step.turnDeg * Math.PI) / 180;
  let distance = step.distanceM;
  if (at) {
    yaw = Math.atan2(at[0] - x, at[1] - z);
    distance = Math.max(
      0,
      Math.hypot(at[0] - x, at[1] - z) - (step.to === 'guests' ? PLAN_DEFAULTS.companyM : 0),
    );
  }
  const goal: [number, number] = [x + Math.sin(yaw) * distance, z + Math.cos(yaw) * distance];
  world.ground.pushOut(goal[0], goal[1], 0.35, goal);
  humans.goal.set(goal, slot * 2);
  const style = world.social.styles[humans.style[slot]];
  const seconds = distance / walkSpeed(style, PLAN_DEFAULTS.walkMps * step.tempo);
  entry.untilTick =
    world.tick + Math.round((seconds * PLAN_DEFAULTS.patience + PLAN_DEFAULTS.patienceS) * TICK_HZ);
  if (distance < 0.05) entry.done = true;
}

function aimTurn(world: World, slot: number, step: TurnStep, entry: DirectedStep): void {
  const { humans } = world;
  entry.leftRad = (step.angleDeg * step.count * Math.PI) / 180;
  if (step.to) {
    const at = placeOf(world, slot, step.to) ?? [0, 0];
    const wanted = Math.atan2(at[0] - humans.position[slot * 3], at[1] - humans.position[slot * 3 + 2]);
    entry.leftRad = wrapAngle(wanted - humans.yaw[slot]);
  }
  const seconds = Math.abs(entry.leftRad) / (PLAN_DEFAULTS.turnRadps * step.tempo);
  entry.untilTick =
    world.tick + Math.round((seconds * PLAN_DEFAULTS.patience + PLAN_DEFAULTS.patienceS) * TICK_HZ);
}

function advance(world: World, slot: number, entry: DirectedStep): void {
  const { humans } = world;
  const { step } = entry;
  if (step.do === 'walk') {
    // The navigator needs a few ticks to take a goal up.
    if (humans.walking[slot] === 0 && world.tick > entry.sinceTick + PLAN_DEFAULTS.goTicks) entry.done = true;
  } else if (step.do === 'turn') {
    entry.leftRad -= wrapAngle(humans.yaw[slot] - entry.lastYaw);
    entry.lastYaw = humans.yaw[slot];
    if (Math.abs(entry.leftRad) < PLAN_DEFAULTS.turnedRad) entry.done = true;
  } else if (step.do === 'action' && world.tick >= entry.untilTick && entry.times > 0) {
    act(world, slot, step.action, entry);
    return;
  } else if (step.do === 'clip' && world.tick >= entry.untilTick && entry.times > 0) {
    const { clipFlags } = world.humans;
    playStep(world, slot, step, entry, (clipFlags[slot] & CLIP_FLAG.upperBody) !== 0);
    return;
  }
  if (world.tick >= entry.untilTick) entry.done = true;
}

function drive(world: World, slot: number, { step, leftRad }: DirectedStep): void {
  const { humans } = world;
  if (step.do === 'walk') {
    humans.drive[slot] = DRIVE.walkTo;
    humans.goalSpeed[slot] = Math.min(1.6, Math.max(0.5, PLAN_DEFAULTS.walkMps * step.tempo));
  } else if (step.do === 'turn') {
    // The capsule turns towards a heading a little ahead of it: how far ahead is how fast.
    const lead = Math.min(Math.abs(leftRad), PLAN_DEFAULTS.turnRadps * step.tempo * PLAN_DEFAULTS.leadS);
    humans.goalYaw[slot] = wrapAngle(humans.yaw[slot] + Math.sign(leftRad) * lead);
  }
}

/** Where a place is: the nearest guest for 'guests', a side of the body, or a spot by id. */
function placeOf(world: World, slot: number, to: string): [number, number] | undefined {
  const { humans, social } = world;
  const x = humans.position[slot * 3];
  const z = humans.position[slot * 3 + 2];
  const side = SIDES[to];
  if (side !== undefined)
    return [x + Math.sin(humans.yaw[slot] + side) * 4, z + Math.cos(humans.yaw[slot] + side) * 4];
  const spot = social.spots.find(({ id }) => id === to);
  if (spot) return [spot.x, spot.z];
  let best: [number, number] | undefined;
  let near = Number.POSITIVE_INFINITY;
  for (let other = 0; other < humans.count; other++) {
    if (humans.kind[other] !== HUMAN_KIND.guest) continue;
    const at: [number, number] = [humans.position[other * 3], humans.position[other * 3 + 2]];
    const far = Math.hypot(at[0] - x, at[1] - z);
    if (far < near) [best, near] = [at, far];
  }
  return best;
}

const SIDES: Readonly<Record<string, number>> = {
  ahead: 0,
  left: Math.PI / 2,
  right: -Math.PI / 2,
  behind: Math.PI,
};
