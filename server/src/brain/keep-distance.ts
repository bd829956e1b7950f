import { wrapAngle } from '@troupe/avatars/maths';
import { TICK_HZ } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import type { StepAside } from '../world/personal-space.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { comfortM, type InTheWay, SPACE, stepAway } from './personal-space.ts';
import { queue } from './queue-reply.ts';
import { noteDecision } from './why.ts';

/** Timing, ticks: how often a calm performer looks about, how long somebody must stay, one leans, steps and rests; and steps at most. */
const KEEP = {
  lookTicks: 4,
  staysTicks: 6,
  leanTicks: 14,
  stepTicks: 34,
  restTicks: 16,
  attendTicks: 60,
  stepsMax: 3,
  forgetTicks: 30 * TICK_HZ,
} as const;
/** Somebody stays too near until there is so much more room, m. */
const MORE_M = { calm: 0, leans: 0.04, steps: 0.04, asked: SPACE.hysteresisM } as const;
/** How fast one leans back, m/s as of a push. */
const LEAN_MPS = 0.32;
/** Faster than this one walks and makes room anyway, m/s; who goes past is as fast, m/s. */
const WALKS_MPS = 0.2;
const PASSES_MPS = 0.7;
/** Farther aside than this somebody is beside one, rad; facing within this one can step back, rad. */
const BESIDE_RAD = 1.1;
const FACING_RAD = 0.6;
/** Lines said to somebody that make it known, and what a memory of an earlier visit adds. */
const KNOWN = { lines: 8, linesShare: 0.5, told: 0.2, kept: 0.3 } as const;
/** Actions that bring two near, and how long they do, ticks; and such as need the whole body. */
const NEAR_ACTIONS = /^(?:shakeHands|give|handOver|bigHeart|fingerHeart)/i;
const BODY_ACTIONS = /^(?:dance|bow|courtBow|curtsy|sit|stand|pickUp|bendAndLift)/i;
const NEAR_TICKS = 90;

const ROOM = {
  en: [
    'I like talking with you. May I have a little more room?',
    'A step back, if you would. Then I can see you better.',
  ],
  ko: [
    '이야기 나누는 건 좋은데, 조금만 떨어져서 해도 될까요?',
    '한 걸음만 뒤로 가 주시겠어요? 그래야 더 잘 보여요.',
  ],
} as const;

/**
 * Keeps a comfortable distance: who comes too near and stays is looked at and leaned away from, then stepped away from, still faced;
 * after three steps it is told kindly. `mind.space` says how it stands, `mind.intent` what the body does.
 */
export function keepDistance(world: World, mind: Mind, slot: number): void {
  const { space, intent } = mind;
  const { tick } = world;
  if (intent.step) {
    if (arrived(world, slot, intent.step)) rest(world, mind);
    return;
  }
  if (space.state === 'calm' && (tick + slot) % KEEP.lookTicks !== 0) return;
  if (isBusy(world, mind, slot)) {
    if (space.state !== 'asked') calm(mind);
    return;
  }
  const other = nearest(world, mind, slot, MORE_M[space.state]);
  if (other < 0) {
    if (space.state !== 'calm' && tick - space.sinceTick > KEEP.attendTicks) calm(mind);
    return;
  }
  notice(world, mind, slot, other);
}

function notice(world: World, mind: Mind, slot: number, other: number): void {
  const { space } = mind;
  const { tick } = world;
  const netId = world.humans.netId[other];
  if (space.state === 'calm' || space.netId !== netId) {
    // Who follows would push one across the stage: steps count on for a while.
    if (space.netId !== netId || tick - space.steppedTick > KEEP.forgetTicks) space.steps = 0;
    if (space.netId !== netId) space.askedTick = -100_000;
    Object.assign(space, { state: 'leans', netId, sinceTick: tick });
    return;
  }
  const waited = tick - space.sinceTick;
  if (space.state === 'leans' && waited === KEEP.staysTicks) {
    lookAndLean(world, mind, slot, other);
    tell(world, mind, other, 'leans back');
  } else if (space.state === 'leans' && waited >= KEEP.staysTicks + KEEP.leanTicks) {
    if (space.steps >= KEEP.stepsMax) askForRoom(world, mind, other);
    else if (faces(world, slot, other) || waited > KEEP.attendTicks) stepBack(world, mind, slot, other);
  } else if (space.state === 'steps' && waited >= KEEP.restTicks) {
    Object.assign(space, { state: 'leans', sinceTick: tick });
  }
}

