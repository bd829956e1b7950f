import { type ClipTrack, type MotionStyle, STROKE_CHANNELS, STROKE_VALUES } from '@troupe/avatars/motion';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import { BODY_RADIUS_M, createGround, createGuestState, type StageFile } from '@troupe/client-sdk/protocol';
import type { BodyInfo } from './body-info.ts';
import { leaveBodyPlace } from './guest-bodies.ts';
import { createHandTask } from './hand-task.ts';
import { createLedPoses } from './lead-pose.ts';
import { createCounters, STAGE_LIMITS } from './limits.ts';
import { createMind, type Mind } from './mind.ts';
import { type ActionTimes, stopPerformances } from './performance.ts';
import { createShowSide } from './show.ts';
import { createSocial, type Spot } from './social.ts';
import { createWorkDesk, type WorkDesk } from './works.ts';
import { type Contacts, FACE_WEIGHTS, HUMAN_KIND, type Humans, type Props, type World } from './world.ts';

export interface WorldOptions {
  readonly stage: StageFile;
  readonly bodies: readonly BodyInfo[];
  readonly seed: number;
  /** Names of the motion model's actions, in its order. */
  readonly actionNames: readonly string[];
  /** When the sync points of each action come, in ticks from its start. */
  readonly actionTimes?: readonly ActionTimes[];
  /** True for the actions that move the arms. */
  readonly actionArms?: readonly boolean[];
  /** The model's styles, in its order. */
  readonly styles?: readonly MotionStyle[];
  /** Clips that performers can play. */
  readonly clips?: readonly ClipTrack[];
  readonly capacity?: number;
}

/** How far from a painting one stands to look at it, m. */
const VIEWING_M = 2.3;

/** An empty stage at tick 0. */
export function createWorld(options: WorldOptions): World {
  const capacity = Math.min(options.capacity ?? STAGE_LIMITS.humansMax, STAGE_LIMITS.humansMax);
  if (options.bodies.length === 0)
    throw new Error('createWorld: there are no bodies; run `npx troupe cast build`');
  const humans = createHumans(capacity);
  return {
    tick: 0,
    seed: options.seed,
    dice: options.seed >>> 0,
    lastNetId: 0,
    bodies: [...options.bodies],
    castBodies: options.bodies.length,
    clips: options.clips ?? [],
    humans,
    led: createLedPoses(humans),
    guests: new Array(capacity).fill(undefined),
    watchers: new Map(),
    props: createProps(options.stage),
    contacts: createContacts(STAGE_LIMITS.contactsMax),
    social: createSocial({
      capacity,
      spots: spotsOf(options.stage),
      actionNames: options.actionNames,
      actionTimes: options.actionTimes ?? [],
      actionArms: options.actionArms ?? [],
      styles: options.styles ?? [],
      works: createWorkDesk(options.stage),
    }),
    seats: options.stage.seats,
    ground: createGround(options.stage),
    show: createShowSide(),
    counters: createCounters(),
    poseTick: -1,
  };
}

function createHumans(capacity: number): Humans {
  const f32 = (n: number): Float32Array => new Float32Array(capacity * n);
  return {
    capacity,
    count: 0,
    kind: new Uint8Array(capacity),
    netId: new Uint16Array(capacity),
    body: new Uint16Array(capacity),
    position: f32(3),
    yaw: f32(1),
    velocity: f32(3),
    yawRate: f32(1),
    drive: new Uint8Array(capacity),
    goal: f32(2),
    goalYaw: f32(1).fill(Number.NaN),
    goalSpeed: f32(1),
    desired: f32(2),
    walking: new Uint8Array(capacity),
    remaining: f32(1),
    style: new Uint8Array(capacity),
    action: new Uint8Array(capacity),
    actionStartTick: new Int32Array(capacity),
    clip: new Uint16Array(capacity),
    clipStartTick: new Int32Array(capacity),
    clipSpan: f32(2),
    clipRate: f32(1),
    clipFlags: new Uint8Array(capacity),
    strokeTarget: f32(STROKE_VALUES),
    strokeTick: new Int32Array(capacity * STROKE_CHANNELS),
    strokeHand: new Uint8Array(capacity * 2),
    lookAt: f32(3),
    lookWeight: f32(1),
    stillness: f32(1),
    reachKind: new Uint8Array(capacity * 2),
    reachTarget: f32(6),
    palm: f32(6),
    seatTaken: new Uint16Array(capacity),
    sitting: new Uint8Array(capacity),
    seat: f32(4),
    push: f32(2),
    pushTick: new Int32Array(capacity),
    pace: new Uint8Array(capacity).fill(1),
    face: f32(FACE_WEIGHTS),
    poseHips: f32(3),
    poseJoints: f32(JOINT_COUNT * 4),
    poseFace: f32(FACE_WEIGHTS),
    posed: new Uint8Array(capacity),
  };
}

