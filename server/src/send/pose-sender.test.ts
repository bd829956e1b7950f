import { LAYER_JOINTS, PoseDecoder, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { createWorld, removeHuman, spawnHuman, type World } from '../world/index.ts';
import { PoseSender, SEND, type SendClient } from './pose-sender.ts';

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
      stage: {
        id: 't',
        name: { en: 'T', ko: 'T' },
        size: [60, 60],
        spawn: [{ x: 0, z: 0, yaw: 0 }],
        marks: {},
        seats: [],
        colliders: [],
        props: [],
        paintings: [],
      },
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

  send(frame: Uint8Array): void {
    const bytes = frame.subarray(SEND.prefixBytes);
    this.bytes += bytes.length;
    this.messages += 1;
    this.mostBytes = Math.max(this.mostBytes, bytes.length);
    this.decoder.decode(bytes, {
      onBody: (body) => {
        if (body.layer < 3) this.seen.set(body.netId, (this.seen.get(body.netId) ?? 0) + 1);
      },
    });
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
    const layers = guest.client.sentLayer.slice();
    bench.sender.noteStats(guest.client, bench.world.tick, report);
    bench.sender.noteStats(guest.client, bench.world.tick + 1, report);
    expect(layers.some((layer) => layer !== 255)).toBe(true);
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
});
