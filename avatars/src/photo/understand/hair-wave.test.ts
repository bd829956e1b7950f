import { expect, test } from 'vitest';
import { createRandom } from '../../maths/random.ts';
import type { Picture } from '../see/read-photo.ts';
import type { HairCells } from './hair-fall.ts';
import { hairWave } from './hair-wave.ts';

const HEAD_PX = 128;
const [WIDTH, HEIGHT] = [160, 320];

/** Strands of all shades beside one another, the middle of each where `at` says, px; with grain. */
function drawn(at: (y: number) => number): Picture {
  const dice = createRandom(7);
  const shades = Float64Array.from({ length: 4 * WIDTH }, () => 60 + 120 * dice());
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const s = (x - at(y)) / 3 + 2 * WIDTH;
      const k = Math.floor(s);
      const light = shades[k] * (1 - s + k) + shades[k + 1] * (s - k) + 16 * (dice() - 0.5);
      data.fill(light, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  return { data, width: WIDTH, height: HEIGHT };
}

const cells: HairCells = {
  columns: 40,
  rows: 80,
  cellPx: 4,
  x0: 0,
  y0: 0,
  hair: new Uint8Array(3200).fill(1),
};
const measure = (at: (y: number) => number) =>
  hairWave(drawn(at), cells, { chinPx: HEAD_PX * 0.5, heightPx: HEAD_PX });

test('waves are found as wide and as long as they were drawn', () => {
  for (const [swing, length] of [
    [0.03, 0.6],
    [0.05, 0.6],
    [0.03, 0.4],
  ]) {
    const found = measure((y) => swing * HEAD_PX * Math.sin((2 * Math.PI * y) / (length * HEAD_PX)))!;
    expect(found.swing / swing).toBeGreaterThan(0.85);
    expect(found.swing / swing).toBeLessThan(1.15);
    expect(Math.abs(found.length / length - 1)).toBeLessThan(0.2);
  }
});

test('hair that hangs straight or bends one way over a shoulder has none', () => {
  expect(measure(() => 0)).toBeUndefined();
  expect(measure((y) => 0.2 * y)).toBeUndefined();
  expect(measure((y) => 0.0012 * y * y)).toBeUndefined();
});

test('hair that shows no strands tells nothing', () => {
  const picture = { data: new Uint8Array(WIDTH * HEIGHT * 3).fill(40), width: WIDTH, height: HEIGHT };
  expect(hairWave(picture, cells, { chinPx: 64, heightPx: HEAD_PX })).toBeUndefined();
});
