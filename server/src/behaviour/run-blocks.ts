import {
  BLOCK_LIMITS,
  type BlockPart,
  type BlockSpec,
  type PartState,
  type RunningBlock,
} from '../world/block.ts';
import type { Mind } from '../world/mind.ts';
import { beginPerformance, endPerformance, stopPerformances } from '../world/performance.ts';
import { playClip } from '../world/play-clip.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { pointAt } from './hands.ts';
import { knownMoments, lineOf, momentOf, parseRef, planBlock } from './plan-block.ts';
import { startAction } from './start-action.ts';
import { awaitsVoice, startSpeech } from './start-speech.ts';

/** Who is walked to is stopped before at this distance, and a walk ends this near its place, m. */
const NEAR_M = 0.45;
/** Ticks after sitting down or getting up begins until it is done. */
const SEATED_TICKS = 30;

/**
 * Gives a performer a block to perform; returns what is wrong with it, nothing when it began.
 *
 * @example
 * playBlock(world, netId, { id: 'hello', parts: [
 *   { id: 'hi', kind: 'speech', text: 'Hello, I am Tilda.' },
 *   { id: 'wave', kind: 'gesture', text: 'wave', at: 'hi:w0', sync: 'stroke' },
 * ] });
 */
export function playBlock(world: World, netId: number, spec: BlockSpec): string[] {
  const slot = slotOf(world, netId);
  const { blocks } = world.social;
  if (slot < 0 || world.humans.kind[slot] !== HUMAN_KIND.performer)
    return [`block ${spec.id}: ${netId} is no performer on this stage`];
  if (blocks.some((block) => block.spec.id === spec.id && block.netId === netId))
    return [`block ${spec.id}: it is being performed already; stop it first or give it another id`];
  if (blocks.length >= BLOCK_LIMITS.blocksMax)
    return [`block ${spec.id}: ${BLOCK_LIMITS.blocksMax} blocks are going on; wait for one to end`];
  const planned = planBlock(world, netId, spec);
  if ('errors' in planned) return planned.errors;
  const parts = spec.parts.map((): PartState => ({ state: 'waiting', startTick: -1, uid: 0, moments: [] }));
  const mind = world.social.minds[slot];
  const asks = mind !== undefined && waitsForLines(world, mind, spec, world.tick);
  const askedTick = asks ? world.tick : -1;
  blocks.push({ spec, netId, beganTick: world.tick, plan: planned.plan, askedTick, parts });
  return [];
}

/** Stops a block: parts that run are stopped, parts that wait never begin. False when there is no such block. */
export function stopBlock(world: World, netId: number, id: string): boolean {
  const { blocks } = world.social;
  const i = blocks.findIndex((block) => block.netId === netId && block.spec.id === id);
  if (i < 0) return false;
  const [block] = blocks.splice(i, 1);
  block.parts.forEach((part, k) => {
    if (part.state === 'running') stopPerformances(world, netId, block.spec.parts[k].kind, 'block stopped');
  });
  return true;
}

/** Starts the parts whose moment has come, notes which have ended, and drops blocks that are over. */
export function runBlocks(world: World): void {
  const { blocks } = world.social;
  let kept = 0;
  for (const block of blocks) {
    const slot = slotOf(world, block.netId);
    if (slot < 0) continue;
    // What a block asks for is not strolled away from.
    const mind = world.social.minds[slot];
    if (mind) mind.activityUntilTick = Math.max(mind.activityUntilTick, world.tick + 2);
    if (mind && block.askedTick >= 0) {
      if (waitsForLines(world, mind, block.spec, block.askedTick)) {
        blocks[kept++] = block;
        continue;
      }
      replan(world, block);
    }
    for (let i = 0; i < block.parts.length; i++) stepPart(world, block, i, slot);
    if (block.parts.some(({ state }) => state === 'waiting' || state === 'running')) blocks[kept++] = block;
  }
  blocks.length = kept;
}

/** True while a voice of one of the lines is on its way. */
function waitsForLines(world: World, mind: Mind, spec: BlockSpec, sinceTick: number): boolean {
  let waits = false;
  for (const part of spec.parts)
    if (part.kind === 'speech' && awaitsVoice(world, mind, lineOf(part), sinceTick)) waits = true;
  return waits;
}

/** The lengths of its lines are known now: the block begins, planned by them. */
function replan(world: World, block: RunningBlock): void {
  const planned = planBlock(world, block.netId, block.spec);
  if ('plan' in planned) block.plan = planned.plan;
  block.beganTick = world.tick;
  block.askedTick = -1;
}

function stepPart(world: World, block: RunningBlock, i: number, slot: number): void {
  const state = block.parts[i];
  const part = block.spec.parts[i];
  if (state.state === 'running') {
    settle(world, block, i, slot);
    return;
  }
  if (state.state !== 'waiting') return;
  const due = dueTick(block, i);
  if (due === undefined) state.state = 'failed';
  else if (Math.round(due) <= world.tick) begin(world, block, part, state, slot);
}

/** Tick in which a part is to start: Infinity while that is not known, undefined when it never will be. */
function dueTick(block: RunningBlock, i: number): number | undefined {
  const planned = block.plan[i];
  if (planned !== null) return block.beganTick + planned;
  const part = block.spec.parts[i];
  const ref = parseRef(part.at ?? '');
  if (!ref) return undefined;
  const other = block.parts[block.spec.parts.findIndex(({ id }) => id === ref.part)];
  const at = momentOf(other.moments, ref.moment);
  if (at === undefined) {
    const over = other.state === 'done' || other.state === 'failed';
    return over ? undefined : Number.POSITIVE_INFINITY;
  }
  return at + ref.laterTicks - (momentOf(block.parts[i].moments, part.sync ?? 'start') ?? 0);
}

