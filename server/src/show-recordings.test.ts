import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createShowChecker } from './show-checker.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('the desk gets loudness and beats of a recording from beside the tick, and nothing of what is none', async () => {
  const checker = createShowChecker(ROOT);
  const drawing = await checker.draw({ track: 'music/class.flac', bpm: 100, meter: 4 });
  expect(drawing!.found.bpm).toBeCloseTo(100, 0);
  expect(drawing!.peaks.length).toBe(Math.ceil(drawing!.seconds * drawing!.peaksHz));
  expect(Math.max(...drawing!.peaks)).toBe(1);
  expect(await checker.draw({ track: 'hello.yaml', meter: 4 })).toBeUndefined();
  expect(await checker.draw({ track: 'music/none.flac', meter: 4 })).toBeUndefined();
  await checker.close();
});
