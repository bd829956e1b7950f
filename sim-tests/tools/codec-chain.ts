// The whole road of poses without sockets: people who move, the stage's own sender, clients whose cameras, budgets and
// sockets change at random, and their decoders. Every joint a client decodes is compared with the pose it was made from.
import { createRandom } from '@troupe/avatars/maths';
import {
  BYTES_TYPE,
  type DecodedBody,
  LAYER_JOINTS,
  PoseDecoder,
  packQuat32,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { PoseSender, readBytesMessages, SEND } from '@troupe/server/send';
import { createWorld, spawnHuman, type World } from '@troupe/server/world';

const JOINTS = LAYER_JOINTS[0];
const FACE = 18;
const HALF_M = 30;
/** Per client and tick. */
const CHANCE = { view: 0.05, budget: 0.02, skip: 0.01, lost: 0.01, unread: 0.02 } as const;
/** Largest error of a hip, m: half a millimetre, or a sixteenth of one where a fine block came; and rounding. */
const HIPS_M = { plain: 0.00051, fine: 0.00007 } as const;

export interface ChainOrder {
  readonly comparisons: number;
  readonly seed: number;
  readonly people?: number;
  readonly clients?: number;
}

export interface ChainReport {
  comparisons: number;
  /** Joints whose 32 bits are not those of the pose; hips too far away; frames of nobody. */
  jointErrors: number;
  hipsErrors: number;
  strangers: number;
  keys: number;
  deltas: number;
  refined: number;
  layerSwitches: number;
  skips: number;
  /** Messages that never reached the decoder, after which the client says so as a real one does. */
  lost: number;
  orphanDeltas: number;
  malformed: number;
  ticks: number;
}

/** One watching client. */
class Watcher {
  readonly decoder = new PoseDecoder();
  readonly layers = new Map<number, number>();
  buffered = 0;
  loses = false;
  orphansTold = 0;
  readonly #check: (body: DecodedBody, key: boolean) => void;

  constructor(check: (watcher: Watcher, body: DecodedBody, key: boolean) => void) {
    this.#check = (body, key) => check(this, body, key);
  }

  write(frames: Uint8Array): void {
    if (this.loses) return;
    for (const message of readBytesMessages(frames, BYTES_TYPE.pose)) {
      this.decoder.decode(message, { onBody: (body, _atMs, key) => this.#check(body, key) });
    }
  }
  hasJoined(): boolean {
    return true;
  }
  bufferedBytes(): number {
    return this.buffered;
  }
  drop(): void {
    throw new Error('codec chain: a client was dropped');
  }
}

/** Runs until so many joints were compared. */
export function runCodecChain({ comparisons, seed, people = 60, clients = 12 }: ChainOrder): ChainReport {
  const random = createRandom(seed);
  const world = crowd(people, random);
  const sender = new PoseSender(world.humans.capacity, 0);
  const slots = new Map<number, number>();
  for (let slot = 0; slot < people; slot++) slots.set(world.humans.netId[slot], slot);
  const report: ChainReport = {
    comparisons: 0,
    jointErrors: 0,
    hipsErrors: 0,
    strangers: 0,
    keys: 0,
    deltas: 0,
    refined: 0,
    layerSwitches: 0,
    skips: 0,
    lost: 0,
    orphanDeltas: 0,
    malformed: 0,
    ticks: 0,
  };
  const check = (watcher: Watcher, body: DecodedBody, key: boolean): void =>
    compare(world, slots, report, watcher, body, key);
  const all = Array.from({ length: clients }, () => {
    const watcher = new Watcher(check);
    return { watcher, client: sender.addClient(watcher, -1) };
  });
  while (report.comparisons < comparisons) {
    world.tick += 1;
    move(world, people, random);
    for (const one of all) disturb(one.watcher, one.client, random, report);
    sender.encode(world);
    sender.sendAll(world, world.tick * 50);
    for (const { watcher, client } of all) {
      const { orphanDeltas } = watcher.decoder.counters;
      sender.noteStats(client, world.tick, {
        lateFrames: 0,
        orphanDeltas: orphanDeltas - watcher.orphansTold,
      });
      watcher.orphansTold = orphanDeltas;
    }
  }
  report.ticks = world.tick;
  for (const { watcher, client } of all) {
    report.skips += client.skipped;
    report.orphanDeltas += watcher.decoder.counters.orphanDeltas;
    report.malformed += watcher.decoder.counters.malformed;
  }
  return report;
}

function compare(
  world: World,
  slots: ReadonlyMap<number, number>,
  report: ChainReport,
  watcher: Watcher,
  body: DecodedBody,
  key: boolean,
): void {
  const slot = slots.get(body.netId);
  if (slot === undefined) {
    report.strangers += 1;
    return;
  }
  const { poseJoints, poseHips } = world.humans;
  const count = LAYER_JOINTS[body.layer as 0 | 1 | 2 | 3];
  for (let joint = 0; joint < count; joint++) {
    if (body.packed[joint] !== packQuat32(poseJoints, (slot * JOINTS + joint) * 4)) report.jointErrors += 1;
  }
  report.comparisons += count;
  const most = body.fineJoints >= 0 ? HIPS_M.fine : HIPS_M.plain;
  for (let axis = 0; axis < 3; axis++) {
    if (Math.abs(body.hips[axis] - poseHips[slot * 3 + axis]) > most) report.hipsErrors += 1;
  }
  if (key) report.keys += 1;
  else report.deltas += 1;
  if (body.fineJoints >= 0) report.refined += 1;
  const before = watcher.layers.get(body.netId);
  if (before !== undefined && before !== body.layer) report.layerSwitches += 1;
  watcher.layers.set(body.netId, body.layer);
}

/** What may happen to a client in a tick. */
function disturb(
  watcher: Watcher,
  client: ReturnType<PoseSender['addClient']>,
  random: () => number,
  report: ChainReport,
): void {
  if (random() < CHANCE.view) {
    const angle = random() * Math.PI * 2;
    client.view.x = (random() * 2 - 1) * HALF_M;
    client.view.z = (random() * 2 - 1) * HALF_M;
    client.view.dirX = Math.sin(angle);
    client.view.dirZ = Math.cos(angle);
  }
  if (random() < CHANCE.budget) {
    const { budgetBytesPerSecondMin: least, budgetBytesPerSecondMax: most } = WIRE_LIMITS;
    client.budgetWanted = client.budgetBytesPerSecond = least + random() * (most - least);
  }
  // Some skipped, some still being read (the buffer may not be written over), some lost on the way.
  watcher.buffered = random() < CHANCE.skip ? SEND.skipBufferedBytes + 1 : random() < CHANCE.unread ? 500 : 0;
  watcher.loses = random() < CHANCE.lost;
  if (watcher.loses) report.lost += 1;
}

function crowd(people: number, random: () => number): World {
  const place = { x: 0, z: 0, yaw: 0 };
  const world = createWorld({
    stage: {
      id: 'chain',
      name: { en: 'Chain', ko: '사슬' },
      size: [HALF_M * 2, HALF_M * 2],
      spawn: [place],
      marks: {},
      seats: [],
      colliders: [],
      props: [],
      paintings: [],
    },
    bodies: [
      { id: 'b', heightM: 1.7, hipsHeightM: 1, legLengthM: 0.8, restOffsets: new Array(JOINTS * 3).fill(0) },
    ],
    seed: 1,
    actionNames: [],
    capacity: people,
  });
  const { humans } = world;
  for (let n = 0; n < people; n++) {
    const name = { en: `P${n}`, ko: `P${n}` };
    const slot = spawnHuman(world, { kind: 'performer', name, bodyIndex: 0, ...place, personaId: 'p' });
    humans.posed[slot] = 1;
    humans.poseHips[slot * 3] = (random() * 2 - 1) * HALF_M;
    humans.poseHips[slot * 3 + 1] = 0.95;
    humans.poseHips[slot * 3 + 2] = (random() * 2 - 1) * HALF_M;
    for (let joint = 0; joint < JOINTS; joint++) humans.poseJoints[(slot * JOINTS + joint) * 4 + 3] = 1;
  }
  return world;
}

/** Everybody moves a little, some joints a lot or not at all; now and then somebody is somewhere else at once. */
function move(world: World, people: number, random: () => number): void {
  const { poseHips, poseJoints: q, poseFace } = world.humans;
  for (let slot = 0; slot < people; slot++) {
    for (let axis = 0; axis < 3; axis += 2) {
      const leap = random() < 0.001 ? 40 : 0.1;
      poseHips[slot * 3 + axis] = Math.max(
        -150,
        Math.min(150, poseHips[slot * 3 + axis] + (random() - 0.5) * leap),
      );
    }
    poseFace[slot * FACE + Math.floor(random() * FACE)] = random() < 0.5 ? 0 : random();
  }
  for (let i = 0; i < people * JOINTS * 4; i += 4) {
    const dice = random();
    if (dice < 0.3) continue;
    const step = dice < 0.8 ? 0.02 : dice < 0.97 ? 0.15 : 1.2;
    let square = 0;
    for (let k = 0; k < 4; k++) {
      q[i + k] += (random() - 0.5) * step;
      square += q[i + k] * q[i + k];
    }
    const inverse = square > 1e-9 ? 1 / Math.sqrt(square) : 0;
    for (let k = 0; k < 4; k++) q[i + k] *= inverse;
  }
}
