import { BYTES_TYPE, LAYER_JOINTS, PoseDecoder, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { bareStage, createWorld, removeHuman, spawnHuman, type World } from '../world/index.ts';
import { readBytesMessages, readFrames } from './frames.ts';
import { PoseSender, SEND } from './pose-sender.ts';
import type { SendClient } from './send-client.ts';
import { layerOfWord, NO_LAYER } from './sent-word.ts';

const BODY = { id: 'b', heightM: 1.7, hipsHeightM: 1, legLengthM: 0.8, restOffsets: new Array(156).fill(0) };

function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** A stage of moving people, a sender, and guests who decode what they are sent. */
class Bench {
  readonly world: World;
  readonly sender: PoseSender;
  readonly random: () => number;
  sockets: Socket[] = [];

  constructor(people: number, seed: number) {
    this.random = dice(seed);
    this.world = createWorld({
      stage: bareStage('t', 60),
      bodies: [BODY],
      seed,
      actionNames: [],
      capacity: people + 2,
    });
    this.sender = new PoseSender(people + 2, 0);
    for (let n = 0; n < people; n++) this.spawn();
  }

  spawn(): number {
    const slot = spawnHuman(this.world, {
      kind: 'performer',
      name: { en: 'P', ko: 'P' },
      bodyIndex: 0,
      x: this.random() * 50 - 25,
      z: this.random() * 50 - 25,
      yaw: 0,
      personaId: 'p',
    });
    const { humans } = this.world;
    humans.poseHips.set([humans.position[slot * 3], 0.95, humans.position[slot * 3 + 2]], slot * 3);
    humans.posed[slot] = 1;
    return slot;
  }

  connect(ownSlot = -1): Socket {
    const socket = new Socket();
    socket.client = this.sender.addClient(socket, ownSlot);
    this.sockets.push(socket);
    return socket;
  }

  /** A tick in which nobody moves: what it costs is the sender's. */
  tickOnly(): void {
    this.world.tick += 1;
    this.sender.encode(this.world);
    this.sender.sendAll(this.world, this.world.tick * 50);
  }

  step(ticks = 1): void {
    const { humans } = this.world;
    for (let i = 0; i < ticks; i++) {
      this.world.tick += 1;
      for (let k = 0; k < humans.count * 52; k++) {
        const angle = this.random() < 0.2 ? 0 : (this.random() - 0.5) * 0.1;
        const q = humans.poseJoints;
        q[k * 4] += angle;
        if (q[k * 4 + 3] === 0) q[k * 4 + 3] = 1;
        const length = Math.hypot(q[k * 4], q[k * 4 + 1], q[k * 4 + 2], q[k * 4 + 3]);
        for (let c = 0; c < 4; c++) q[k * 4 + c] /= length;
      }
      for (const socket of this.sockets) socket.tick = this.world.tick;
      this.sender.encode(this.world);
      this.sender.sendAll(this.world, this.world.tick * 50);
    }
  }
}

class Socket {
  client!: SendClient;
  readonly decoder = new PoseDecoder();
  readonly seen = new Map<number, number>();
  tick = 0;
  buffered = 0;
  bytes = 0;
  messages = 0;
  mostBytes = 0;
  dropped = 0;
  closedAtTick = -1;

  writes = 0;
  readonly presentAtMs: number[] = [];

  readonly news: string[] = [];
  joined = true;

  write(frames: Uint8Array): void {
    this.writes += 1;
    for (const bytes of readBytesMessages(frames, BYTES_TYPE.pose)) this.#take(bytes);
    for (const message of readFrames(frames))
      if (message[0] !== 17) this.news.push(Buffer.from(message).toString());
  }
  hasJoined(): boolean {
    return this.joined;
  }
  #take(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.messages += 1;
    this.mostBytes = Math.max(this.mostBytes, bytes.length);
    const presentAtMs = this.decoder.decode(bytes, {
      onBody: (body) => {
        if (body.layer < 3) this.seen.set(body.netId, (this.seen.get(body.netId) ?? 0) + 1);
      },
    });
    this.presentAtMs.push(presentAtMs);
  }
  bufferedBytes(): number {
    return this.buffered;
  }
  drop(): void {
    this.dropped += 1;
    this.closedAtTick = this.tick;
  }
}

