import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { createWorld, spawnHuman } from '../world/create-world.ts';
import { playPlan } from '../world/direct-motion.ts';
import { perform } from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const styles = [
  { name: 'neutral', mode: 0, derived: undefined, speedMps: undefined },
  { name: 'slow', mode: 0, derived: undefined, speedMps: [0.2, 0.6] as const },
  { name: 'fast', mode: 0, derived: undefined, speedMps: [1.3, 1.8] as const },
];

function stageOf() {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], styles, capacity: 4 });
  const name = { en: 'A', ko: 'A' };
  const slot = spawnHuman(world, {
    kind: 'performer',
    name,
    bodyIndex: 0,
    x: 0,
    z: 12,
    yaw: 0,
    personaId: 'cast',
  });
  return { world, slot, mind: world.social.minds[slot]! };
}

test.each([
  [0, 1.05],
  [1, 0.6],
  [2, 1.3],
])('a stroll in style %i is walked at %f m/s', (style, speed) => {
  const { world, slot, mind } = stageOf();
  world.humans.style[slot] = style;
  mind.intent.place = { x: 4, z: 12, yaw: 0 };
  perform(world);
  expect(world.humans.goalSpeed[slot]).toBeCloseTo(speed, 5);
});

test.each([
  ['neutral', 1, 1.05],
  ['slow', 1.35, 0.6],
  ['fast', 0.65, 1.3],
  ['fast', 1.4, 1.47],
])('so is a walk of a prompt: %s at tempo %f', (style, tempo, speed) => {
  const { world, slot } = stageOf();
  const step = { size: 1, count: 1, together: false, span: [0, 1] as const, style, tempo };
  const walk = { ...step, do: 'walk' as const, to: '', turnDeg: 0, distanceM: 3 };
  playPlan(world, slot, { text: '', steps: [walk], ignored: [] });
  perform(world);
  expect(world.humans.goalSpeed[slot]).toBeCloseTo(speed, 5);
});
