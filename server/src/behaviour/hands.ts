// CONTRIBUTOR NOTES
// What hands do, as a small machine per human over plain data (world/hand-task.ts). Every step ends by what the pose
// shows (palms near enough) or by a limit of time; a step that fails leaves nothing held and no hand out.
import { wrapAngle } from '@troupe/avatars/maths';
import { REACH } from '@troupe/avatars/motion';
import { palmOf } from '../world/hand-place.ts';
import { createHandTask, HAND_TASK_LIMITS, type HandTask } from '../world/hand-task.ts';
import { dropProp, takeProp } from '../world/held-place.ts';
import { slotOf } from '../world/slot-of.ts';
import { DRIVE, HUMAN_KIND, type World } from '../world/world.ts';

const HANDS = {
  /** The eyes go first: the hand follows so many ticks later. */
  leadTicks: 4,
  /** Things broader than this or heavier take two hands, half width m and kg. */
  oneHandM: 0.22,
  oneHandKg: 4,
  /** Nobody lifts more than this, kg. */
  mostKg: 25,
  /** Where one stands to take a thing: from its side, m; and how near counts as there. */
  besideM: 0.3,
  thereM: 0.24,
  /** Palms this near a thing have it, m; at the end of patience this near. */
  touchM: 0.07,
  nearlyM: 0.2,
  /** Held before the chest: height as share of one's own, m beyond the thing's own half depth. */
  chestShare: 0.62,
  beforeM: 0.16,
  /** Held in one hand: m to the side, share of height, m ahead. */
  asideM: 0.27,
  hangShare: 0.47,
  aheadM: 0.14,
  /** Held out to somebody: m farther ahead; and how far apart two stand who give and take, m. */
  outM: 0.24,
  giveM: 0.85,
  turnRad: 1.1,
  walkMps: 1.05,
} as const;

const palm = [0, 0, 0];

/** Points at a place for a while, with the hand on its side; false when there is nobody to point. */
export function pointAt(
  world: World,
  slot: number,
  place: { x: number; y: number; z: number },
  ticks: number,
): boolean {
  const { humans, social, tick } = world;
  const task = social.tasks[slot];
  if (humans.kind[slot] === HUMAN_KIND.free || holds(task)) return false;
  if (!Number.isFinite(place.x + place.y + place.z + ticks)) return false;
  const hands = sideOf(world, slot, place.x, place.z) >= 0 ? 1 : 2;
  social.tasks[slot] = {
    ...createHandTask(),
    kind: 'point',
    hands,
    sinceTick: tick,
    untilTick: tick + ticks,
    ...place,
  };
  return true;
}

/** The hand with the brush goes to a place on the canvas; told anew every tick, or the brush is put down. */
export function brushAt(
  world: World,
  slot: number,
  hand: 'left' | 'right',
  place: { x: number; y: number; z: number },
): void {
  const task = world.social.tasks[slot];
  if (task.kind !== 'none' && task.kind !== 'paint') return;
  const { tick } = world;
  const sinceTick = task.kind === 'paint' ? task.sinceTick : tick;
  const hands = hand === 'left' ? 1 : 2;
  world.social.tasks[slot] = {
    ...createHandTask(),
    kind: 'paint',
    hands,
    sinceTick,
    untilTick: tick + 2,
    ...place,
  };
}

/** Goes to a prop and takes it; false when it is held, too heavy, or one's hands are full. */
export function pickUp(world: World, slot: number, prop: number): boolean {
  const { humans, props, social, tick } = world;
  const task = social.tasks[slot];
  const exists = prop >= 0 && prop < props.count;
  if (humans.kind[slot] === HUMAN_KIND.free || holds(task) || !exists) return false;
  if (props.holder[prop] !== 0 || props.massKg[prop] > HANDS.mostKg) return false;
  const light = props.half[prop * 3] <= HANDS.oneHandM && props.massKg[prop] <= HANDS.oneHandKg;
  const aside = sideOf(world, slot, props.position[prop * 3], props.position[prop * 3 + 2]);
  const hands = !light ? 3 : aside >= 0 ? 1 : 2;
  social.tasks[slot] = { ...createHandTask(), kind: 'goFor', prop, hands, sinceTick: tick };
  return true;
}

/** Puts down what is held; false when nothing is. */
export function putDown(world: World, slot: number): boolean {
  const task = world.social.tasks[slot];
  if (!holds(task)) return false;
  begin(world, task, 'lower');
  return true;
}

