import { readFileSync } from 'node:fs';
import { createGround, createGuestState, parseStageFile, stepGuest } from '@troupe/client-sdk/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newestSeq, queueInput, takeInput } from './guest-inputs.ts';
import { createWorld, STAGE_LIMITS, spawnHuman, TICK_S, type World } from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const ground = createGround(plaza);
const open = (): World => {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 4 });
  spawnHuman(world, { kind: 'guest', name: { en: 'A', ko: 'A' }, bodyIndex: 0, x: 0, z: 20, yaw: 0 });
  return world;
};
const wish = (moveX: number, moveZ = 0) => ({ moveX, moveZ, hurry: false });

describe('inputs of a guest', () => {
  test('bunched by the network they walk the same steps as the client predicted', () => {
    // How many inputs arrive in each tick; a client sends one every tick.
    const arrivals = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(arrivals, (counts) => {
        const world = open();
        const guest = world.guests[0]!;
        const client = createGuestState(0, 0, 20, 0);
        const predicted = new Map<number, [number, number]>([[0, [0, 20]]]);
        let sent = 0;
        for (const [tick, count] of counts.entries()) {
          for (let i = 0; i < count && sent < tick + 1; i++) {
            sent += 1;
            const input = wish(Math.sin(sent / 7), Math.cos(sent / 5));
            stepGuest(client, input, TICK_S, ground);
            predicted.set(sent, [client.x, client.z]);
            queueInput(world, guest, sent, input);
          }
          if (guest.waiting.length === 0) continue;
          takeInput(world, guest);
          stepGuest(guest.state, guest.input, TICK_S, ground);
          if (world.counters.inputsSkipped > 0) return;
          expect([guest.state.x, guest.state.z]).toEqual(predicted.get(guest.ackSeq));
        }
      }),
    );
  });

  test('a client that sends faster than the stage steps is not faster', () => {
    const world = open();
    const guest = world.guests[0]!;
    for (let tick = 0; tick < 40; tick++) {
      for (let i = 0; i < 5; i++) queueInput(world, guest, tick * 5 + i + 1, wish(1));
      takeInput(world, guest);
      stepGuest(guest.state, guest.input, TICK_S, ground);
      expect(guest.waiting.length).toBeLessThanOrEqual(STAGE_LIMITS.inputsWaitingMax);
    }
    expect(guest.state.x).toBeLessThan(1.4 * 40 * TICK_S + 0.01);
    expect(world.counters.inputsSkipped).toBeGreaterThan(100);
    expect(newestSeq(guest)).toBe(200);
  });

  test('a backlog that stays is caught up, one input a second', () => {
    const world = open();
    const guest = world.guests[0]!;
    for (let seq = 1; seq <= 4; seq++) queueInput(world, guest, seq, wish(1));
    for (let tick = 0; tick < 70; tick++) {
      takeInput(world, guest);
      queueInput(world, guest, tick + 5, wish(1));
    }
    expect(guest.waiting.length).toBeLessThanOrEqual(2);
    expect(world.counters.inputsSkipped).toBeGreaterThanOrEqual(2);
  });

  test('the last wish holds when nothing comes', () => {
    const world = open();
    const guest = world.guests[0]!;
    expect(newestSeq(guest)).toBe(0);
    queueInput(world, guest, 7, wish(1));
    takeInput(world, guest);
    takeInput(world, guest);
    expect([guest.input.moveX, guest.ackSeq]).toEqual([1, 7]);
  });
});
