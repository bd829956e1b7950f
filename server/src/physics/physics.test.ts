import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CONTACT_KIND,
  createWorld,
  DRIVE,
  hashWorld,
  removeHuman,
  STAGE_LIMITS,
  spawnHuman,
  type World,
} from '../world/index.ts';
import { loadStagePhysics, type StagePhysics } from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const law = {
  accelerationMps2: 1.3,
  decelerationMps2: 1,
  turnRadps: 2.3,
  turnGain: 4,
  turnAccelerationRadps2: 9.6,
  arriveM: 0.02,
};
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const name = { en: 'A', ko: 'A' };

let world: World;
let physics: StagePhysics;
const put = (kind: 'performer' | 'guest', x: number, z: number, yaw = 0): number =>
  spawnHuman(world, { kind, name, bodyIndex: 0, x, z, yaw });
const walk = (slot: number, x: number, z: number, speed = 1.2): void => {
  const { humans } = world;
  humans.drive[slot] = DRIVE.walkTo;
  humans.walking[slot] = 1;
  humans.goalSpeed[slot] = speed;
  humans.remaining[slot] = 20;
  humans.desired[slot * 2] = x * speed;
  humans.desired[slot * 2 + 1] = z * speed;
};
const run = (seconds: number, each?: () => void): void => {
  for (let t = 0; t < seconds * 20; t++) {
    physics.step(world);
    each?.();
    world.tick += 1;
  }
};
const at = (slot: number) => [...world.humans.position.subarray(slot * 3, slot * 3 + 3)];

beforeEach(async () => {
  world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 256 });
  physics = await loadStagePhysics(plaza, law);
});