describe('sending', () => {
  test('S1: one message a client a tick, within its budget, and joints of most people', () => {
    const bench = new Bench(100, 1);
    const guest = bench.connect();
    bench.step(60);
    guest.bytes = 0;
    guest.messages = 0;
    guest.seen.clear();
    bench.step(100);
    expect(guest.messages).toBe(100);
    expect(guest.bytes / 5).toBeLessThan(WIRE_LIMITS.budgetBytesPerSecond);
    expect(guest.bytes / 5).toBeGreaterThan(WIRE_LIMITS.budgetBytesPerSecond * 0.6);
    expect([...guest.seen.values()].filter((count) => count >= 25).length).toBeGreaterThan(60);
    expect(guest.decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0 });
  });

  test('S2: a client that asks for less gets less', () => {
    const bench = new Bench(100, 2);
    const guest = bench.connect();
    guest.client.budgetWanted = guest.client.budgetBytesPerSecond = 12_000;
    bench.step(60);
    guest.bytes = 0;
    bench.step(100);
    expect(guest.bytes / 5).toBeLessThan(12_000);
  });

  test('S3: a join never bursts: keys of a message are bounded', () => {
    const bench = new Bench(200, 3);
    bench.step(5);
    const guest = bench.connect();
    bench.step(40);
    expect(guest.mostBytes).toBeLessThan(SEND.keyBytesMax + 6_000);
    expect(guest.decoder.bodies.size).toBe(200);
  });

  test('S4: a client that skipped resumes with keys and is right again, whatever was lost', () => {
    const bench = new Bench(40, 4);
    const guest = bench.connect();
    bench.step(30);
    for (let i = 0; i < 200; i++) {
      guest.buffered = bench.random() < 0.2 ? 100_000 : 0;
      bench.step();
    }
    guest.buffered = 0;
    bench.step(30);
    expect(guest.decoder.counters.orphanDeltas).toBe(0);
    const { humans } = bench.world;
    for (let slot = 0; slot < 40; slot++) {
      const body = guest.decoder.bodies.get(humans.netId[slot])!;
      if (body.layer !== 0) continue;
      for (let joint = 0; joint < LAYER_JOINTS[0]; joint++) {
        const at = (slot * 52 + joint) * 4;
        expect(Math.abs(Math.abs(body.joints[joint * 4 + 3]) - humans.poseJoints[at + 3])).toBeLessThan(
          0.004,
        );
      }
    }
  });

  test('S5: a slow reader is closed within three seconds, once, and disturbs nobody', () => {
    const bench = new Bench(30, 5);
    const slow = bench.connect();
    const other = bench.connect();
    bench.step(20);
    slow.buffered = SEND.skipBufferedBytes + 1;
    const before = slow.messages;
    const since = bench.world.tick;
    bench.step(100);
    expect(slow.messages).toBe(before);
    expect(slow.dropped).toBe(1);
    expect(slow.closedAtTick - since).toBeLessThanOrEqual(60);
    expect(other.messages).toBe(120);
    expect(other.client.budgetBytesPerSecond).toBe(WIRE_LIMITS.budgetBytesPerSecond);
  });

  test('S6: a client far over the limit is closed at once', () => {
    const bench = new Bench(3, 6);
    const slow = bench.connect();
    slow.buffered = SEND.dropBufferedBytes + 1;
    bench.step();
    expect(slow.dropped).toBe(1);
  });

  test('S7: a report of late frames shrinks the budget, quiet time lets it grow back', () => {
    const bench = new Bench(3, 7);
    const guest = bench.connect();
    bench.sender.noteStats(guest.client, 1, { lateFrames: 10, orphanDeltas: 0 });
    expect(guest.client.budgetBytesPerSecond).toBeLessThan(WIRE_LIMITS.budgetBytesPerSecond);
    bench.step(20 * 30);
    expect(guest.client.budgetBytesPerSecond).toBe(WIRE_LIMITS.budgetBytesPerSecond);
  });

  test('S8: a client that reports orphaned deltas is sent everybody anew, at most once a second', () => {
    const bench = new Bench(10, 8);
    const guest = bench.connect();
    bench.step(60);
    guest.decoder.bodies.clear();
    bench.step(5);
    expect(guest.decoder.counters.orphanDeltas).toBeGreaterThan(0);
    const report = { lateFrames: 0, orphanDeltas: guest.decoder.counters.orphanDeltas };
    bench.sender.noteStats(guest.client, bench.world.tick, report);
    bench.step(20);
    expect(guest.decoder.bodies.size).toBe(10);
    bench.sender.noteStats(guest.client, bench.world.tick, report);
    expect(guest.client.sent.every((word) => layerOfWord(word) === NO_LAYER)).toBe(true);
    bench.step(5);
    const sent = guest.client.sent.slice();
    bench.sender.noteStats(guest.client, bench.world.tick, report);
    expect(sent.some((word) => layerOfWord(word) !== NO_LAYER)).toBe(true);
    expect(guest.client.sent).toEqual(sent);
  });

  test('S9: the own body always comes with all body joints, even behind the camera and on a small budget', () => {
    const bench = new Bench(150, 9);
    const slot = bench.spawn();
    const guest = bench.connect(slot);
    guest.client.budgetWanted = guest.client.budgetBytesPerSecond = WIRE_LIMITS.budgetBytesPerSecondMin * 2;
    guest.client.view.x = 25;
    guest.client.view.dirZ = -1;
    bench.step(60);
    expect(guest.decoder.bodies.get(bench.world.humans.netId[slot])!.layer).toBeLessThanOrEqual(1);
  });

  test('S10: who takes a freed slot begins anew under a wire id of its own', () => {
    const bench = new Bench(5, 10);
    const guest = bench.connect();
    bench.step(30);
    const before = bench.world.humans.netId[2];
    removeHuman(bench.world, 2);
    bench.step(5);
    const slot = bench.spawn();
    expect(slot).toBe(2);
    bench.step(30);
    const netId = bench.world.humans.netId[2];
    expect(netId).not.toBe(before);
    expect(guest.decoder.bodies.has(netId)).toBe(true);
    expect(guest.decoder.counters.orphanDeltas).toBe(0);
  });

  test('S11: everybody is refreshed by a key once in twenty seconds, in every layer', () => {
    const bench = new Bench(60, 11);
    const guest = bench.connect();
    bench.step(60);
    // The client loses its mind without noticing; chains heal by themselves.
    guest.decoder.bodies.clear();
    bench.step(420);
    expect(guest.decoder.bodies.size).toBe(60);
  });

  test('S12: the nearer and the seen come in more detail', () => {
    const bench = new Bench(120, 12);
    const guest = bench.connect();
    Object.assign(guest.client.view, { x: 0, z: 0, dirX: 0, dirZ: 1 });
    guest.client.budgetWanted = guest.client.budgetBytesPerSecond = 16_000;
    bench.step(80);
    const { humans } = bench.world;
    let ahead = 0;
    let behind = 0;
    for (let slot = 0; slot < humans.count; slot++) {
      const z = humans.poseHips[slot * 3 + 2];
      const near = Math.hypot(humans.poseHips[slot * 3], z) < 20;
      if (!near || Math.abs(z) < 3) continue;
      const detail = 3 - guest.client.layers[slot];
      if (z > 0) ahead += detail;
      else behind += detail;
    }
    expect(ahead).toBeGreaterThan(behind * 2);
  });

  test('S13: encoding, choosing and composing leave no garbage but one view of the buffer a message', () => {
    const bench = new Bench(100, 13);
    let messages = 0;
    for (let i = 0; i < 40; i++) {
      const client = bench.sender.addClient(
        {
          write: () => messages++,
          hasJoined: () => true,
          bufferedBytes: () => 0,
          drop: () => expect.fail('dropped'),
        },
        -1,
      );
      client.view.x = i - 20;
    }
    // Everybody has keys, and the code is compiled.
    for (let i = 0; i < 200; i++) bench.tickOnly();
    // A collection now and then makes a window negative: the median is of those without.
    const perMessage = Array.from({ length: 21 }, () => {
      const before = process.memoryUsage().heapUsed;
      messages = 0;
      for (let i = 0; i < 4; i++) bench.tickOnly();
      return (process.memoryUsage().heapUsed - before) / messages;
    }).sort((a, b) => a - b);
    expect(messages).toBe(160);
    expect(perMessage[10]).toBeGreaterThan(0);
    expect(perMessage[10]).toBeLessThan(400);
  });

  /** So many guests that those who watch get their messages two by two. */
  function crowd(bench: Bench): void {
    for (let i = bench.sender.clients.size; i < SEND.pairsFrom; i++) {
      const sink = { write: () => {}, hasJoined: () => true, bufferedBytes: () => 0, drop: () => {} };
      bench.sender.addClient(sink, -1);
    }
  }

  test('S14: in a crowd who only watches gets every message, in order, two in one write; who has a body one each tick', () => {
    const bench = new Bench(60, 14);
    const own = bench.spawn();
    const few = bench.connect();
    bench.step(40);
    expect(few.writes).toBe(40);
    const watching = [bench.connect(), bench.connect()];
    const guest = bench.connect(own);
    crowd(bench);
    bench.step(40);
    for (const socket of [...watching, few, guest]) {
      socket.writes = 0;
      socket.presentAtMs.length = 0;
    }
    bench.step(100);
    expect(guest.writes).toBe(100);
    for (const socket of [...watching, few]) {
      expect(socket.writes).toBe(50);
      expect(socket.presentAtMs.length).toBe(100);
      expect(socket.presentAtMs.every((at, i) => i === 0 || at === socket.presentAtMs[i - 1] + 50)).toBe(
        true,
      );
      expect(socket.decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0 });
      expect(socket.decoder.bodies.size).toBe(61);
    }
  });

  test('S15: what waits goes out alone when the next tick brings no pose, and is dropped when the socket is full', () => {
    const bench = new Bench(20, 15);
    const socket = bench.connect();
    crowd(bench);
    bench.step(41);
    const before = socket.messages;
    bench.sender.skipTick();
    bench.sender.skipTick();
    expect(socket.messages - before).toBeLessThanOrEqual(1);
    expect(socket.client.waitingBytes).toBe(0);
    for (let i = 0; i < 100; i++) {
      socket.buffered = bench.random() < 0.3 ? SEND.skipBufferedBytes + 1 : 0;
      if (bench.random() < 0.1) bench.sender.skipTick();
      bench.step();
    }
    socket.buffered = 0;
    bench.step(30);
    expect(socket.decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0 });
    expect(socket.presentAtMs.every((at, i) => i === 0 || at > socket.presentAtMs[i - 1])).toBe(true);
    expect(socket.client.skipped).toBeGreaterThan(10);
  });

  test('S16: news reach everybody who has joined once and in order, with the poses, without them, waiting or behind', () => {
    const bench = new Bench(20, 16);
    const plain = bench.connect(bench.spawn());
    const full = bench.connect();
    const joining = bench.connect();
    const watching = bench.connect();
    crowd(bench);
    bench.step(33);
    joining.joined = false;
    full.buffered = SEND.skipBufferedBytes + 1;
    const told: string[] = [];
    plain.writes = 0;
    for (let i = 0; i < 20; i++) {
      for (let k = 0; k < 3; k++) {
        const words = `news ${i} ${k} ${'.'.repeat(i * 500 * k)}`;
        bench.sender.tell(Buffer.from(words));
        told.push(words);
      }
      if (i % 7 === 3) bench.sender.skipTick();
      else if (i % 7 === 5) bench.sender.sendNews();
      else bench.step();
    }
    bench.step(2);
    expect(plain.news).toEqual(told);
    expect(watching.news).toEqual(told);
    expect(full.news).toEqual(told);
    expect(joining.news).toEqual([]);
    // Of the twenty times three had no pose with them, and three no tick.
    expect(plain.writes).toBe(22);
  });

  test('S17: more news than a tick can carry go out before, whole', () => {
    const bench = new Bench(3, 17);
    const socket = bench.connect();
    bench.step(3);
    const told = ['a', 'b', 'c', 'd'].map((letter) =>
      letter.repeat(SEND.newsBytes * (letter === 'c' ? 2 : 0.4)),
    );
    for (const words of told) bench.sender.tell(Buffer.from(words));
    bench.step();
    expect(socket.news.map(({ length }) => length)).toEqual(told.map(({ length }) => length));
    expect(socket.news).toEqual(told);
    expect(socket.decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0 });
  });

  test('S18: who asks for more has it within seconds, once; after the road was too narrow it grows slowly', () => {
    const bench = new Bench(3, 18);
    const guest = bench.connect();
    guest.client.budgetWanted = WIRE_LIMITS.budgetBytesPerSecondMax;
    bench.step(20 * 6);
    expect(guest.client.budgetBytesPerSecond).toBe(WIRE_LIMITS.budgetBytesPerSecondMax);
    bench.sender.noteStats(guest.client, 1, { lateFrames: 10, orphanDeltas: 0 });
    const shrunk = guest.client.budgetBytesPerSecond;
    bench.step(20 * 6);
    expect(guest.client.budgetBytesPerSecond - shrunk).toBeLessThanOrEqual(8 * SEND.budgetGrowthBytes);
  });
});
