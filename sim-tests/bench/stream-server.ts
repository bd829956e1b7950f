/**
 * The server of the stream bench, started with fork(): the very room, host and sender of a stage, with performers
 * whose motion comes from a tape instead of being computed, so that what is measured is the stream. The other modes are
 * the roads one would take first (stream-baselines.ts).
 */

import { fileURLToPath } from 'node:url';
import { matchMaker, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { LAYER_JOINTS, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { loadFarMotions } from '@troupe/server/personas';
import { stageRoomFor, startStageHost } from '@troupe/server/rooms';
import { createStage, type MotionPort } from '@troupe/server/tick';
import { bareStage, createWorld, type World } from '@troupe/server/world';
import { type MotionTape, playRow, recordTape, tapeRow } from './motion-tape.ts';
import { type BaselineName, baselineRoom, homesOf } from './stream-baselines.ts';
import { Meter } from './stream-meter.ts';

/** What the bench asks of its server. */
export interface ServerOrder {
  readonly mode: 'vhp' | BaselineName;
  readonly performers: number;
  readonly guestsMax: number;
  readonly seed: number;
  readonly halfM: number;
  /** Length of the recorded motion; the bench's own by default. */
  readonly tape?: { readonly people: number; readonly ticks: number };
}

/** Short enough that playing it does not drive the stage's own data out of the caches. */
const TAPE = { people: 24, ticks: 120 } as const;
const JOINTS = LAYER_JOINTS[0];
/** A bare square: nothing of a stage but its people. */
function emptyWorld(order: ServerOrder): World {
  return createWorld({
    stage: bareStage('bench', order.halfM * 2),
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
  const place = homesOf(order);
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
    far: loadFarMotions(fileURLToPath(new URL('../..', import.meta.url))),
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
    stageId: 'bench',
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
    world.poseTick = Math.max(0, world.tick - 1);
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

async function openBaseline(
  order: ServerOrder,
  name: BaselineName,
  tape: MotionTape,
  meter: Meter,
): Promise<() => number> {
  await listen('stage', baselineRoom(name, order, tape, meter));
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
  const skippedSince =
    order.mode === 'vhp'
      ? await openVhp(order, tape, meter)
      : await openBaseline(order, order.mode, tape, meter);
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
