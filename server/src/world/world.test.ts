import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createWorld,
  differingParts,
  drawOfStage,
  fingerprint,
  HUMAN_KIND,
  hashParts,
  hashWorld,
  partNames,
  removeHuman,
  slotOf,
  spawnHuman,
  type World,
} from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const open = (capacity = 32, seed = 1): World =>
  createWorld({ stage: plaza, bodies: [body, body], seed, actionNames: [], capacity });
const put = (world: World, over: Partial<Parameters<typeof spawnHuman>[1]> = {}): number =>
  spawnHuman(world, {
    kind: 'guest',
    name: { en: 'A', ko: 'A' },
    bodyIndex: 0,
    x: 0,
    z: 20,
    yaw: 0,
    ...over,
  });

describe('people come and go', () => {
  test('a full stage says so', () => {
    const world = open(4);
    expect(Array.from({ length: 6 }, () => put(world))).toEqual([0, 1, 2, 3, -1, -1]);
  });

  test('a wire id rests: whoever comes next gets another, also after the ids have gone round', () => {
    const world = open(4);
    const first = world.humans.netId[put(world)];
    removeHuman(world, 0);
    expect(world.humans.netId[put(world)]).not.toBe(first);
    world.lastNetId = 65_534;
    const ids = [put(world), put(world)].map((slot) => world.humans.netId[slot]);
    expect(ids).toEqual([65_535, 1]);
    expect(world.humans.netId[put(world)]).toBe(3);
  });

  test('whoever left is forgotten by every array, by minds and by replies', () => {
    const world = open();
    const performer = put(world, { kind: 'performer', personaId: 'cast' });
    const before = hashWorld(world);
    const guest = put(world, { x: 3 });
    const netId = world.humans.netId[guest];
    const mind = world.social.minds[performer]!;
    mind.attendNetId = netId;
    mind.intent.walkNetId = netId;
    mind.replies.push({
      dueTick: 9,
      toNetId: netId,
      text: 'x',
      locale: 'en',
      face: 'happy',
      action: '',
      walk: '',
      brain: 'offline',
    });
    removeHuman(world, guest);
    world.lastNetId -= 1;
    expect(hashWorld(world)).toBe(before);
    expect(slotOf(world, netId)).toBe(-1);
    expect(slotOf(world, 0)).toBe(-1);
  });

  test('nobody is put inside a wall, nor into a body that is not there', () => {
    const world = open();
    const bench = plaza.colliders.find((collider) => collider.id === 'bench2')!;
    const [x, , z] = (bench as { centre: number[] }).centre;
    const slot = put(world, { x, z, bodyIndex: 99 });
    expect(
      world.ground.pushOut(world.humans.position[slot * 3], world.humans.position[slot * 3 + 2], 0.2, [0, 0]),
    ).toBe(false);
    expect(world.humans.body[slot]).toBe(1);
    for (const bodyIndex of [-1, Number.NaN, -1e9])
      expect(world.humans.body[put(world, { bodyIndex })]).toBe(0);
  });

  test('two hundred who come to one place stand apart from the start', () => {
    const world = open(200);
    for (let i = 0; i < 200; i++) put(world);
    const { position } = world.humans;
    let apart = 0;
    for (let a = 0; a < 60; a++) {
      let nearest = 99;
      for (let b = 0; b < 60; b++)
        if (b !== a)
          nearest = Math.min(
            nearest,
            Math.hypot(position[a * 3] - position[b * 3], position[a * 3 + 2] - position[b * 3 + 2]),
          );
      if (nearest > 0.6) apart += 1;
    }
    expect(apart).toBe(60);
    for (let slot = 0; slot < 200; slot++)
      expect(world.ground.inside(position[slot * 3], position[slot * 3 + 2])).toBe(true);
  });

  test('any coming and going keeps ids unique, slots findable and the count tight', () => {
    const moves = fc.array(fc.oneof(fc.constant(-1), fc.nat(15)), { maxLength: 80 });
    fc.assert(
      fc.property(moves, (list) => {
        const world = open(16);
        for (const move of list) {
          if (move < 0) put(world);
          else if (world.humans.kind[move] !== HUMAN_KIND.free) removeHuman(world, move);
        }
        const { humans } = world;
        const ids: number[] = [];
        for (let slot = 0; slot < 16; slot++) {
          if (humans.kind[slot] === HUMAN_KIND.free) continue;
          expect(slot).toBeLessThan(humans.count);
          expect(slotOf(world, humans.netId[slot])).toBe(slot);
          ids.push(humans.netId[slot]);
        }
        expect(new Set(ids).size).toBe(ids.length);
        if (humans.count > 0) expect(humans.kind[humans.count - 1]).not.toBe(HUMAN_KIND.free);
      }),
    );
  });

  test('a stage without bodies is refused with what to do', () => {
    expect(() => createWorld({ stage: plaza, bodies: [], seed: 1, actionNames: [] })).toThrow(
      /troupe cast build/,
    );
  });
});

describe('the hash of a stage', () => {
  test('sees one bit anywhere, and names where', () => {
    const world = open();
    put(world);
    put(world, { kind: 'performer', personaId: 'tilda', x: 2 });
    const names = partNames(world);
    const before = fingerprint(world);
    expect(before.hash).toBe(hashWorld(world));
    expect(Object.keys(hashParts(world))).toEqual(names);
    const flips: [string, (w: World) => void][] = [
      ['humans.poseJoints', (w) => (w.humans.poseJoints[52 * 4] = 1e-7)],
      ['humans.position', (w) => (w.humans.position[3] += 1e-6)],
      ['humans.goalYaw', (w) => (w.humans.goalYaw[1] = 0)],
      ['props.velocity', (w) => (w.props.velocity[0] = -0)],
      ['minds', (w) => (w.social.minds[1]!.dice += 1)],
      ['guests', (w) => (w.guests[0]!.ackSeq = 1)],
      ['stage', (w) => void drawOfStage(w)],
    ];
    for (const [name, flip] of flips) {
      const other = open();
      put(other);
      put(other, { kind: 'performer', personaId: 'tilda', x: 2 });
      flip(other);
      const after = fingerprint(other);
      expect(after.hash, name).not.toBe(before.hash);
      expect(differingParts(names, before.parts, after.parts)).toEqual([name]);
    }
  });

  test('does not see slots nobody has', () => {
    const world = open();
    put(world);
    const before = hashWorld(world);
    world.humans.position[31 * 3] = 7;
    expect(hashWorld(world)).toBe(before);
  });
});

test('the dice of a stage are even and repeat with the seed', () => {
  const one = open(4, 77);
  const two = open(4, 77);
  let sum = 0;
  for (let i = 0; i < 2_000; i++) {
    const draw = drawOfStage(one);
    expect(draw).toBe(drawOfStage(two));
    sum += draw;
  }
  expect(sum / 2_000).toBeCloseTo(0.5, 1);
});