/** Brings what is held to another human, who takes it; false when nothing is held or nobody is there to take it. */
export function handTo(world: World, slot: number, netId: number): boolean {
  const task = world.social.tasks[slot];
  const other = slotOf(world, netId);
  if (!holds(task) || other < 0 || other === slot || holds(world.social.tasks[other])) return false;
  task.toNetId = netId;
  begin(world, task, 'bring');
  world.social.tasks[other] = {
    ...createHandTask(),
    kind: 'await',
    prop: task.prop,
    toNetId: world.humans.netId[slot],
    sinceTick: world.tick,
  };
  return true;
}

function holds(task: HandTask): boolean {
  return ['carry', 'bring', 'give', 'lower'].includes(task.kind);
}

function begin(world: World, task: HandTask, kind: HandTask['kind']): void {
  task.kind = kind;
  task.sinceTick = world.tick;
}

/** Positive when a place is on the left of where a human faces. */
function sideOf(world: World, slot: number, x: number, z: number): number {
  const { position, yaw } = world.humans;
  const dx = x - position[slot * 3];
  const dz = z - position[slot * 3 + 2];
  return Math.cos(yaw[slot]) * dx - Math.sin(yaw[slot]) * dz;
}

/** Moves the hands of one human by a tick. */
export function moveHands(world: World, slot: number): void {
  const { humans, social } = world;
  const task = social.tasks[slot];
  const i = slot * 2;
  if (task.kind === 'none') {
    humans.reachKind[i] = REACH.none;
    humans.reachKind[i + 1] = REACH.none;
    return;
  }
  if (humans.kind[slot] === HUMAN_KIND.free) return;
  if (task.prop >= 0 && holds(task) && world.props.holder[task.prop] !== humans.netId[slot])
    stop(world, slot);
  else STEPS[task.kind](world, slot, task);
}

const STEPS: Readonly<Record<HandTask['kind'], (world: World, slot: number, task: HandTask) => void>> = {
  none: () => {},
  point(world, slot, task) {
    if (world.tick >= task.untilTick) stop(world, slot);
    else if (world.tick - task.sinceTick >= HANDS.leadTicks)
      setHands(world, slot, task.hands, REACH.point, task.x, task.y, task.z);
  },
  paint(world, slot, task) {
    if (world.tick >= task.untilTick) stop(world, slot);
    else setHands(world, slot, task.hands, REACH.reach, task.x, task.y, task.z);
  },
  goFor(world, slot, task) {
    const late = world.tick - task.sinceTick > HAND_TASK_LIMITS.approachTicks;
    if (late || world.props.holder[task.prop] !== 0) stop(world, slot);
    else if (isBeside(world, slot, task)) begin(world, task, 'lift');
  },
  lift(world, slot, task) {
    if (world.props.holder[task.prop] !== 0) stop(world, slot);
    else if (touches(world, slot, task)) {
      takeProp(world, task.prop, slot, task.hands);
      begin(world, task, 'carry');
    }
  },
  carry: (world, slot, task) => holdBefore(world, slot, task, 0),
  bring(world, slot, task) {
    const other = slotOf(world, task.toNetId);
    holdBefore(world, slot, task, 0);
    if (other < 0 || world.tick - task.sinceTick > HAND_TASK_LIMITS.approachTicks)
      begin(world, task, 'carry');
    else if (isBefore(world, slot, other)) {
      begin(world, task, 'give');
      world.social.tasks[other] = {
        ...createHandTask(),
        kind: 'take',
        prop: task.prop,
        hands: task.hands === 3 ? 3 : 2,
        toNetId: world.humans.netId[slot],
        sinceTick: world.tick,
      };
    }
  },
  await(world, slot, task) {
    const giver = slotOf(world, task.toNetId);
    if (giver < 0 || world.social.tasks[giver].kind !== 'bring') stop(world, slot);
  },
  give(world, slot, task) {
    holdBefore(world, slot, task, HANDS.outM);
    if (world.tick - task.sinceTick > HAND_TASK_LIMITS.giveTicks) begin(world, task, 'carry');
  },
  take(world, slot, task) {
    const giver = slotOf(world, task.toNetId);
    const offered = giver >= 0 && world.social.tasks[giver].kind === 'give';
    if (!offered) stop(world, slot);
    else if (touches(world, slot, task)) {
      takeProp(world, task.prop, slot, task.hands);
      stop(world, giver);
      begin(world, task, 'carry');
    }
  },
  lower(world, slot, task) {
    const { props, humans } = world;
    const h = slot * 3;
    const ahead = HANDS.besideM + props.half[task.prop * 3 + 2];
    const x = humans.position[h] + Math.sin(humans.yaw[slot]) * ahead;
    const z = humans.position[h + 2] + Math.cos(humans.yaw[slot]) * ahead;
    const y = world.ground.heightAt(x, z) + props.half[task.prop * 3 + 1];
    graspAt(world, slot, task, x, y, z);
    const p = task.prop * 3;
    const down = props.position[p + 1] - y < 0.04;
    if (!down && world.tick - task.sinceTick < HAND_TASK_LIMITS.reachTicks) return;
    dropProp(world, task.prop);
    stop(world, slot);
  },
};

