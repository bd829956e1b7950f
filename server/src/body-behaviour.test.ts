import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handTo, pickUp, pointAt, putDown } from './behaviour/index.ts';
import { type OpenStage, openStage } from './open-stage.ts';
import type { MailboxMessage } from './tick/mailbox.ts';
import { palmOf } from './world/hand-place.ts';
import { hashWorld } from './world/index.ts';
import { slotOf } from './world/slot-of.ts';
import type { World } from './world/world.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const opened: OpenStage[] = [];
afterAll(async () => {
  for (const stage of opened) await stage.close();
});

async function open(seed = 5): Promise<OpenStage> {
  const stage = await openStage({ root: ROOT, stageId: 'plaza', seed, capacity: 8, motion: 'inline' });
  opened.push(stage);
  return stage;
}

const cast = (key: string, x: number, z: number, yaw = 0, bodyIndex = 1): MailboxMessage => ({
  type: 'perform',
  key,
  name: { en: key, ko: key },
  personaId: 'cast',
  bodyIndex,
  x,
  z,
  yaw,
});

const NEVER = 1e9;

/** Steps a stage as a headless run does: every pose is waited for. Nobody strolls about, chats or dances on its own. */
async function step(stage: OpenStage, ticks: number, each?: (world: World) => unknown): Promise<number> {
  for (let t = 0; t < ticks; t++) {
    await stage.stage.motion.finish();
    for (const [slot, mind] of stage.stage.world.social.minds.entries()) {
      if (!mind || mind.activityUntilTick === NEVER) continue;
      mind.intent.action = '';
      stage.stage.world.humans.action[slot] = 0;
      mind.activityUntilTick = NEVER;
      mind.chat = undefined;
      mind.intent.walkNetId = 0;
      mind.intent.spot = -1;
      mind.intent.seat = -1;
    }
    stage.stage.step([], stage.stage.motion.ready());
    if (each?.(stage.stage.world)) return t;
  }
  return ticks;
}

const gone = (world: World, slot: number, seat: number): number =>
  Math.hypot(
    world.humans.poseHips[slot * 3] - world.seats[seat].x,
    world.humans.poseHips[slot * 3 + 2] - world.seats[seat].z,
  );

describe('seats', () => {
  let stage: OpenStage;
  beforeAll(async () => {
    stage = await open();
    stage.stage.step([cast('a', 0.5, 1.5), cast('b', -1.5, 1, 0, 2)], false);
  });

  test('a performer walks to a seat, turns, sits with its hips on it, and nobody else can have it', async () => {
    const { world } = stage.stage;
    await step(stage, 2);
    world.social.minds[0]!.intent.seat = 2;
    world.social.minds[1]!.intent.seat = 2;
    const took = await step(stage, 400, (w) => w.humans.sitting[0] === 1);
    expect(took).toBeLessThan(300);
    expect(world.social.minds[1]!.intent.seat).toBe(-1);
    expect(world.humans.seatTaken[1]).toBe(0);
    await step(stage, 60);
    expect(gone(world, 0, 2)).toBeLessThan(0.15);
    expect(world.humans.poseHips[1] - world.seats[2].y).toBeGreaterThan(0.05);
    expect(world.humans.poseHips[1] - world.seats[2].y).toBeLessThan(0.25);
    // The capsule stays before the bench.
    const before = Math.hypot(
      world.humans.position[0] - world.seats[2].x,
      world.humans.position[2] - world.seats[2].z,
    );
    expect(before).toBeGreaterThan(0.5);
    expect(before).toBeLessThan(0.66);
  });

  test('it stands up when it wants to go, and the seat is free again', async () => {
    const { world } = stage.stage;
    world.social.minds[0]!.intent.seat = -1;
    world.social.minds[0]!.intent.spot = world.social.spots.findIndex((spot) => spot.id === 'centre');
    await step(stage, 30);
    expect(world.humans.seatTaken[0]).toBe(0);
    expect(world.humans.poseHips[1]).toBeGreaterThan(0.8);
    await step(stage, 160);
    expect(gone(world, 0, 2)).toBeGreaterThan(1.5);
  });

  test('whoever is taken off the stage leaves no seat taken', async () => {
    const { world } = stage.stage;
    world.social.minds[1]!.intent.seat = 0;
    await step(stage, 400, (w) => w.humans.sitting[1] === 1);
    expect(world.humans.sitting[1]).toBe(1);
    stage.stage.step([{ type: 'leave', netId: world.humans.netId[1] }], stage.stage.motion.ready());
    stage.stage.step([cast('c', -8, 1.5, 0, 3)], stage.stage.motion.ready());
    const slot = slotOf(world, world.lastNetId);
    await step(stage, 2);
    world.social.minds[slot]!.intent.seat = 0;
    expect(await step(stage, 400, (w) => w.humans.sitting[slot] === 1)).toBeLessThan(400);
  });
});

