import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createWorld,
  DRIVE,
  drawOfStage,
  hashWorld,
  removeHuman,
  spawnHuman,
  TICK_S,
  type World,
} from '../world/index.ts';
import { createNavigator, type Navigator } from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const name = { en: 'A', ko: 'A' };

let world: World;
let navigator: Navigator;
const put = (x: number, z: number, kind: 'performer' | 'guest' = 'performer'): number =>
  spawnHuman(world, { kind, name, bodyIndex: 0, x, z, yaw: 0 });
const send = (slot: number, x: number, z: number): void => {
  world.humans.drive[slot] = DRIVE.walkTo;
  world.humans.goal[slot * 2] = x;
  world.humans.goal[slot * 2 + 1] = z;
  world.humans.goalSpeed[slot] = 1.3;
};
/** Stands in for physics: bodies go exactly where they are told, on the ground. */
const glide = (): void => {
  const { humans, ground } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    for (const axis of [0, 2]) {
      humans.velocity[slot * 3 + axis] = humans.desired[slot * 2 + axis / 2];
      humans.position[slot * 3 + axis] += humans.velocity[slot * 3 + axis] * TICK_S;
    }
    humans.position[slot * 3 + 1] = ground.heightAt(humans.position[slot * 3], humans.position[slot * 3 + 2]);
  }
};
const run = (seconds: number, each: () => void = () => {}): void => {
  for (let t = 0; t < seconds * 20; t++) {
    navigator.step(world);
    glide();
    each();
    world.tick += 1;
  }
};
const distance = (slot: number, x: number, z: number): number =>
  Math.hypot(world.humans.position[slot * 3] - x, world.humans.position[slot * 3 + 2] - z);

beforeEach(async () => {
  world = createWorld({ stage: plaza, bodies: [body], seed: 2, actionNames: [], capacity: 128 });
  navigator = await createNavigator(plaza, 128);
});