function begin(world: World, block: RunningBlock, part: BlockPart, state: PartState, slot: number): void {
  const mind = world.social.minds[slot];
  if (!mind) {
    state.state = 'failed';
    return;
  }
  const by = { block: block.spec.id, part: part.id };
  const started = STARTS[part.kind](world, slot, mind, part, by);
  state.startTick = world.tick;
  state.state = started ? 'running' : 'failed';
  const own = world.social.performances.findLast(
    (performance) => performance.netId === block.netId && performance.kind === part.kind,
  );
  if (!started || !own) return;
  state.uid = own.uid;
  state.moments = own.moments;
}

type Start = (
  world: World,
  slot: number,
  mind: Mind,
  part: BlockPart,
  by: { readonly block: string; readonly part: string },
) => boolean;

/** Notes a performance whose moments are those known before. */
function note(world: World, slot: number, part: BlockPart, by: Parameters<Start>[4]): boolean {
  const netId = world.humans.netId[slot];
  const moments = knownMoments(world, netId, part);
  return beginPerformance(world, { netId, kind: part.kind, moments, ...by }) !== undefined;
}

const STARTS: Readonly<Record<BlockPart['kind'], Start>> = {
  speech: (world, slot, mind, part, by) => {
    startSpeech(world, mind, slot, lineOf(part), by);
    return true;
  },
  gesture: (world, slot, _mind, part, by) => startAction(world, slot, part.text ?? '', part.toNetId ?? 0, by),
  clip: (world, slot, _mind, part, by) =>
    playClip(world, slot, { ...part, name: part.text ?? '' }, by).length === 0,
  pointing: (world, slot, _mind, part, by) => {
    const place = placeOf(world, part);
    const ticks = Math.round((part.seconds ?? 2) * 20);
    return place !== undefined && pointAt(world, slot, place, ticks) && note(world, slot, part, by);
  },
  gaze: (world, slot, mind, part, by) => {
    const place = placeOf(world, part);
    if (!place) return false;
    mind.look = { ...place, untilTick: world.tick + Math.round((part.seconds ?? 2) * 20) };
    return note(world, slot, part, by);
  },
  walk: (world, slot, mind, part, by) => {
    const place = placeOf(world, part);
    if (!place) return false;
    mind.intent.seat = -1;
    mind.intent.place = { x: place.x, z: place.z, yaw: part.place?.yaw ?? Number.NaN };
    return note(world, slot, part, by);
  },
  sit: (world, slot, mind, part, by) => {
    mind.intent.place = undefined;
    mind.intent.seat = part.seat ?? -1;
    return note(world, slot, part, by);
  },
  stand: (world, slot, mind, part, by) => {
    mind.intent.seat = -1;
    return note(world, slot, part, by);
  },
  wait: (world, slot, _mind, part, by) => note(world, slot, part, by),
};

/** Where a part looks, points or goes to: its place, or the face of a human. */
function placeOf(world: World, part: BlockPart): { x: number; y: number; z: number } | undefined {
  if (part.place) return { x: part.place.x, y: part.place.y ?? 1.4, z: part.place.z };
  const other = slotOf(world, part.toNetId ?? 0);
  if (other < 0) return undefined;
  const [x, y, z] = world.humans.position.subarray(other * 3, other * 3 + 3);
  return { x, y: y + world.bodies[world.humans.body[other]].heightM * 0.9, z };
}

/** Notes whether a running part has ended: by its moments, or by what the body does. */
function settle(world: World, block: RunningBlock, i: number, slot: number): void {
  const { humans, social, tick } = world;
  const part = block.spec.parts[i];
  const state = block.parts[i];
  const mind = social.minds[slot]!;
  const running = social.performances.some((performance) => performance.uid === state.uid);
  if (!running) {
    const end = momentOf(state.moments, 'end');
    state.state = end !== undefined && end <= tick ? 'done' : 'failed';
    return;
  }
  if (tick - state.startTick > BLOCK_LIMITS.moveTicks) {
    endPerformance(world, state.uid, false, 'took too long');
    state.state = 'failed';
    return;
  }
  if (part.kind === 'walk') {
    const goal = mind.intent.place;
    const far = goal
      ? Math.hypot(goal.x - humans.position[slot * 3], goal.z - humans.position[slot * 3 + 2])
      : 0;
    if (humans.walking[slot] === 1 || tick - state.startTick < 4) return;
    mind.intent.place = undefined;
    finish(world, state, far < NEAR_M, 'could not get there');
  } else if (part.kind === 'sit' || part.kind === 'stand') {
    const sits = part.kind === 'sit';
    if (sits && mind.intent.seat < 0) finish(world, state, false, 'the seat is taken or out of reach');
    const there = humans.sitting[slot] === (sits ? 1 : 0);
    if (there && tick - mind.seatTick >= SEATED_TICKS) finish(world, state, true, '');
  }
}

function finish(world: World, state: PartState, ok: boolean, reason: string): void {
  endPerformance(world, state.uid, ok, reason);
  state.state = ok ? 'done' : 'failed';
}