function createProps(stage: StageFile): Props {
  const count = stage.props.length;
  const props = {
    count,
    ids: stage.props.map(({ id }) => id),
    position: new Float32Array(count * 3),
    rotation: new Float32Array(count * 4),
    velocity: new Float32Array(count * 3),
    moved: new Uint8Array(count),
    half: new Float32Array(count * 3),
    massKg: new Float32Array(count),
    holder: new Uint16Array(count),
    hands: new Uint8Array(count),
    lag: new Float32Array(count * 3),
  };
  stage.props.forEach((prop, i) => {
    props.half.set(
      prop.shape === 'box'
        ? prop.half
        : [prop.half[0], prop.half[prop.shape === 'sphere' ? 0 : 1], prop.half[0]],
      i * 3,
    );
    props.massKg[i] = prop.massKg;
    props.position.set(prop.position, i * 3);
    props.rotation.set([0, Math.sin(prop.yaw / 2), 0, Math.cos(prop.yaw / 2)], i * 4);
  });
  return props;
}

function createContacts(capacity: number): Contacts {
  return {
    capacity,
    count: 0,
    kind: new Uint8Array(capacity),
    a: new Uint16Array(capacity),
    b: new Uint16Array(capacity),
    speedMps: new Float32Array(capacity),
  };
}

/** Marks of the stage and a place before each painting. */
function spotsOf(stage: StageFile): Spot[] {
  const marks = Object.entries(stage.marks).map(([id, mark]) => ({
    id,
    ...mark,
    kind: 'mark' as const,
    lookX: mark.x + Math.sin(mark.yaw) * 4,
    lookY: 1.5,
    lookZ: mark.z + Math.cos(mark.yaw) * 4,
  }));
  const views = stage.paintings.map((painting) => ({
    id: painting.id,
    x: painting.position[0] + Math.sin(painting.yaw) * VIEWING_M,
    z: painting.position[2] + Math.cos(painting.yaw) * VIEWING_M,
    yaw: Math.atan2(-Math.sin(painting.yaw), -Math.cos(painting.yaw)),
    kind: 'painting' as const,
    lookX: painting.position[0],
    lookY: painting.position[1],
    lookZ: painting.position[2],
  }));
  return [...marks, ...views];
}

export interface SpawnOptions {
  readonly kind: 'performer' | 'guest';
  readonly name: { readonly en: string; readonly ko: string };
  readonly bodyIndex: number;
  readonly x: number;
  readonly z: number;
  readonly yaw: number;
  readonly locale?: 'en' | 'ko';
  /** Persona of a performer; guests have none. */
  readonly personaId?: string;
}

/** Puts a human on the stage; returns the slot, or -1 when the stage is full. */
export function spawnHuman(world: World, options: SpawnOptions): number {
  const { humans, social } = world;
  let slot = 0;
  while (slot < humans.capacity && humans.kind[slot] !== HUMAN_KIND.free) slot++;
  if (slot === humans.capacity) return -1;
  const performer = options.kind === 'performer';
  clearSlot(world, slot);
  const [x, z] = freePlace(world, options.x, options.z);
  const y = world.ground.heightAt(x, z);
  humans.count = Math.max(humans.count, slot + 1);
  humans.kind[slot] = performer ? HUMAN_KIND.performer : HUMAN_KIND.guest;
  humans.netId[slot] = nextNetId(world);
  humans.body[slot] = Math.max(0, Math.min(Math.trunc(options.bodyIndex) || 0, world.bodies.length - 1));
  humans.position.set([x, y, z], slot * 3);
  humans.yaw[slot] = options.yaw;
  social.names[slot] = { ...options.name };
  social.locales[slot] = options.locale ?? 'en';
  const seed = Math.imul(world.seed + 1, 0x9e3779b1) ^ Math.imul(humans.netId[slot], 0x85ebca6b);
  social.minds[slot] = performer ? createMind(options.personaId ?? 'cast', seed) : undefined;
  world.guests[slot] = performer
    ? undefined
    : {
        state: createGuestState(x, y, z, options.yaw),
        input: { moveX: 0, moveZ: 0, hurry: false },
        ackSeq: 0,
        waiting: [],
        backlogTicks: 0,
      };
  return slot;
}

/** People start at least this far apart, m: two bodies in the very same place could never part. */
const APART_M = 0.62;
/** Places tried around the one wanted: a spiral of even density out to about 4.5 m. */
const PLACES = { tries: 120, stepM: 0.41, angleRad: 2.399963, samePlaneM: 0.3 } as const;

