import { expect, test } from 'vitest';
import type { PaintPlan } from './paint-plan.ts';
import { createQueue, takePart } from './paint-queue.ts';

const plan = (sizePx: number, careful = false) =>
  ({ sizePx, ...(careful ? { offColour: () => 0 } : {}) }) as unknown as PaintPlan;

test('every part with a plan is taken once, those that take longest first', () => {
  const queue = createQueue([plan(512), undefined, plan(1024), plan(1024, true)]);
  // As it arrives in another thread: the count is shared, not copied.
  const beside = { ...queue, taken: new Int32Array(queue.taken.buffer) };
  expect([takePart(queue), takePart(beside), takePart(queue), takePart(beside), takePart(queue)]).toEqual([
    3,
    2,
    0,
    undefined,
    undefined,
  ]);
});
