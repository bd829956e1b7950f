import { fileURLToPath } from 'node:url';
import { openStage } from '@troupe/server/open-stage';
import { hashWorld } from '@troupe/server/world';
import { describe, expect, test } from 'vitest';
import { type PromptRun, playPrompt } from '../tools/motion-prompt.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function play(
  prompt: string,
): Promise<{ run: PromptRun; hash: string; actions: string[]; yawDeg: number }> {
  const open = await openStage({ root: ROOT, stageId: 'plaza', seed: 5, capacity: 4, motion: 'inline' });
  const run = await playPrompt(open, prompt);
  const names = open.stage.world.social.actionNames;
  const actions: string[] = [];
  let yaw = 0;
  for (let tick = 0; tick < run.ticks; tick++) {
    const name = names[run.root[tick * 4 + 3] - 1];
    if (name && actions.at(-1) !== name) actions.push(name);
    if (tick > 0) {
      const step = run.root[tick * 4 + 2] - run.root[tick * 4 - 2];
      yaw += Math.atan2(Math.sin(step), Math.cos(step));
    }
  }
  const hash = hashWorld(open.stage.world);
  await open.close();
  return { run, hash, actions, yawDeg: (yaw * 180) / Math.PI };
}

describe('a prompt on the real stage', () => {
  test('a turn turns, a bow follows, and the plan ends', async () => {
    const { run, actions, yawDeg } = await play('turn around slowly, then bow');
    expect(run.done).toBe(true);
    expect(Math.abs(yawDeg)).toBeGreaterThan(165);
    expect(Math.abs(yawDeg)).toBeLessThan(195);
    expect(actions).toEqual(['bow']);
  }, 60_000);

  test('a walk goes as far as it says, waving on the way', async () => {
    const { run, actions } = await play('손을 흔들면서 앞으로 2미터 걸어가');
    const last = (run.ticks - 1) * 4;
    expect(Math.hypot(run.root[last] - run.root[0], run.root[last + 1] - run.root[1])).toBeGreaterThan(1.7);
    expect(Math.hypot(run.root[last] - run.root[0], run.root[last + 1] - run.root[1])).toBeLessThan(2.3);
    expect(actions).toEqual(['waveRight']);
    expect(run.done).toBe(true);
  }, 60_000);

  test('the same prompt on the same seed ends in the same state', async () => {
    const [a, b] = [await play('spin, then nod twice'), await play('spin, then nod twice')];
    expect(a.hash).toBe(b.hash);
    expect(Math.abs(a.yawDeg)).toBeGreaterThan(345);
  }, 90_000);
});