describe('navigation', () => {
  test('every mark, painting and spawn can be stood on, and all reach the stage', () => {
    for (const spot of [...world.social.spots, ...plaza.spawn]) {
      const near = navigator.nearest(spot.x, spot.z);
      expect(near, JSON.stringify(spot)).toBeDefined();
      expect(Math.hypot(near!.x - spot.x, near!.z - spot.z), JSON.stringify(spot)).toBeLessThan(0.3);
    }
    const slots = world.social.spots.map((spot) => put(spot.x, spot.z));
    // One after another, so that nobody waits for a place.
    let reached = 0;
    run(50, () => {
      for (const slot of slots) if (world.tick === 0) send(slot, Math.sin(slot) * 3, -9 + Math.cos(slot) * 3);
    });
    for (const slot of slots) if (world.humans.position[slot * 3 + 1] > 0.4) reached += 1;
    expect(reached).toBeGreaterThan(slots.length * 0.9);
  });

  test('a performer walks round the pool, never through it, and stops at the goal', () => {
    const slot = put(15, 0);
    send(slot, 15, 13);
    const from = [0, 0];
    let wet = 0;
    run(25, () => {
      const x = world.humans.position[slot * 3];
      const z = world.humans.position[slot * 3 + 2];
      if (world.ground.pushOut(x, z, 0.2, from)) wet += 1;
    });
    expect(distance(slot, 15, 13)).toBeLessThan(0.2);
    expect(wet).toBe(0);
    expect(world.humans.walking[slot]).toBe(0);
    expect(world.humans.desired[slot * 2]).toBe(0);
  });

  test('two who walk towards one another step aside', () => {
    const [one, two] = [put(-6, 20), put(6, 20)];
    send(one, 6, 20);
    send(two, -6, 20);
    let nearest = 99;
    run(14, () => {
      nearest = Math.min(
        nearest,
        distance(one, world.humans.position[two * 3], world.humans.position[two * 3 + 2]),
      );
    });
    expect(nearest).toBeGreaterThan(0.5);
    expect(distance(one, 6, 20)).toBeLessThan(0.3);
    expect(distance(two, -6, 20)).toBeLessThan(0.3);
  });

  test.each([
    ['outside the stage', 1e6, 0],
    ['no number', Number.NaN, 3],
    ['endless', Number.POSITIVE_INFINITY, 0],
  ])('a goal that is %s is refused, counted once, and nobody moves', (_, x, z) => {
    const slot = put(0, 20);
    send(slot, x, z);
    run(3);
    expect(world.counters.goalsOutside).toBe(1);
    expect(world.humans.walking[slot]).toBe(0);
    expect(distance(slot, 0, 20)).toBe(0);
    send(slot, 2, 20);
    run(4);
    expect(distance(slot, 2, 20)).toBeLessThan(0.2);
  });

  test('a goal inside something solid leads to the nearest free place, and there is peace', () => {
    const slot = put(0, 8);
    send(slot, 0, 4.6);
    run(8);
    expect(distance(slot, 0, 4.6)).toBeLessThan(1);
    const still = distance(slot, 0, 4.6);
    run(4);
    expect(distance(slot, 0, 4.6)).toBeCloseTo(still, 3);
    expect(world.humans.walking[slot]).toBe(0);
  });

  test('somebody carried elsewhere finds the way again, somebody pushed away walks back', () => {
    const slot = put(0, 20);
    send(slot, 4, 20);
    run(1);
    world.humans.position.set([-8, 0, 20], slot * 3);
    run(14);
    expect(distance(slot, 4, 20)).toBeLessThan(0.2);
    world.humans.position.set([4, 0, 21.2], slot * 3);
    run(4);
    expect(distance(slot, 4, 20)).toBeLessThan(0.7);
  });

  test('one who cannot get on gives up after five seconds', () => {
    const slot = put(0, 20);
    send(slot, 4, 20);
    run(6, () => {
      world.humans.position.set([0, 0, 20], slot * 3);
      world.humans.velocity.fill(0);
    });
    expect(world.humans.walking[slot]).toBe(0);
  });

  test('whoever leaves, leaves no agent behind', () => {
    for (let round = 0; round < 3; round++) {
      const slots = Array.from({ length: 60 }, (_, i) =>
        put((i % 10) - 5, 14 + i / 10, i % 3 ? 'performer' : 'guest'),
      );
      run(0.2);
      expect(navigator.agentCount()).toBe(60);
      for (const slot of slots) removeHuman(world, slot);
      run(0.2);
      expect(navigator.agentCount()).toBe(0);
    }
  });

  test('wherever people are sent, they stay on the stage and out of what is solid', () => {
    for (let i = 0; i < 12; i++) put((i % 4) * 2 - 3, 14 + Math.floor(i / 4) * 2);
    const goal = fc.record({ slot: fc.nat(11), x: fc.double(), z: fc.double({ min: -35, max: 35 }) });
    fc.assert(
      fc.property(fc.array(goal, { maxLength: 12 }), (goals) => {
        for (const { slot, x, z } of goals) send(slot, x, z);
        run(1);
        for (let slot = 0; slot < 12; slot++) {
          expect(
            world.ground.inside(world.humans.position[slot * 3], world.humans.position[slot * 3 + 2]),
          ).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the same seed gives the same ways', async () => {
    const play = async (): Promise<string> => {
      world = createWorld({ stage: plaza, bodies: [body], seed: 9, actionNames: [], capacity: 128 });
      navigator = await createNavigator(plaza, 128);
      const draw = (): number => drawOfStage(world) * 50 - 25;
      for (let i = 0; i < 60; i++) put(draw(), draw());
      run(10, () => {
        if (world.tick % 20 === 0) send(world.tick % 60, draw(), draw());
      });
      navigator.dispose();
      return hashWorld(world);
    };
    expect(await play()).toBe(await play());
  });
});
