import { readFileSync } from 'node:fs';
import { PoseSampler } from '@troupe/client-sdk';
import { BYTES_TYPE, decodeFarMotions, farPose, NO_MOTION, PoseDecoder } from '@troupe/client-sdk/protocol';
import { FarActs, farMotionsOfStage, PoseSender, readBytesMessages } from '@troupe/server/send';
import { bareStage, createWorld, spawnHuman, type World } from '@troupe/server/world';
import { describe, expect, test } from 'vitest';

const table = decodeFarMotions(
  new Uint8Array(readFileSync(new URL('../../assets/models/far-motion/far-motions.bin', import.meta.url))),
);
const STYLES = ['neutral', 'strut'].map((name) => ({
  name,
  mode: 0,
  derived: undefined,
  speedMps: undefined,
}));
const ACTIONS = ['bow', 'unheardOf'];
const motionOf = farMotionsOfStage(table, STYLES, ACTIONS);
const nameOf = (world: World, slot: number): string => table.motions[motionOf(world, slot)]?.name ?? 'none';

function farWorld(people: number): World {
  const world = createWorld({
    stage: bareStage('far', 400),
    bodies: [{ id: 'b', heightM: 1.7, hipsHeightM: 1, legLengthM: 0.8, restOffsets: new Array(156).fill(0) }],
    seed: 1,
    actionNames: ACTIONS,
    capacity: people,
  });
  for (let n = 0; n < people; n++) {
    const name = { en: 'P', ko: '피' };
    const slot = spawnHuman(world, {
      kind: 'performer',
      name,
      bodyIndex: 0,
      x: 120,
      z: n,
      yaw: 0,
      personaId: 'p',
    });
    world.humans.posed[slot] = 1;
    world.humans.poseHips.set([120, 1, n], slot * 3);
    for (let joint = 0; joint < 52; joint++) world.humans.poseJoints[(slot * 52 + joint) * 4 + 3] = 1;
  }
  return world;
}

describe('acts of far people', () => {
  test('what somebody is at follows from seat, pace, style and action', () => {
    const world = farWorld(1);
    const { humans } = world;
    expect(nameOf(world, 0)).toBe('stand');
    humans.action[0] = 1;
    humans.actionStartTick[0] = world.tick;
    expect(nameOf(world, 0)).toBe('action:bow');
    humans.velocity[2] = 1.2;
    expect(nameOf(world, 0)).toBe('walk:neutral');
    humans.style[0] = 1;
    expect(nameOf(world, 0)).toBe('walk:strut');
    humans.sitting[0] = 1;
    expect(nameOf(world, 0)).toBe('sit');
    humans.sitting[0] = 0;
    humans.velocity[2] = 0;
    world.tick += 600;
    expect(nameOf(world, 0)).toBe('stand');
    humans.action[0] = 2;
    humans.actionStartTick[0] = world.tick;
    expect(nameOf(world, 0)).toBe('stand');
  });

  test('a client sees far walkers at the phase at which the stage has them, each its own, between two acts too', () => {
    const people = 40;
    const world = farWorld(people);
    const sender = new PoseSender(people, 0, new FarActs(people, table, motionOf));
    const decoder = new PoseDecoder();
    const sampler = new PoseSampler();
    sampler.far = table;
    const walk = table.motions.findIndex(({ name }) => name === 'walk:neutral');
    const { seconds } = table.motions[walk];
    const phaseOf = (slot: number, ms: number): number => (ms / 1000 / seconds + slot * 0.137) % 1;
    const pose = new Float32Array(52 * 4);
    const client = sender.addClient(
      {
        write(frames) {
          for (const message of readBytesMessages(frames, BYTES_TYPE.pose))
            decoder.decode(message, {
              onBody: (body, atMs) => sampler.add(body, atMs, world.tick * 50),
              onAct: (body, motion, phase, atMs) => sampler.addAct(body.netId, motion, phase, atMs),
            });
        },
        hasJoined: () => true,
        bufferedBytes: () => 0,
        drop: () => {
          throw new Error('dropped');
        },
      },
      -1,
    );
    Object.assign(client.view, { x: 0, z: 0, dirX: 1, dirZ: 0 });
    let compared = 0;
    let most = 0;
    for (let tick = 1; tick <= 160; tick++) {
      world.tick = tick;
      for (let slot = 0; slot < people; slot++) {
        farPose(table, walk, phaseOf(slot, tick * 50), pose);
        world.humans.poseJoints.set(pose.subarray(4, 88), slot * 208 + 4);
        world.humans.velocity[slot * 3 + 2] = 1.3;
      }
      sender.encode(world);
      sender.sendAll(world, tick * 50);
      const sampled = sampler.sample(tick * 50);
      // A body of layer 3 is shown as much later as its next frame may take; that delay is come to slowly.
      if (tick < 100) continue;
      const shownMs = tick * 50 - sampler.clock.delayMs - 450;
      for (const body of sampled) {
        const slot = world.humans.netId.indexOf(body.netId);
        expect(body.layer).toBe(3);
        expect(body.act.motion).toBe(walk);
        const off = Math.abs(body.act.phase - phaseOf(slot, shownMs));
        most = Math.max(most, Math.min(off, 1 - off));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(people * 50);
    expect(most).toBeLessThan(0.06);
    expect(decoder.counters).toMatchObject({ malformed: 0, unknownBlocks: 0, orphanDeltas: 0 });
  });

  test('without a table nothing is said, and whoever is unlike every motion is passed over', () => {
    const world = farWorld(2);
    const seen: number[] = [];
    for (const far of [undefined, new FarActs(2, table, (_, slot) => (slot === 0 ? NO_MOTION : 1))]) {
      const sender = new PoseSender(2, 0, far);
      const decoder = new PoseDecoder();
      sender.addClient(
        {
          write(frames) {
            for (const message of readBytesMessages(frames, BYTES_TYPE.pose))
              decoder.decode(message, {
                onBody: () => {},
                onAct: (body) => seen.push(world.humans.netId.indexOf(body.netId)),
              });
          },
          hasJoined: () => true,
          bufferedBytes: () => 0,
          drop: () => {},
        },
        -1,
      );
      for (let tick = 1; tick <= 40; tick++) {
        world.tick = tick;
        sender.encode(world);
        sender.sendAll(world, tick * 50);
      }
      expect(decoder.counters).toMatchObject({ malformed: 0, unknownBlocks: 0 });
      if (!far) expect(seen).toEqual([]);
    }
    expect(new Set(seen)).toEqual(new Set([1]));
  });
});