describe('hands and props', () => {
  test('a lantern is fetched, carried about in the hand, handed to another and put down', async () => {
    const stage = await open();
    const { world } = stage.stage;
    const lantern = 4;
    const start = Array.from(world.props.position.subarray(lantern * 3, lantern * 3 + 3));
    stage.stage.step(
      [cast('a', start[0] + 1.5, start[2] + 1), cast('b', start[0] - 2, start[2] + 1, 0, 4)],
      false,
    );
    await step(stage, 20);
    expect(pickUp(world, 0, lantern)).toBe(true);
    expect(await step(stage, 400, (w) => w.props.holder[lantern] === w.humans.netId[0])).toBeLessThan(300);
    expect(pickUp(world, 1, lantern)).toBe(false);
    await step(stage, 40);
    const held = world.props.position.subarray(lantern * 3, lantern * 3 + 3);
    expect(held[1]).toBeGreaterThan(start[1] + 0.15);
    const palm = [0, 0, 0];
    const hand = world.props.hands[lantern] === 1 ? 0 : 1;
    world.social.minds[0]!.intent.spot = world.social.spots.findIndex((spot) => spot.id === 'square4');
    await step(stage, 60, (w) => {
      palmOf(w, 0, hand, palm);
      expect(Math.hypot(palm[0] - held[0], palm[2] - held[2])).toBeLessThan(0.05);
    });
    world.social.minds[0]!.intent.spot = -1;
    expect(handTo(world, 0, world.humans.netId[1])).toBe(true);
    expect(await step(stage, 400, (w) => w.props.holder[lantern] === w.humans.netId[1])).toBeLessThan(400);
    expect(world.social.tasks[0].kind).toBe('none');
    await step(stage, 40);
    expect(putDown(world, 1)).toBe(true);
    await step(stage, 80);
    expect(world.props.holder[lantern]).toBe(0);
    expect(held[1]).toBeLessThan(0.32);
  });

  test('a crate takes two hands; it falls when its holder leaves, and too heavy a thing is left', async () => {
    const stage = await open();
    const { world } = stage.stage;
    const crate = 1;
    const [x, , z] = world.props.position.subarray(crate * 3, crate * 3 + 3);
    stage.stage.step([cast('a', x + 2, z)], false);
    await step(stage, 20);
    expect(pickUp(world, 0, crate)).toBe(true);
    expect(await step(stage, 500, (w) => w.props.holder[crate] !== 0)).toBeLessThan(500);
    expect(world.props.hands[crate]).toBe(3);
    await step(stage, 50);
    expect(world.props.position[crate * 3 + 1]).toBeGreaterThan(0.75);
    // Away from the other crates, or it would fall on one of them.
    world.social.minds[0]!.intent.spot = world.social.spots.findIndex((spot) => spot.id === 'centre');
    await step(stage, 80);
    stage.stage.step([{ type: 'leave', netId: world.humans.netId[0] }], stage.stage.motion.ready());
    expect(world.props.holder[crate]).toBe(0);
    await step(stage, 60);
    expect(world.props.position[crate * 3 + 1]).toBeLessThan(0.35);
    world.props.massKg[crate] = 80;
    stage.stage.step([cast('b', x + 2, z)], stage.stage.motion.ready());
    expect(pickUp(world, slotOf(world, world.lastNetId), crate)).toBe(false);
  });

  test('pointing: the eyes go first, then the hand, and it comes back', async () => {
    const stage = await open();
    const { world } = stage.stage;
    stage.stage.step([cast('a', 0, 2)], false);
    await step(stage, 20);
    expect(pointAt(world, 0, { x: -3, y: 1.2, z: 6 }, 60)).toBe(true);
    await step(stage, 3);
    expect(world.humans.lookWeight[0]).toBeGreaterThan(0.2);
    expect(world.humans.reachKind[0] + world.humans.reachKind[1]).toBe(0);
    await step(stage, 30);
    const palm = [0, 0, 0];
    palmOf(world, 0, 1, palm);
    expect(palm[1]).toBeGreaterThan(1.1);
    await step(stage, 50);
    expect(world.humans.reachKind[0] + world.humans.reachKind[1]).toBe(0);
    expect(pointAt(world, 0, { x: Number.NaN, y: 0, z: 0 }, 20)).toBe(false);
    expect(pointAt(world, 7, { x: 0, y: 0, z: 0 }, 20)).toBe(false);
  });

  test('two runs of the same hands have the same hashes', async () => {
    const hashes = await Promise.all(
      [0, 1].map(async () => {
        const stage = await open(9);
        stage.stage.step([cast('a', -2, 12)], false);
        await step(stage, 5);
        pickUp(stage.stage.world, 0, 4);
        await step(stage, 150);
        return hashWorld(stage.stage.world);
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('being run into', () => {
  test('who is bumped leans, looks and is told; who is run into hard goes a step with it', async () => {
    const stage = await open();
    const { world } = stage.stage;
    stage.stage.step(
      [
        cast('a', 0, 8, Math.PI),
        { type: 'join', key: 'g', name: 'G', bodyIndex: 2, locale: 'en', x: 0, z: 10.4, yaw: Math.PI },
      ],
      false,
    );
    await step(stage, 20);
    const guest = world.humans.netId[1];
    let seq = 0;
    let felt = 0;
    const from = world.humans.position[2];
    for (let t = 0; t < 60; t++) {
      await stage.stage.motion.finish();
      seq += 1;
      stage.stage.step(
        [{ type: 'input', netId: guest, seq, moveX: 0, moveZ: t < 40 ? -1 : 0, hurry: true }],
        stage.stage.motion.ready(),
      );
      felt = Math.max(felt, Math.hypot(world.humans.push[0], world.humans.push[1]));
    }
    expect(felt).toBeGreaterThan(0.5);
    expect(world.humans.push[1]).toBeLessThan(0);
    expect(world.social.minds[0]!.attendNetId).toBe(guest);
    expect(from - world.humans.position[2]).toBeGreaterThan(0.2);
  });
});
