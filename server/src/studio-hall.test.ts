// The studio hall as people walk it: marks, seats and doors, and that its file is what its generator writes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGround } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { loadStage, stageIds } from './load-assets.ts';
import { createNavigator } from './navigate/index.ts';
import { createWorld } from './world/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const hall = loadStage(ROOT, 'studio-hall');
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

test('it is one of the stages, drawn as a hall, with the marks that shows of the plaza use', () => {
  expect(stageIds(ROOT)).toEqual(['plaza', 'studio-hall']);
  expect(hall.set).toBe('hall');
  expect(Object.keys(hall.marks)).toEqual(
    expect.arrayContaining(['stage', 'stageLeft', 'stageRight', 'centre', 'easel', 'south', 'east', 'west']),
  );
  const ids = [...hall.colliders, ...hall.props, ...hall.paintings].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every mark, painting and way in can be stood on, and the platform is one step high', async () => {
  const navigator = await createNavigator(hall, 16);
  const world = createWorld({ stage: hall, bodies: [body], seed: 1, actionNames: [], capacity: 16 });
  for (const spot of [...world.social.spots, ...hall.spawn]) {
    const near = navigator.nearest(spot.x, spot.z);
    expect(near, JSON.stringify(spot)).toBeDefined();
    expect(Math.hypot(near!.x - spot.x, near!.z - spot.z), JSON.stringify(spot)).toBeLessThan(0.3);
  }
  navigator.dispose();
  const ground = createGround(hall);
  for (const mark of ['stage', 'stageLeft', 'upCentre', 'downRight'])
    expect(ground.heightAt(hall.marks[mark].x, hall.marks[mark].z), mark).toBeCloseTo(0.16, 6);
  expect(ground.heightAt(hall.marks.centre.x, hall.marks.centre.z)).toBe(0);
});

test('its files are what its generator writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-hall-'));
  const stages = join(ROOT, 'assets/stages');
  for (const id of ['plaza', 'studio-hall']) mkdirSync(join(folder, id));
  copyFileSync(join(stages, 'plaza/knowledge.json'), join(folder, 'plaza/knowledge.json'));
  const script = join(folder, 'studio-hall/make-studio-hall.mjs');
  copyFileSync(join(stages, 'studio-hall/make-studio-hall.mjs'), script);
  execFileSync(process.execPath, [script]);
  // Layout is the formatter's; content is the generator's.
  for (const file of ['stage.json', 'knowledge.json']) {
    const read = (root: string): unknown => JSON.parse(readFileSync(join(root, 'studio-hall', file), 'utf8'));
    expect(read(folder), file).toEqual(read(stages));
  }
  rmSync(folder, { recursive: true });
});