/** Hands off: what is held is let go. */
function stop(world: World, slot: number): void {
  const { humans, social, props } = world;
  const { prop } = social.tasks[slot];
  if (prop >= 0 && props.holder[prop] === humans.netId[slot]) dropProp(world, prop);
  social.tasks[slot] = createHandTask();
  humans.reachKind.fill(REACH.none, slot * 2, slot * 2 + 2);
}

function setHands(
  world: World,
  slot: number,
  hands: number,
  kind: number,
  x: number,
  y: number,
  z: number,
): void {
  const { humans } = world;
  for (let hand = 0; hand < 2; hand++) {
    if (((hands >> hand) & 1) === 0) continue;
    const at = (slot * 2 + hand) * 3;
    humans.reachKind[slot * 2 + hand] = kind;
    humans.reachTarget[at] = x;
    humans.reachTarget[at + 1] = y;
    humans.reachTarget[at + 2] = z;
    humans.palm.fill(0, at, at + 3);
  }
}

/** Puts the hands where they would hold a thing whose middle is at a place: at both sides, or over it. */
function graspAt(world: World, slot: number, task: HandTask, x: number, y: number, z: number): void {
  const { humans, props } = world;
  const cos = Math.cos(humans.yaw[slot]);
  const sin = Math.sin(humans.yaw[slot]);
  const [hx, hy] = props.half.subarray(task.prop * 3, task.prop * 3 + 3);
  if (task.hands !== 3) {
    setHands(world, slot, task.hands, REACH.reach, x, y + hy, z);
    return;
  }
  for (let hand = 0; hand < 2; hand++) {
    const side = hand === 0 ? 1 : -1;
    setHands(world, slot, hand + 1, REACH.reach, x + cos * hx * side, y, z - sin * hx * side);
    const at = (slot * 2 + hand) * 3;
    humans.palm[at] = -cos * side;
    humans.palm[at + 2] = sin * side;
  }
}

/** Reaches for the prop where it is now; true when the palms have it. */
function touches(world: World, slot: number, task: HandTask): boolean {
  const { props, humans } = world;
  const p = task.prop * 3;
  graspAt(world, slot, task, props.position[p], props.position[p + 1], props.position[p + 2]);
  let worst = 0;
  for (let hand = 0; hand < 2; hand++) {
    if (((task.hands >> hand) & 1) === 0) continue;
    if (!palmOf(world, slot, hand, palm)) return false;
    const at = (slot * 2 + hand) * 3;
    const { reachTarget } = humans;
    worst = Math.max(
      worst,
      Math.hypot(palm[0] - reachTarget[at], palm[1] - reachTarget[at + 1], palm[2] - reachTarget[at + 2]),
    );
  }
  if (worst < HANDS.touchM) return true;
  if (world.tick - task.sinceTick < HAND_TASK_LIMITS.reachTicks) return false;
  if (worst < HANDS.nearlyM) return true;
  stop(world, slot);
  return false;
}

/** Holds what is held before the chest or beside the hip, `outM` farther ahead when it is offered. */
function holdBefore(world: World, slot: number, task: HandTask, outM: number): void {
  const { humans, props, bodies } = world;
  const { heightM } = bodies[humans.body[slot]];
  const [hx, , hz] = props.half.subarray(task.prop * 3, task.prop * 3 + 3);
  for (let hand = 0; hand < 2; hand++) {
    if (((task.hands >> hand) & 1) === 0) continue;
    const side = hand === 0 ? 1 : -1;
    if (task.hands === 3) {
      const ahead = hz + HANDS.beforeM + outM * 0.5;
      setHands(world, slot, hand + 1, REACH.carry, hx * side, heightM * HANDS.chestShare, ahead);
      humans.palm[(slot * 2 + hand) * 3] = -side;
    } else {
      const high = heightM * (outM > 0 ? HANDS.chestShare : HANDS.hangShare);
      const aside = outM > 0 ? HANDS.asideM / 2 : HANDS.asideM;
      setHands(world, slot, hand + 1, REACH.carry, aside * side, high, HANDS.aheadM + outM * 1.2);
    }
  }
}

