import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openThread } from '../side-thread.ts';
import { loadModel } from './litert.ts';
import { openNetworks } from './networks.ts';
import type { NetworkAnswer, NetworkQuestion } from './networks-worker.ts';

const SIDE = 224;
const input = () => Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => Math.sin(i / 97) ** 2);

const networks = openNetworks();
afterAll(() => networks.close());

test('a network answers alike in the thread beside and in this one, run after run', async () => {
  const beside = await networks.load('hand_landmark_full');
  const here = await loadModel('hand_landmark_full');
  const shape = [1, SIDE, SIDE, 3];
  const [first, second] = await Promise.all([beside.run(input(), shape), beside.run(input(), shape)]);
  const wanted = await here.run(input(), shape);
  expect(first.length).toBeGreaterThan(1);
  expect(first).toEqual(wanted);
  expect(second).toEqual(wanted);
});

test('what goes wrong in the thread is thrown here, and the next question is answered', async () => {
  const beside = await networks.load('pose_landmark_heavy');
  await expect(beside.run(new Float32Array(3), [1, 1, 1, 3])).rejects.toThrow();
  const again = await networks.load('hand_landmark_full');
  expect(await again.run(input(), [1, SIDE, SIDE, 3])).toHaveLength(
    (await (await loadModel('hand_landmark_full')).run(input(), [1, SIDE, SIDE, 3])).length,
  );
});

test('what was asked of a thread that ends is thrown, and what is asked after', async () => {
  const file = new URL('./networks-worker.ts', import.meta.url);
  const thread = openThread<NetworkQuestion, NetworkAnswer>(file);
  const asked = thread.ask({ load: 'pose_detection' });
  const heard = expect(asked).rejects.toThrow(/ended/);
  await thread.close();
  await heard;
  await expect(thread.ask({ load: 'pose_detection' })).rejects.toThrow(fileURLToPath(file));
});
