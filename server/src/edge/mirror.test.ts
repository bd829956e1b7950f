import { createRandom } from '@troupe/avatars/maths';
import { describe, expect, test } from 'vitest';
import { FeedComposer, PoseSender } from '../send/index.ts';
import { bareStage, createWorld, removeHuman, spawnHuman, type World } from '../world/index.ts';
import type { EdgeHuman } from './edge-wire.ts';
import { Mirror } from './mirror.ts';

const CAPACITY = 12;
const JOINTS = 52;

function emptyWorld(): World {
  const half: [number, number, number] = [0.3, 0.3, 0.3];
  return createWorld({
    stage: {
      ...bareStage('t', 60),
      props: [{ id: 'ball', shape: 'sphere', half, massKg: 1, position: [1, 0.3, 2], yaw: 0, kind: 'ball' }],
    },
    bodies: [
      { id: 'b', heightM: 1.7, hipsHeightM: 1, legLengthM: 0.8, restOffsets: new Array(JOINTS * 3).fill(0) },
    ],
    seed: 1,
    actionNames: [],
    capacity: CAPACITY,
  });
}

/** A stage with people, its sender and feed, and an edge that follows. */
class Pair {
  readonly stage = emptyWorld();
  readonly mirror = new Mirror(emptyWorld());
  readonly sender = new PoseSender(CAPACITY, 1);
  readonly feed = new FeedComposer(CAPACITY, 1, (_, slot) => 7 + slot);
  readonly random = createRandom(5);

  spawn(kind: 'performer' | 'guest'): EdgeHuman {
    const name = { en: 'P', ko: '피' };
    const slot = spawnHuman(this.stage, { kind, name, bodyIndex: 0, x: 0, z: 0, yaw: 0, personaId: 'p' });
    const { humans } = this.stage;
    humans.posed[slot] = 1;
    return { slot, netId: humans.netId[slot], kind: humans.kind[slot], bodyId: 'b', name };
  }

  /** One tick; false: the edge misses it. */
  step(arrives = true): number {
    const { stage, sender, random } = this;
    const { humans } = stage;
    stage.tick += 1;
    for (let slot = 0; slot < humans.count; slot++) {
      for (let axis = 0; axis < 3; axis++) humans.poseHips[slot * 3 + axis] += (random() - 0.5) * 0.1;
      for (let joint = 0; joint < JOINTS; joint++) {
        const at = (slot * JOINTS + joint) * 4;
        const angle = random() * 0.5;
        humans.poseJoints.set([Math.sin(angle), 0, 0, Math.cos(angle)], at);
      }
      const guest = stage.guests[slot];
      if (guest) guest.ackSeq += 1;
    }
    stage.props.moved[0] = 1;
    stage.props.position[0] += 0.01;
    sender.encode(stage);
    const bytes = this.feed.compose(stage, sender.encoder, stage.tick * 50);
    return arrives ? this.mirror.take(bytes) : -1;
  }

  /** Greatest difference of hips (m) and of rotations' components between stage and edge. */
  error(): { hips: number; joints: number } {
    const [a, b] = [this.stage.humans, this.mirror.world.humans];
    let hips = 0;
    let joints = 0;
    for (let slot = 0; slot < a.count; slot++) {
      if (a.kind[slot] === 0) continue;
      for (let i = slot * 3; i < slot * 3 + 3; i++)
        hips = Math.max(hips, Math.abs(a.poseHips[i] - b.poseHips[i]));
      for (let i = slot * JOINTS * 4; i < slot * JOINTS * 4 + 22 * 4; i++)
        joints = Math.max(joints, Math.abs(a.poseJoints[i] - b.poseJoints[i]));
    }
    return { hips, joints };
  }
}

describe('the image of a stage at an edge', () => {
  test('E4: holds poses, own bodies, props, importance and far motions of the stage, tick by tick', () => {
    const pair = new Pair();
    pair.mirror.open([pair.spawn('performer'), pair.spawn('guest'), pair.spawn('performer')]);
    for (let tick = 1; tick <= 60; tick++) {
      expect(pair.step()).toBe(tick * 50);
      expect(pair.error().hips).toBeLessThan(0.0001);
      expect(pair.error().joints).toBeLessThan(0.0004);
    }
    const { world } = pair.mirror;
    expect(world.tick).toBe(60);
    expect(world.guests[1]?.ackSeq).toBe(60);
    expect(world.props.position[0]).toBeCloseTo(1.6, 2);
    expect(pair.mirror.importanceOf(world, 0)).toBe(1);
    expect([0, 1, 2].map((slot) => pair.mirror.motionOf(world, slot))).toEqual([7, 8, 9]);
    expect(pair.mirror.decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0 });
  });

  test('E4: a feed that was missed leaves orphans until the stage sends keys', () => {
    const pair = new Pair();
    pair.mirror.open([pair.spawn('performer')]);
    pair.step();
    pair.step(false);
    pair.step();
    expect(pair.mirror.decoder.counters.orphanDeltas).toBe(1);
    pair.feed.resync();
    pair.step();
    expect(pair.error().hips).toBeLessThan(0.0001);
  });

  test('E4: who leaves is gone, and who takes the slot is somebody else', () => {
    const pair = new Pair();
    const [first, second] = [pair.spawn('guest'), pair.spawn('performer')];
    pair.mirror.open([first, second]);
    pair.step();
    removeHuman(pair.stage, first.slot);
    const third = pair.spawn('performer');
    expect(third.slot).toBe(first.slot);
    pair.mirror.roster([third], [first.netId]);
    pair.step();
    expect(pair.mirror.world.humans.netId[first.slot]).toBe(third.netId);
    expect(pair.mirror.world.guests[first.slot]).toBeUndefined();
    expect(pair.error().hips).toBeLessThan(0.0001);
  });

  test('E4: bytes that are no feed change nothing', () => {
    const pair = new Pair();
    pair.mirror.open([pair.spawn('performer')]);
    pair.step();
    for (const bytes of [[], [1], [255, 255, 1, 2], [1, 0, 10, 9, 9]])
      expect(pair.mirror.take(Uint8Array.from(bytes))).toBe(-1);
    expect(pair.mirror.world.tick).toBe(1);
  });
});