/** Lets the task say where its human goes; returns false when it does not care. */
export function handLocomotion(world: World, slot: number): boolean {
  const { humans, social, props } = world;
  const task = social.tasks[slot];
  if (task.kind === 'goFor') {
    const [x, z] = [props.position[task.prop * 3], props.position[task.prop * 3 + 2]];
    goTo(world, slot, x, z, standOff(world, task));
    return true;
  }
  if (task.kind === 'bring') {
    const other = slotOf(world, task.toNetId);
    if (other < 0) return false;
    goTo(world, slot, humans.position[other * 3], humans.position[other * 3 + 2], HANDS.giveM);
    return true;
  }
  if (task.kind === 'point' && Math.abs(turnTo(world, slot, task.x, task.z)) > HANDS.turnRad) {
    humans.drive[slot] = DRIVE.stand;
    humans.goalYaw[slot] = headingTo(world, slot, task.x, task.z);
    return true;
  }
  if (!['lift', 'await', 'give', 'take', 'lower'].includes(task.kind)) return false;
  humans.drive[slot] = DRIVE.stand;
  const other = slotOf(world, task.toNetId);
  if (other >= 0) {
    humans.goalYaw[slot] = headingTo(world, slot, humans.position[other * 3], humans.position[other * 3 + 2]);
  }
  return true;
}

/** What the task wants looked at: x, y, z into `out`; false when nothing. */
export function handGaze(world: World, slot: number, out: number[]): boolean {
  const task = world.social.tasks[slot];
  if (task.kind === 'point') {
    out[0] = task.x;
    out[1] = task.y;
    out[2] = task.z;
    return true;
  }
  if (!['goFor', 'lift', 'await', 'take', 'lower'].includes(task.kind)) return false;
  for (let k = 0; k < 3; k++) out[k] = world.props.position[task.prop * 3 + k];
  return true;
}

/** How far from the middle of a prop its taker stands, m. */
function standOff(world: World, task: HandTask): number {
  const { half } = world.props;
  return HANDS.besideM + Math.max(half[task.prop * 3], half[task.prop * 3 + 2]);
}

/** Walks to `distanceM` before a place, on the line to it, and faces it. */
function goTo(world: World, slot: number, x: number, z: number, distanceM: number): void {
  const { humans } = world;
  const dx = x - humans.position[slot * 3];
  const dz = z - humans.position[slot * 3 + 2];
  const far = Math.hypot(dx, dz);
  humans.goalYaw[slot] = headingTo(world, slot, x, z);
  if (far <= distanceM + HANDS.thereM / 2) {
    humans.drive[slot] = DRIVE.stand;
    return;
  }
  humans.drive[slot] = DRIVE.walkTo;
  humans.goal[slot * 2] = x - (dx / far) * distanceM;
  humans.goal[slot * 2 + 1] = z - (dz / far) * distanceM;
  humans.goalSpeed[slot] = HANDS.walkMps;
}

function headingTo(world: World, slot: number, x: number, z: number): number {
  const { position } = world.humans;
  return Math.atan2(x - position[slot * 3], z - position[slot * 3 + 2]);
}

/** How far one would have to turn to face a place, rad. */
function turnTo(world: World, slot: number, x: number, z: number): number {
  return wrapAngle(headingTo(world, slot, x, z) - world.humans.yaw[slot]);
}

function isBeside(world: World, slot: number, task: HandTask): boolean {
  const { position } = world.props;
  return isThere(world, slot, position[task.prop * 3], position[task.prop * 3 + 2], standOff(world, task));
}

function isBefore(world: World, slot: number, other: number): boolean {
  const { position } = world.humans;
  return isThere(world, slot, position[other * 3], position[other * 3 + 2], HANDS.giveM);
}

function isThere(world: World, slot: number, x: number, z: number, distanceM: number): boolean {
  const { position, velocity } = world.humans;
  const far = Math.hypot(x - position[slot * 3], z - position[slot * 3 + 2]);
  const speed = Math.hypot(velocity[slot * 3], velocity[slot * 3 + 2]);
  return far < distanceM + HANDS.thereM && speed < 0.15 && Math.abs(turnTo(world, slot, x, z)) < 0.3;
}
