import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { createWorld, spawnHuman } from '../world/index.ts';
import { bodyHeading, FORMATION, gapInRing, ringAround } from './formation.ts';

const file = new URL('../../../assets/stages/plaza/stage.json', import.meta.url);
const plaza = parseStageFile(JSON.parse(readFileSync(file, 'utf8')), 'stage.json');
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** People at places; the first is the performer. */
function people(...places: readonly (readonly [number, number])[]) {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 8 });
  places.forEach(([x, z], i) => {
    const name = { en: `P${i}`, ko: `P${i}` };
    spawnHuman(world, {
      kind: i === 0 ? 'performer' : 'guest',
      name,
      bodyIndex: 0,
      locale: 'en',
      personaId: i === 0 ? 'tilda' : undefined,
      x,
      z,
      yaw: 0,
    });
  });
  return world;
}

describe('a circle of talkers', () => {
  test('who joins keeps its way when there is room, and takes the nearest gap when there is none', () => {
    expect(gapInRing(0, [])).toBe(0);
    expect(gapInRing(0, [2])).toBe(0);
    const joined = gapInRing(0, [0.1, -1]);
    expect(Math.abs(joined - 0.1)).toBeGreaterThanOrEqual(FORMATION.gapRad);
    expect(Math.abs(joined + 1)).toBeGreaterThanOrEqual(FORMATION.gapRad);
    const crowded = Array.from({ length: 12 }, (_, i) => (i * Math.PI) / 6);
    expect(gapInRing(1, crowded)).toBe(1);
  });
  test('those near somebody are the ring about it', () => {
    const world = people([5, 0], [0, 0], [0, 1], [1, 0], [0, 9]);
    expect(ringAround(world, 1, 0).map((angle) => Math.round(angle * 100) / 100)).toEqual([0, 1.57]);
  });
  test('with one partner the body faces it; with more it opens towards the middle, never past its limit', () => {
    expect(bodyHeading(people([0, 0], [0, 1.2]), 0, 1)).toBeCloseTo(0);
    const open = bodyHeading(people([0, 0], [0, 1.2], [1.2, 0.8]), 0, 1);
    expect(open).toBeGreaterThan(0.2);
    expect(open).toBeLessThanOrEqual(FORMATION.turnRad);
    expect(bodyHeading(people([0, 0], [0, 1.2], [2, 0.1], [2, 0.2], [2.2, 0.1]), 0, 1)).toBeCloseTo(
      FORMATION.turnRad,
    );
  });
  test('who stands behind or far away is not in the talk', () => {
    expect(bodyHeading(people([0, 0], [0, 1.2], [0.5, -1], [3, 3]), 0, 1)).toBeCloseTo(0);
  });
});
