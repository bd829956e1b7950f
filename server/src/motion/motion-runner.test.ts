import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalBody } from '@troupe/avatars/motion';
import { describe, expect, it } from 'vitest';
import type { BodyInfo } from '../world/body-info.ts';
import { createWorld, spawnHuman } from '../world/create-world.ts';
import { DRIVE, type World } from '../world/world.ts';
import { createInlineMotion, createMotionRunner, type MotionRunner } from './motion-runner.ts';
import { readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const CAPACITY = 8;

function emptyStage() {
  return {
    id: 'bare',
    name: { en: 'bare', ko: 'bare' },
    size: [60, 60] as [number, number],
    spawn: [],
    marks: {},
    seats: [],
    colliders: [],
    props: [],
    paintings: [],
  };
}

function body(): BodyInfo {
  return { ...canonicalBody(readMotionModel(FOLDER).model.manifest), heightM: 1.7 };
}

function worldOf(people: number): World {
  const world = createWorld({
    stage: emptyStage(),
    bodies: [body()],
    seed: 3,
    actionNames: [],
    capacity: CAPACITY,
  });
  for (let n = 0; n < people; n++) {
    spawnHuman(world, {
      kind: 'performer',
      name: { en: 'a', ko: 'a' },
      bodyIndex: 0,
      x: n * 2,
      z: 0,
      yaw: 0.3,
    });
  }
  return world;
}

/** Walks everybody straight on and runs motion in step, as replay does. */
async function play(runner: MotionRunner, world: World, ticks: number): Promise<void> {
  for (let t = 0; t < ticks; t++) {
    await runner.finish();
    runner.collect(world);
    for (let n = 0; n < world.humans.count; n++) {
      world.humans.drive[n] = DRIVE.walkTo;
      world.humans.walking[n] = 1;
      world.humans.remaining[n] = 20;
      world.humans.goalSpeed[n] = 1.2;
      world.humans.desired.set([0, 1.2], n * 2);
      world.humans.goal.set([n * 2, 30], n * 2);
      world.humans.velocity[n * 3 + 2] = 1.2;
      world.humans.position[n * 3 + 2] += 1.2 * 0.05;
      world.humans.yaw[n] = 0;
    }
    runner.submit(world);
    world.tick += 1;
  }
  await runner.finish();
  runner.collect(world);
}

const options = () => ({
  folder: FOLDER,
  bodies: [body()],
  capacity: CAPACITY,
  seed: 3,
  stage: emptyStage(),
});

describe('motion in a worker', () => {
  it('gives the same poses as on this thread, near the capsules, finite and unit', async () => {
    const worker = await createMotionRunner(options());
    const inline = await createInlineMotion(options());
    const [a, b] = [worldOf(3), worldOf(3)];
    await play(worker, a, 40);
    await play(inline, b, 40);
    expect(a.poseTick).toBe(39);
    expect(Array.from(a.humans.poseJoints)).toEqual(Array.from(b.humans.poseJoints));
    for (let n = 0; n < 3; n++) {
      expect(a.humans.posed[n]).toBe(1);
      const dx = a.humans.poseHips[n * 3] - a.humans.position[n * 3];
      const dz = a.humans.poseHips[n * 3 + 2] - a.humans.position[n * 3 + 2];
      expect(Math.hypot(dx, dz)).toBeLessThan(0.3);
      expect(a.humans.poseHips[n * 3 + 1]).toBeGreaterThan(0.8);
      for (let q = n * 208; q < (n + 1) * 208; q += 4) {
        expect(Math.hypot(...a.humans.poseJoints.subarray(q, q + 4))).toBeCloseTo(1, 4);
      }
    }
    expect(a.humans.posed[3]).toBe(0);
    await worker.close();
    await inline.close();
  });

  it('wears a body that came to the stage later, in the worker as on this thread', async () => {
    const short = { ...body(), id: 'photo-1', hipsHeightM: 0.7, legLengthM: 0.6 };
    const hips = async (runner: MotionRunner): Promise<number[]> => {
      const world = worldOf(2);
      world.bodies.push(short);
      world.humans.body[1] = 1;
      await play(runner, world, 10);
      await runner.close();
      return [world.humans.poseHips[1], world.humans.poseHips[4]];
    };
    const worker = await hips(await createMotionRunner(options()));
    expect(worker).toEqual(await hips(await createInlineMotion(options())));
    expect(worker[0]).toBeGreaterThan(0.85);
    expect(worker[1]).toBeLessThan(0.75);
  });

  it('takes one batch at a time and says when it is ready', async () => {
    const runner = await createMotionRunner(options());
    const world = worldOf(1);
    expect(runner.ready()).toBe(false);
    expect(runner.collect(world)).toBe(false);
    expect(runner.submit(world)).toBe(true);
    expect(runner.submit(world)).toBe(false);
    await runner.finish();
    expect(runner.ready()).toBe(true);
    expect(runner.submit(world)).toBe(false);
    expect(runner.collect(world)).toBe(true);
    expect(runner.submit(world)).toBe(true);
    await runner.close();
  });

  it('gives nobody the pose of somebody else', async () => {
    const runner = await createInlineMotion(options());
    const world = worldOf(2);
    runner.submit(world);
    await runner.finish();
    world.humans.netId[1] = 99;
    runner.collect(world);
    expect([world.humans.posed[0], world.humans.posed[1]]).toEqual([1, 0]);
    await runner.close();
  });
});

describe('reading the model', () => {
  it('refuses a file that is not the one of the manifest, and names it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'motion-'));
    for (const name of ['motion.json', 'decompressor.onnx']) {
      writeFileSync(join(folder, name), readFileSync(join(FOLDER, name)));
    }
    expect(() => readMotionModel(folder)).toThrow(/database\.bin/);
    const bytes = readFileSync(join(FOLDER, 'database.bin'));
    bytes[1000] ^= 1;
    writeFileSync(join(folder, 'database.bin'), bytes);
    expect(() => readMotionModel(folder)).toThrow(/database\.bin has sha256 .*; rebuild/);
    rmSync(folder, { recursive: true });
  });

  it('tells a missing folder and the runner fails with it', async () => {
    await expect(createMotionRunner({ ...options(), folder: '/nowhere' })).rejects.toThrow(/motion\.json/);
  });
});
