/**
 * The server of the stream bench, started with fork(): the very room, host and sender of a stage, with performers
 * whose motion comes from a tape instead of being computed, so that what is measured is the stream. The other mode is
 * what one would write first: every joint in the Colyseus schema.
 */

import { matchMaker, Room, Server } from '@colyseus/core';
import { ArraySchema, Encoder, schema, t } from '@colyseus/schema';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { createRandom } from '@troupe/avatars/maths';
import { LAYER_JOINTS, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { stageRoomFor, startStageHost } from '@troupe/server/rooms';
import { createStage, type MotionPort } from '@troupe/server/tick';
import { createWorld, type World } from '@troupe/server/world';
import { type MotionTape, playRow, recordTape, tapeRow } from './motion-tape.ts';

/** What the bench asks of its server. */
export interface ServerOrder {
  readonly mode: 'vhp' | 'schema';
  readonly performers: number;
  readonly guestsMax: number;
  readonly seed: number;
  readonly halfM: number;
  /** Length of the recorded motion; the bench's own by default. */
  readonly tape?: { readonly people: number; readonly ticks: number };
}

/** What was spent between start and stop. */
export interface ServerReport {
  readonly ticks: number;
  readonly seconds: number;
  readonly cpuMsPerTick: number;
  readonly userMsPerTick: number;
  readonly systemMsPerTick: number;
  readonly tickMs: readonly number[];
  /** Ticks that took over 50 ms or began over 50 ms late. */
  readonly lateTicks: number;
  readonly rssMb: number;
  readonly skipped: number;
}

const TAPE = { people: 40, ticks: 240 } as const;
const JOINTS = LAYER_JOINTS[0];
const LATE_MS = 50;
const TICK_MS = 50;

/** Counts ticks and CPU between two words of the parent. */
class Meter {
  #cpu = process.cpuUsage();
  #startedMs = 0;
  #tickMs: number[] = [];
  #late = 0;
  #on = false;

  start(): void {
    this.#cpu = process.cpuUsage();
    this.#startedMs = performance.now();
    this.#tickMs = [];
    this.#late = 0;
    this.#on = true;
  }

  tick(durationMs: number, behindMs: number): void {
    if (!this.#on) return;
    this.#tickMs.push(durationMs);
    if (durationMs > LATE_MS || behindMs > LATE_MS) this.#late += 1;
  }

  stop(skipped: number): ServerReport {
    const { user, system } = process.cpuUsage(this.#cpu);
    const ticks = Math.max(1, this.#tickMs.length);
    this.#on = false;
    return {
      ticks: this.#tickMs.length,
      seconds: (performance.now() - this.#startedMs) / 1000,
      cpuMsPerTick: (user + system) / 1000 / ticks,
      userMsPerTick: user / 1000 / ticks,
      systemMsPerTick: system / 1000 / ticks,
      tickMs: this.#tickMs,
      lateTicks: this.#late,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
      skipped,
    };
  }
}

function homes(order: ServerOrder): Float32Array {
  const random = createRandom(order.seed);
  return Float32Array.from({ length: order.performers * 2 }, () => (random() * 2 - 1) * (order.halfM - 4));
}

/** A bare square: nothing of a stage but its people. */
function emptyWorld(order: ServerOrder): World {
  return createWorld({
    stage: {
      id: 'bench',
      name: { en: 'Bench', ko: '벤치' },
      size: [order.halfM * 2, order.halfM * 2],
      spawn: [{ x: 0, z: 0, yaw: 0 }],
      marks: {},
      seats: [],
      colliders: [],
      props: [],
      paintings: [],
    },
    bodies: [
      {
        id: 'bench',
        heightM: 1.7,
        hipsHeightM: 0.96,
        legLengthM: 0.83,
        restOffsets: new Array(JOINTS * 3).fill(0),
      },
    ],
    seed: order.seed,
    actionNames: [],
    capacity: order.performers + order.guestsMax,
  });
}

/** The stage's own road: world → PoseSender → room. Only the poses come from the tape. */
async function openVhp(order: ServerOrder, tape: MotionTape, meter: Meter): Promise<() => number> {
  const place = homes(order);
  const world = emptyWorld(order);
  const stage = createStage({ world, phases: [(w) => play(w, tape, place)], motion: TAPE_MOTION });
  let dueMs = performance.now();
  const host = startStageHost({
    stage,
    clock: {
      nowMs: () => performance.now(),
      after(ms, callback) {
        dueMs = performance.now() + ms;
        const timer = setTimeout(() => {
          const startMs = performance.now();
          callback();
          meter.tick(performance.now() - startMs, startMs - dueMs);
        }, ms);
        return () => clearTimeout(timer);
      },
    },
    onError: (error) => {
      console.error('tick failed:', error);
      process.exit(1);
    },
  });
  for (let n = 0; n < order.performers; n++) {
    host.mailbox.post({
      type: 'perform',
      key: `p${n}`,
      name: { en: `P${n}`, ko: `P${n}` },
      personaId: 'bench',
      bodyIndex: 0,
      x: 0,
      z: 0,
      yaw: 0,
    });
  }
  const parts = {
    host,
    spawn: [{ x: 0, z: 0, yaw: 0 }],
    guestsMax: order.guestsMax,
    nowMs: () => performance.now(),
  };
  await listen('stage', stageRoomFor(parts));
  return () => {
    let skipped = 0;
    for (const client of host.sender.clients) skipped += client.skipped;
    return skipped;
  };
}

/** Poses are there at once; the phase has written them. */
const TAPE_MOTION: MotionPort = {
  submit: () => true,
  ready: () => true,
  collect: (world) => {
    world.poseTick = world.tick;
  },
  finish: () => Promise.resolve(),
};

function play(world: World, tape: MotionTape, place: Float32Array): void {
  const { humans } = world;
  const to = { hips: humans.poseHips, joints: humans.poseJoints, face: humans.poseFace };
  for (let n = 0; n < Math.min(humans.count, place.length / 2); n++) {
    playRow(tape, tapeRow(tape, n, world.tick), to, n, place[n * 2], place[n * 2 + 1]);
    humans.posed[n] = 1;
  }
}

const JointState = schema({ x: t.float32(), y: t.float32(), z: t.float32(), w: t.float32() }, 'BenchJoint');
const BodyState = schema(
  { netId: t.uint16(), x: t.float32(), y: t.float32(), z: t.float32(), joints: t.array(JointState) },
  'BenchBody',
);
const CrowdState = schema({ bodies: t.array(BodyState) }, 'BenchCrowd');

/** The naive road: each joint four float32 in the schema, patched 20 times a second to everybody. */
async function openSchema(order: ServerOrder, tape: MotionTape, meter: Meter): Promise<() => number> {
  Encoder.BUFFER_SIZE = Math.max(1 << 16, order.performers * JOINTS * 40 + 65_536);
  const place = homes(order);
  const { performers } = order;
  const pose = {
    hips: new Float32Array(performers * 3),
    joints: new Float32Array(performers * JOINTS * 4),
    face: new Float32Array(performers * 18),
  };
  class NaiveRoom extends Room {
    override autoDispose = false;
    override patchRate: number | null = null;
    override state = new CrowdState();
    #tick = 0;

    override onCreate(): void {
      for (let n = 0; n < performers; n++) {
        const body = new BodyState();
        body.netId = n + 1;
        body.joints = new ArraySchema();
        for (let joint = 0; joint < JOINTS; joint++) body.joints.push(new JointState());
        this.state.bodies.push(body);
      }
      let dueMs = performance.now() + TICK_MS;
      const loop = (): void => {
        const startMs = performance.now();
        this.#step();
        const endMs = performance.now();
        meter.tick(endMs - startMs, startMs - dueMs);
        dueMs += TICK_MS;
        if (endMs - dueMs > 250) dueMs = endMs;
        setTimeout(loop, Math.max(0, dueMs - endMs));
      };
      setTimeout(loop, TICK_MS);
    }

    #step(): void {
      this.#tick += 1;
      for (let n = 0; n < performers; n++) {
        playRow(tape, tapeRow(tape, n, this.#tick), pose, n, place[n * 2], place[n * 2 + 1]);
        const body = this.state.bodies[n]!;
        body.x = pose.hips[n * 3];
        body.y = pose.hips[n * 3 + 1];
        body.z = pose.hips[n * 3 + 2];
        for (let joint = 0; joint < JOINTS; joint++) {
          const at = (n * JOINTS + joint) * 4;
          const q = body.joints[joint]!;
          q.x = pose.joints[at];
          q.y = pose.joints[at + 1];
          q.z = pose.joints[at + 2];
          q.w = pose.joints[at + 3];
        }
      }
      this.broadcastPatch();
    }
  }
  await listen('stage', NaiveRoom);
  return () => 0;
}

async function listen(name: string, room: Parameters<Server['define']>[1]): Promise<void> {
  const transport = new WebSocketTransport({
    pingInterval: 3_000,
    pingMaxRetries: 3,
    maxPayload: WIRE_LIMITS.clientMessageBytesMax,
    perMessageDeflate: false,
  });
  const server = new Server({ transport, greet: false, gracefullyShutdown: false });
  server.define(name, room);
  await server.listen(0, '127.0.0.1');
  await matchMaker.createRoom(name, {});
  process.send?.({ port: (transport.server as { address(): { port: number } }).address().port });
}

async function main(order: ServerOrder): Promise<void> {
  const tape = await recordTape({ ...(order.tape ?? TAPE), seed: order.seed });
  const meter = new Meter();
  const skippedSince = await (order.mode === 'vhp' ? openVhp : openSchema)(order, tape, meter);
  let skippedBefore = 0;
  process.on('message', (word) => {
    if (word === 'start') {
      skippedBefore = skippedSince();
      meter.start();
    } else if (word === 'stop') process.send?.(meter.stop(skippedSince() - skippedBefore));
    else process.exit(0);
  });
}

process.on('disconnect', () => process.exit(0));
if (process.send && process.argv[2]?.startsWith('{')) {
  main(JSON.parse(process.argv[2])).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
