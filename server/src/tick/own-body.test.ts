import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import type { BodyInfo } from '../world/body-info.ts';
import { createWorld, removeHuman, STAGE_LIMITS, type World } from '../world/index.ts';
import { applyMessage } from './apply-message.ts';
import type { Outcome } from './mailbox.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const bodyOf = (id: string, over: Partial<BodyInfo> = {}): BodyInfo => ({
  id,
  heightM: 1.7,
  hipsHeightM: 0.96,
  legLengthM: 0.83,
  restOffsets: new Array(156).fill(0.1),
  ...over,
});
const open = (): World =>
  createWorld({ stage: plaza, bodies: [bodyOf('a'), bodyOf('b')], seed: 1, actionNames: [], capacity: 128 });

function join(world: World, body: BodyInfo | undefined): Outcome {
  const outcomes: Outcome[] = [];
  const place = { x: 0, z: 10, yaw: 0 };
  const own = body ? { body } : {};
  applyMessage(
    world,
    { type: 'join', key: 'k', name: 'G', bodyIndex: 1, locale: 'en', ...place, ...own },
    outcomes,
  );
  return outcomes[0];
}

describe('bodies that guests bring along', () => {
  test('stand behind the cast, two wearers share one place, the last one leaves nothing of it', () => {
    const world = open();
    const [first, second] = [join(world, bodyOf('photo-1')), join(world, bodyOf('photo-1'))];
    expect([world.humans.body[first.slot], world.humans.body[second.slot]]).toEqual([2, 2]);
    expect(world.humans.body[join(world, undefined).slot]).toBe(1);
    removeHuman(world, first.slot);
    expect(world.bodies[2].id).toBe('photo-1');
    removeHuman(world, second.slot);
    expect(world.bodies[2]).toEqual({ ...world.bodies[0], id: '' });
    expect(world.humans.body[join(world, bodyOf('photo-2', { heightM: 1.5 })).slot]).toBe(2);
    expect(world.bodies).toHaveLength(3);
  });

  test('that are no bodies are refused, counted, and leave no trace', () => {
    const world = open();
    for (const over of [
      { restOffsets: [1, 2] },
      { restOffsets: new Array(156).fill(Number.NaN) },
      { legLengthM: 9 },
      { hipsHeightM: Number.POSITIVE_INFINITY },
      { id: '' },
    ])
      expect(join(world, bodyOf('photo-1', over)).ok).toBe(false);
    expect(world.counters.messagesRefused).toBe(5);
    expect(world.bodies).toHaveLength(2);
  });

  test('are bounded', () => {
    const world = open();
    for (let i = 0; i < STAGE_LIMITS.guestBodiesMax; i++)
      expect(join(world, bodyOf(`photo-${i}`)).ok).toBe(true);
    expect(join(world, bodyOf('one-more')).ok).toBe(false);
    expect(world.bodies).toHaveLength(2 + STAGE_LIMITS.guestBodiesMax);
  });
});
