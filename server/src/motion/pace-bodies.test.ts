import { fileURLToPath } from 'node:url';
import { canonicalBody } from '@troupe/avatars/motion';
import { beforeAll, describe, expect, test } from 'vitest';
import { createWorld, spawnHuman } from '../world/create-world.ts';
import { createPacing, mindRests, PACE } from '../world/pace-bodies.ts';
import { DRIVE, HUMAN_KIND, type World } from '../world/world.ts';
import { createInlineMotion, type MotionRunner } from './motion-runner.ts';
import { readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const JOINTS = 52;
const SPEED_MPS = 1.3;
const STEP_M = SPEED_MPS / 20;

const info = { ...canonicalBody(readMotionModel(FOLDER).model.manifest), heightM: 1.7 };

function worldOf(people: number, capacity = people): World {
  const name = { en: 'a', ko: 'a' };
  const world = createWorld({
    stage: {
      id: 'bare',
      name,
      size: [400, 400],
      spawn: [],
      marks: {},
      seats: [],
      colliders: [],
      props: [],
      paintings: [],
    },
    bodies: [info],
    seed: 3,
    actionNames: [],
    capacity,
  });
  for (let n = 0; n < people; n++)
    spawnHuman(world, { kind: 'performer', name, bodyIndex: 0, x: n * 2, z: 0, yaw: 0, personaId: 'p' });
  return world;
}

/** One tick: everybody walks along +Z at an even speed. */
async function tick(world: World, motion: MotionRunner, pace: (world: World) => void) {
  const { humans } = world;
  await motion.finish();
  motion.collect(world);
  for (let n = 0; n < humans.count; n++) {
    humans.drive[n] = DRIVE.walkTo;
    humans.walking[n] = 1;
    humans.goal.set([n * 2, 180], n * 2);
    humans.goalSpeed[n] = SPEED_MPS;
    humans.remaining[n] = 100;
    humans.desired.set([0, SPEED_MPS], n * 2);
    humans.velocity.set([0, 0, SPEED_MPS], n * 3);
    humans.position[n * 3 + 2] += STEP_M;
  }
  pace(world);
  motion.submit(world);
  world.tick += 1;
}

/** Largest turn of a joint between two sets of poses, degrees. */
function turned(a: Float32Array, b: Float32Array): number {
  let most = 0;
  for (let q = 0; q < a.length; q += 4) {
    const dot = Math.abs(a[q] * b[q] + a[q + 1] * b[q + 1] + a[q + 2] * b[q + 2] + a[q + 3] * b[q + 3]);
    most = Math.max(most, (Math.acos(Math.min(1, dot)) * 360) / Math.PI);
  }
  return most;
}

describe('pace of far bodies', () => {
  let motion: MotionRunner;
  const people = 8;

  beforeAll(async () => {
    motion = await createInlineMotion({ folder: FOLDER, bodies: [info], capacity: people, seed: 3 });
  }, 60_000);

  test('goes down far from every watcher and up again at once, and no pose leaps', {
    timeout: 60_000,
  }, async () => {
    const world = worldOf(people);
    const { humans } = world;
    const most = { near: { m: 0, deg: 0 }, switching: { m: 0, deg: 0 } };
    const pacing = createPacing(people);
    const paces = new Set<number>();
    for (let t = 0; t < 400; t++) {
      // Comes by from far to near and away again, twice.
      const away = t < 100 ? 5 : 20 + 60 * Math.abs(Math.sin((t - 100) / 48));
      const back = t > 330 ? 4 : away;
      world.watchers.set('w', { x: people - 1, z: humans.position[2] - back });
      const joints = Float32Array.from(humans.poseJoints);
      const hips = Float32Array.from(humans.poseHips);
      await tick(world, motion, pacing);
      if (t < 20) continue;
      for (const pace of humans.pace) paces.add(pace);
      const kind = t < 100 ? most.near : most.switching;
      for (let n = 0; n < people; n++) {
        const at = n * 3;
        kind.m = Math.max(
          kind.m,
          Math.hypot(humans.poseHips[at] - hips[at], humans.poseHips[at + 2] - hips[at + 2]),
        );
        const from = n * JOINTS * 4;
        const of = (values: Float32Array): Float32Array => values.subarray(from, from + JOINTS * 4);
        kind.deg = Math.max(kind.deg, turned(of(joints), of(humans.poseJoints)));
      }
    }
    expect([...paces].sort()).toEqual([1, 2, 4]);
    expect([...humans.pace]).toEqual(new Array(people).fill(1));
    // Full rate is what a body may do in a tick; catching up it may be a little faster.
    expect(most.switching.m).toBeLessThan(most.near.m * 1.8);
    expect(most.switching.deg).toBeLessThan(most.near.deg * 1.8);
    // It arrived where it would have been.
    for (let n = 0; n < people; n++)
      expect(Math.abs(humans.poseHips[n * 3 + 2] - humans.position[n * 3 + 2])).toBeLessThan(0.45);
  });

  test('who is spoken to is at full rate wherever the guests are; its mind does not rest', () => {
    const world = worldOf(2);
    const { humans, social } = world;
    humans.posed.fill(1);
    world.watchers.set('w', { x: 0, z: 150 });
    const pacing = createPacing(2);
    const settle = (): void => {
      for (let t = 0; t < 9; t++, world.tick++) pacing(world);
    };
    settle();
    expect([...humans.pace]).toEqual([4, 4]);
    const rested = Array.from({ length: 20 }, () => {
      world.tick += 1;
      return mindRests(world, 1);
    });
    expect(rested.filter((rests) => !rests)).toHaveLength(20 / PACE.mindTicks);
    social.minds[1]!.attendUntilTick = world.tick + 50;
    settle();
    expect([...humans.pace]).toEqual([4, 1]);
    expect(mindRests(world, 1)).toBe(false);
  });

  test('a body changes pace only when it is due, and those of one pace take turns', () => {
    const world = worldOf(40);
    const { humans } = world;
    humans.posed.fill(1);
    world.watchers.set('w', { x: 0, z: 150 });
    const pacing = createPacing(40);
    for (let t = 0; t < 12; t++, world.tick++) {
      const before = Uint8Array.from(humans.pace);
      pacing(world);
      for (let n = 0; n < 40; n++)
        if (humans.pace[n] > before[n]) expect((world.tick + humans.netId[n]) % humans.pace[n]).toBe(0);
    }
    for (let t = 0; t < 4; t++) {
      const due = Array.from(humans.netId).filter((netId) => (world.tick + t + netId) % 4 === 0);
      expect(due).toHaveLength(10);
    }
  });

  test('however many are near, no more than the limit move at every tick, and those are the nearest', () => {
    const many = PACE.fullMax + PACE.halfMax + 50;
    const world = worldOf(many);
    const { humans } = world;
    humans.posed.fill(1);
    for (let n = 0; n < many; n++) humans.position.set([(n % 20) * 0.1, 0, (n * 8) / many], n * 3);
    world.watchers.set('w', { x: 0, z: 0 });
    const pacing = createPacing(many);
    for (let t = 0; t < 9; t++, world.tick++) pacing(world);
    const counts = [1, 2, 4].map((pace) => humans.pace.filter((one) => one === pace).length);
    expect(counts).toEqual([PACE.fullMax, PACE.halfMax, 50]);
    expect(humans.pace[0]).toBe(1);
    expect(humans.pace[many - 1]).toBe(4);
  });

  test('in a crowd who talks comes first, then guests, then the others; who sits or was pushed is never kept waiting', () => {
    const guests = PACE.fullMax;
    const world = worldOf(PACE.fullMax + 100);
    const { humans, social } = world;
    humans.posed.fill(1);
    humans.kind.fill(HUMAN_KIND.guest, 0, guests);
    for (let n = guests; n < humans.count; n++) humans.position.set([n * 2, 0, 1], n * 3);
    const [talks, sits, pushed, plain] = [guests + 99, guests + 98, guests + 97, guests];
    social.minds[talks]!.attendUntilTick = 1_000;
    humans.sitting[sits] = 1;
    humans.pushTick[pushed] = 1;
    const pacing = createPacing(humans.count);
    world.tick = 20;
    for (let t = 0; t < 9; t++, world.tick++) pacing(world);
    expect([talks, sits, pushed].map((n) => humans.pace[n])).toEqual([1, 1, 1]);
    expect(humans.pace[plain]).toBeGreaterThan(1);
    const full = humans.pace.subarray(0, guests).filter((pace) => pace === 1).length;
    // The talker took one of the places.
    expect(full).toBe(PACE.fullMax - 1);
    expect(humans.pace.subarray(0, guests).filter((pace) => pace === 2).length).toBe(1);
  });

  test('a guest alone on a wide stage moves at every tick', () => {
    const world = worldOf(2);
    const { humans } = world;
    humans.posed.fill(1);
    humans.kind[0] = HUMAN_KIND.guest;
    humans.position.set([500, 0, 0], 3);
    const pacing = createPacing(2);
    for (let t = 0; t < 9; t++, world.tick++) pacing(world);
    expect([...humans.pace]).toEqual([1, 4]);
  });
});