function stepBack(world: World, mind: Mind, slot: number, other: number): void {
  const { humans, ground, tick } = world;
  const { space, intent } = mind;
  const [x, z] = [humans.position[slot * 3], humans.position[slot * 3 + 2]];
  const from = { x: humans.position[other * 3], z: humans.position[other * 3 + 2] };
  const others = inTheWay(world, slot, other);
  const to = stepAway({ ground, x, z, from, comfortM: space.comfortM, others });
  if (!to) {
    askForRoom(world, mind, other);
    return;
  }
  space.steps += 1;
  space.steppedTick = tick;
  Object.assign(space, { state: 'steps', sinceTick: tick });
  const faceNetId = intent.faceNetId || space.netId;
  intent.step = { ...to, faceNetId, untilTick: tick + KEEP.stepTicks };
  // A stroll goes on later, from here.
  intent.spot = -1;
  mind.activityUntilTick = Math.max(mind.activityUntilTick, tick + KEEP.attendTicks);
  tell(world, mind, other, `steps ${direction(humans.yaw[slot], x, z, to)}`);
}

/** Says kindly that it is too near, once until there was room again. Colleagues understand without words. */
function askForRoom(world: World, mind: Mind, other: number): void {
  const { space } = mind;
  if (space.state === 'asked') return;
  Object.assign(space, { state: 'asked', sinceTick: world.tick });
  const lately = world.tick - space.askedTick < KEEP.forgetTicks;
  if (lately || world.humans.kind[other] !== HUMAN_KIND.guest) return;
  space.askedTick = world.tick;
  const locale = world.social.locales[other];
  const lines = ROOM[locale];
  const text = lines[space.netId % lines.length];
  mind.attendNetId = space.netId;
  mind.attendUntilTick = Math.max(mind.attendUntilTick, world.tick + KEEP.attendTicks);
  queue(world, mind, {
    dueTick: world.tick + 4,
    toNetId: space.netId,
    text,
    locale,
    face: 'relaxed',
    action: '',
    walk: '',
    brain: 'offline',
  });
  tell(world, mind, other, 'asks for room');
}

function lookAndLean(world: World, mind: Mind, slot: number, other: number): void {
  const { humans, tick } = world;
  const { space, intent } = mind;
  if (tick > mind.attendUntilTick || mind.attendNetId === space.netId) {
    mind.attendNetId = space.netId;
    mind.attendUntilTick = Math.max(mind.attendUntilTick, tick + KEEP.attendTicks);
  } else {
    // In a talk with somebody else a glance must do.
    const eyes = world.bodies[humans.body[other]].heightM * 0.93;
    const [x, y, z] = humans.position.subarray(other * 3, other * 3 + 3);
    mind.look = { x, y: y + eyes, z, untilTick: tick + KEEP.leanTicks };
  }
  const dx = humans.position[slot * 3] - humans.position[other * 3];
  const dz = humans.position[slot * 3 + 2] - humans.position[other * 3 + 2];
  const far = Math.max(1e-3, Math.hypot(dx, dz));
  intent.lean = { x: (dx / far) * LEAN_MPS, z: (dz / far) * LEAN_MPS };
}

/** How well a performer knows somebody, 0..1: lines said to it, what it told, and what was kept of an earlier visit. */
export function familiarity(mind: Mind, netId: number): number {
  const said = mind.lines.filter((line) => line.own && line.netId === netId).length;
  const told = mind.memories.filter((memory) => memory.netId === netId);
  return (
    Math.min(1, said / KNOWN.lines) * KNOWN.linesShare +
    (told.length > 0 ? KNOWN.told : 0) +
    (told.some(({ daysAgo }) => daysAgo > 0) ? KNOWN.kept : 0)
  );
}

/** Nearest human that is too near by `more` metres or less, -1: nobody; writes how near and what would be well into `mind.space`. */
function nearest(world: World, mind: Mind, slot: number, more: number): number {
  const { humans } = world;
  const { position } = humans;
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (let other = 0; other < humans.count; other++) {
    const dx = position[other * 3] - position[slot * 3];
    const dz = position[other * 3 + 2] - position[slot * 3 + 2];
    if (Math.abs(dx) > SPACE.mostM || Math.abs(dz) > SPACE.mostM) continue;
    if (other === slot || humans.kind[other] === HUMAN_KIND.free || humans.sitting[other] === 1) continue;
    const far = Math.hypot(dx, dz);
    if (far >= least || speedOf(world, other) > PASSES_MPS) continue;
    const well = comfortWith(world, mind, slot, other, Math.atan2(dx, dz));
    if (far >= well + more) continue;
    [best, least] = [other, far];
    mind.space.comfortM = well;
    mind.space.nearM = far;
  }
  return best;
}

function comfortWith(world: World, mind: Mind, slot: number, other: number, towards: number): number {
  const { humans } = world;
  return comfortM({
    traits: mind.traits,
    familiar: familiarity(mind, humans.netId[other]),
    colleague: humans.kind[other] === HUMAN_KIND.performer,
    beside: Math.abs(wrapAngle(towards - humans.yaw[slot])) > BESIDE_RAD,
    invited:
      doesOf(world, slot, NEAR_ACTIONS) ||
      doesOf(world, other, NEAR_ACTIONS) ||
      handsMeet(world, slot, other),
    dances: doesOf(world, slot, BODY_ACTIONS) || doesOf(world, other, BODY_ACTIONS),
  });
}