/** The place wanted, or the nearest on a spiral around it where nobody and nothing stands. */
function freePlace(world: World, x: number, z: number): [number, number] {
  const { ground } = world;
  const out = [0, 0];
  ground.pushOut(x, z, BODY_RADIUS_M, out);
  const [startX, startZ] = out;
  const y = ground.heightAt(startX, startZ);
  for (let i = 0; i < PLACES.tries; i++) {
    const reach = PLACES.stepM * Math.sqrt(i);
    const tryX = startX + Math.sin(i * PLACES.angleRad) * reach;
    const tryZ = startZ + Math.cos(i * PLACES.angleRad) * reach;
    if (i > 0 && ground.pushOut(tryX, tryZ, BODY_RADIUS_M, out)) continue;
    if (Math.abs(ground.heightAt(tryX, tryZ) - y) > PLACES.samePlaneM) continue;
    if (isAlone(world, tryX, tryZ)) return [tryX, tryZ];
  }
  return [startX, startZ];
}

function isAlone(world: World, x: number, z: number): boolean {
  const { humans } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] === HUMAN_KIND.free) continue;
    const dx = humans.position[slot * 3] - x;
    const dz = humans.position[slot * 3 + 2] - z;
    if (dx * dx + dz * dz < APART_M * APART_M) return false;
  }
  return true;
}

/** Takes a human off the stage; its slot is free at once, its wire id rests. */
export function removeHuman(world: World, slot: number): void {
  const { humans, social } = world;
  const netId = humans.netId[slot];
  const body = humans.body[slot];
  stopPerformances(world, netId, '', 'left');
  clearSlot(world, slot);
  leaveBodyPlace(world, body);
  for (let i = 0; i < world.props.count; i++) if (world.props.holder[i] === netId) world.props.holder[i] = 0;
  for (const mind of social.minds) if (mind) forgetPresence(mind, netId);
  undress(social.works, netId);
  while (humans.count > 0 && humans.kind[humans.count - 1] === HUMAN_KIND.free) humans.count--;
}

/** What somebody wore leaves with it: ids go round, and the next one of this id wears its own clothes. */
function undress(desk: WorkDesk, netId: number): void {
  const at = desk.worn.findIndex((one) => one.netId === netId);
  if (at < 0) return;
  desk.worn.splice(at, 1);
  desk.version += 1;
}

function forgetPresence(mind: Mind, netId: number): void {
  if (mind.attendNetId === netId) mind.attendNetId = 0;
  if (mind.intent.walkNetId === netId) mind.intent.walkNetId = 0;
  mind.replies = mind.replies.filter((reply) => reply.toNetId !== netId);
  if (mind.thinking?.guestNetId === netId) mind.thinking = undefined;
  mind.lines = mind.lines.filter((line) => line.netId !== netId);
  mind.decisions = mind.decisions.filter((one) => one.otherNetId !== netId);
  mind.memories = mind.memories.filter((memory) => memory.netId !== netId);
  mind.reflections = mind.reflections.filter((one) => one.netId !== netId);
  mind.news = mind.news.filter((one) => one.netId !== netId);
}

function clearSlot(world: World, slot: number): void {
  const { humans, social } = world;
  for (const array of Object.values(humans)) {
    if (!ArrayBuffer.isView(array)) continue;
    const width = (array as Float32Array).length / humans.capacity;
    (array as Float32Array).fill(0, slot * width, (slot + 1) * width);
  }
  humans.goalYaw[slot] = Number.NaN;
  social.names[slot] = { en: '', ko: '' };
  social.minds[slot] = undefined;
  social.tasks[slot] = createHandTask();
  social.guestSenses[slot] = undefined;
  social.memory.remember[slot] = false;
  world.guests[slot] = undefined;
}

/** The next wire id that nobody has; ids go round, so one is not used again soon. */
function nextNetId(world: World): number {
  const { humans } = world;
  for (let tries = 0; tries < STAGE_LIMITS.netIdMax; tries++) {
    world.lastNetId = (world.lastNetId % STAGE_LIMITS.netIdMax) + 1;
    let used = false;
    for (let slot = 0; slot < humans.count && !used; slot++) {
      used = humans.kind[slot] !== HUMAN_KIND.free && humans.netId[slot] === world.lastNetId;
    }
    if (!used) return world.lastNetId;
  }
  throw new Error('nextNetId: more humans than wire ids');
}

/** One draw in [0, 1) from the stage's own dice. */
export function drawOfStage(world: World): number {
  world.dice = (world.dice + 0x6d2b79f5) >>> 0;
  let t = world.dice;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