describe('physics of a stage', () => {
  test('a performer walks at the speed wanted and climbs the three steps', () => {
    const slot = put('performer', 0, 0, Math.PI);
    walk(slot, 0, -1);
    run(7);
    expect(at(slot)[1]).toBeCloseTo(0.48, 2);
    expect(at(slot)[2]).toBeLessThan(-6);
    expect(-world.humans.velocity[slot * 3 + 2]).toBeCloseTo(1.2, 1);
  });

  test('a wall stops a performer', () => {
    const slot = put('performer', -22.5, 2, -Math.PI / 2);
    walk(slot, -1, 0);
    run(5);
    expect(at(slot)[0]).toBeGreaterThan(-24.6);
    expect(world.counters.bodiesRescued).toBe(0);
  });

  test('a guest pushes a performer aside, gently, and the touch is told once with who came', () => {
    const performer = put('performer', 0.1, 18);
    const guest = put('guest', 0, 20, Math.PI);
    world.guests[guest]!.input = { moveX: 0, moveZ: -1, hurry: false };
    const touches: number[][] = [];
    let fastest = 0;
    run(2.5, () => {
      const { contacts, humans } = world;
      for (let i = 0; i < contacts.count; i++) touches.push([contacts.kind[i], contacts.a[i], contacts.b[i]]);
      fastest = Math.max(
        fastest,
        Math.hypot(humans.velocity[performer * 3], humans.velocity[performer * 3 + 2]),
      );
    });
    expect(touches[0]).toEqual([CONTACT_KIND.human, guest, performer]);
    expect(at(performer)[2]).toBeLessThan(17.8);
    expect(fastest).toBeLessThan(2.2);
    expect(at(guest)[2]).toBeCloseTo(20 - 1.4 * 2.5, 0);
  });

  test('a crate can be pushed, and the push is told', () => {
    const guest = put('guest', -9, -1, Math.PI);
    const crate = plaza.props.findIndex((prop) => prop.id === 'crate1');
    world.guests[guest]!.input = { moveX: 0, moveZ: -1, hurry: false };
    let told = false;
    let fastest = 0;
    run(2, () => {
      const { contacts, props } = world;
      for (let i = 0; i < contacts.count; i++)
        told ||= contacts.kind[i] === CONTACT_KIND.prop && contacts.a[i] === guest && contacts.b[i] === crate;
      fastest = Math.max(fastest, Math.hypot(props.velocity[crate * 3], props.velocity[crate * 3 + 2]));
    });
    expect(world.props.position[crate * 3 + 2]).toBeLessThan(-3.4);
    expect(told).toBe(true);
    expect(fastest).toBeLessThan(4);
  });

  test('whoever leaves, leaves no body behind', () => {
    const empty = physics.bodyCount();
    for (let round = 0; round < 5; round++) {
      const slots = Array.from({ length: 40 }, (_, i) => put(i % 2 ? 'guest' : 'performer', i - 20, 22));
      run(0.1);
      expect(physics.bodyCount()).toBe(empty + 40);
      for (const slot of slots) removeHuman(world, slot);
      run(0.1);
      expect(physics.bodyCount()).toBe(empty);
    }
  });

  test('a slot taken over by another human within a tick gets a body of its own', () => {
    const slot = put('performer', 0, 20);
    run(0.1);
    removeHuman(world, slot);
    expect(put('guest', 6, 22)).toBe(slot);
    run(0.1);
    expect(at(slot)[0]).toBeCloseTo(6, 2);
  });

  test('values that are no numbers are no wishes', () => {
    const slot = put('performer', 0, 20);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      walk(slot, value, value, value);
      world.humans.goalYaw[slot] = value;
      run(0.5);
    }
    expect(at(slot).every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(world.humans.yaw[slot])).toBe(true);
    expect(Math.hypot(at(slot)[0], at(slot)[2] - 20)).toBeLessThan(0.1);
  });

  test('a prop thrown out of the stage comes back, and is counted', () => {
    const ball = plaza.props.findIndex((prop) => prop.id === 'ball');
    physics.shove({ prop: ball }, { x: 4_000, y: 900, z: 0 });
    run(20);
    expect(world.counters.bodiesRescued).toBeGreaterThan(0);
    expect(world.ground.inside(world.props.position[ball * 3], world.props.position[ball * 3 + 2])).toBe(
      true,
    );
    expect(world.props.position[ball * 3 + 1]).toBeGreaterThan(0);
    expect(world.props.position[ball * 3 + 1]).toBeLessThan(2);
  });

  test('whatever force strikes, everybody stays finite, on the stage, and no faster than the limit', () => {
    for (let i = 0; i < 30; i++)
      put(i % 5 ? 'performer' : 'guest', (i % 6) * 0.7 - 2, 18 + Math.floor(i / 6) * 0.7);
    const force = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    const strike = fc.record({
      slot: fc.nat(29),
      prop: fc.nat(8),
      x: force,
      y: force,
      z: force,
      person: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(strike, { minLength: 1, maxLength: 12 }), (strikes) => {
        for (const { slot, prop, x, y, z, person } of strikes) {
          physics.shove(person ? { slot } : { prop }, { x, y, z });
          run(0.1);
        }
        const { humans, props } = world;
        for (let slot = 0; slot < humans.count; slot++) {
          expect(world.ground.inside(humans.position[slot * 3], humans.position[slot * 3 + 2])).toBe(true);
          const speed = Math.hypot(humans.velocity[slot * 3], humans.velocity[slot * 3 + 2]);
          expect(speed).toBeLessThanOrEqual(STAGE_LIMITS.speedMpsMax);
        }
        for (const value of [...props.position, ...props.rotation, ...props.velocity])
          expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(world.counters.bodiesRescued).toBeGreaterThan(0);
  });

  test('the same forces twice give the same hash at every tick', async () => {
    const play = async (): Promise<string[]> => {
      world = createWorld({ stage: plaza, bodies: [body], seed: 3, actionNames: [], capacity: 256 });
      physics = await loadStagePhysics(plaza, law);
      for (let i = 0; i < 60; i++) put('performer', (i % 10) * 0.8 - 4, 14 + Math.floor(i / 10) * 0.8);
      const hashes: string[] = [];
      run(4, () => {
        const slot = world.tick % 60;
        walk(slot, Math.sin(slot), Math.cos(slot));
        if (world.tick % 9 === 0) physics.shove({ slot }, { x: 400, y: 0, z: -300 });
        hashes.push(hashWorld(world));
      });
      physics.dispose();
      return hashes;
    };
    expect(await play()).toEqual(await play());
  });
});