/** True while somebody performs an action of such a name, or has just begun it. */
function doesOf(world: World, slot: number, names: RegExp): boolean {
  const { humans, social, tick } = world;
  if (humans.action[slot] === 0 || tick - humans.actionStartTick[slot] > NEAR_TICKS) return false;
  return names.test(social.actionNames[humans.action[slot] - 1] ?? '');
}

function handsMeet({ social, humans }: World, slot: number, other: number): boolean {
  return (
    social.tasks[slot].toNetId === humans.netId[other] || social.tasks[other].toNetId === humans.netId[slot]
  );
}

/** True when its place is not its own to choose: a show, a prompt, a clip, a seat, the easel, a thing in its hands, or its own way. */
function isBusy(world: World, mind: Mind, slot: number): boolean {
  const { humans, show, social } = world;
  const { intent } = mind;
  if (intent.place || intent.seat >= 0 || mind.directed || mind.painting) return true;
  if (humans.sitting[slot] === 1 || humans.seatTaken[slot] !== 0 || humans.clip[slot] !== 0) return true;
  if (humans.walking[slot] === 1 || speedOf(world, slot) > WALKS_MPS) return true;
  if (!['none', 'point', 'carry'].includes(social.tasks[slot].kind)) return true;
  if (doesOf(world, slot, BODY_ACTIONS)) return true;
  return show.run?.status === 'playing' && show.run.netIds.includes(humans.netId[slot]);
}

function inTheWay(world: World, slot: number, from: number): InTheWay[] {
  const { humans, props } = world;
  const found: InTheWay[] = [];
  const [x, z] = [humans.position[slot * 3], humans.position[slot * 3 + 2]];
  const reach = SPACE.stepMostM + SPACE.mostM;
  const add = (otherX: number, otherZ: number, keepM: number): void => {
    if (Math.abs(otherX - x) < reach && Math.abs(otherZ - z) < reach)
      found.push({ x: otherX, z: otherZ, keepM });
  };
  for (let other = 0; other < humans.count; other++)
    if (other !== slot && other !== from && humans.kind[other] !== HUMAN_KIND.free)
      add(humans.position[other * 3], humans.position[other * 3 + 2], SPACE.peopleM);
  for (let i = 0; i < props.count; i++)
    if (props.holder[i] === 0)
      add(
        props.position[i * 3],
        props.position[i * 3 + 2],
        SPACE.clearM + Math.max(props.half[i * 3], props.half[i * 3 + 2]),
      );
  return found;
}

function faces({ humans }: World, slot: number, other: number): boolean {
  const dx = humans.position[other * 3] - humans.position[slot * 3];
  const dz = humans.position[other * 3 + 2] - humans.position[slot * 3 + 2];
  return Math.abs(wrapAngle(Math.atan2(dx, dz) - humans.yaw[slot])) < FACING_RAD;
}

function arrived({ humans, tick }: World, slot: number, { x, z, untilTick }: StepAside): boolean {
  if (tick >= untilTick) return true;
  const left = Math.hypot(humans.position[slot * 3] - x, humans.position[slot * 3 + 2] - z);
  // The body comes after its capsule, and the second foot after the body.
  return left < 0.03 && tick >= untilTick - KEEP.stepTicks / 4;
}

function rest(world: World, mind: Mind): void {
  mind.intent.step = undefined;
  Object.assign(mind.space, { state: 'steps', sinceTick: world.tick });
}

function calm({ space }: Mind): void {
  space.state = 'calm';
}

function speedOf({ humans }: World, slot: number): number {
  return Math.hypot(humans.velocity[slot * 3], humans.velocity[slot * 3 + 2]);
}

/** A step in words, as the body faces. */
function direction(yaw: number, x: number, z: number, to: { x: number; z: number }): string {
  const turn = wrapAngle(Math.atan2(to.x - x, to.z - z) - yaw);
  if (Math.abs(turn) > 2.2) return 'back';
  if (Math.abs(turn) < 0.9) return 'forward';
  return turn > 0 ? 'left' : 'right';
}

function tell(world: World, mind: Mind, other: number, chosen: string): void {
  const { nearM, comfortM: well, netId, steps } = mind.space;
  const known = familiarity(mind, netId);
  noteDecision(world, mind, {
    kind: 'space',
    chosen,
    otherNetId: netId,
    brain: 'offline',
    scores: [
      { id: 'near m', score: nearM },
      { id: 'comfort m', score: well },
    ],
    percepts: [
      `${world.humans.kind[other] === HUMAN_KIND.guest ? 'a guest' : 'a colleague'} stands ${nearM.toFixed(2)} m away, ${well.toFixed(2)} m would be well`,
      // How well somebody is known is told to that one alone, as what it seems is.
      ...(known > 0 ? [`seems known, ${Math.round(known * 100)} %`] : []),
      ...(steps > 0 ? [`step ${steps} of ${KEEP.stepsMax}`] : []),
    ],
  });
}
