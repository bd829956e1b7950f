import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeWindow, WINDOW_CHANNELS, WINDOW_LENGTH } from '../tools/motion-window.ts';

const FILE = new URL('../../assets/models/motion-eval/reference.json', import.meta.url);
const { golden, classes, groundTruth } = JSON.parse(readFileSync(FILE, 'utf8'));

test('a window is encoded as the judges were taught', () => {
  const out = new Float32Array(WINDOW_CHANNELS * WINDOW_LENGTH);
  encodeWindow(golden.positions.flat(2), golden.hipsYaw, out);
  const worst = golden.input.reduce(
    (most: number, value: number, i: number) => Math.max(most, Math.abs(out[i] - value)),
    0,
  );
  expect(golden.input).toHaveLength(out.length);
  expect(worst).toBeLessThan(1e-3);
  expect(Math.max(...out)).toBeGreaterThan(1);
});

test('the same motion anywhere and facing anywhere is the same window', () => {
  const flat: number[] = golden.positions.flat(2);
  const moved = flat.map((_, i) => {
    const [x, z] = [flat[i - (i % 3)], flat[i - (i % 3) + 2]];
    return [z + 5, flat[i], -x + 3][i % 3];
  });
  const yaw = golden.hipsYaw.map((value: number) => value + Math.PI / 2);
  const a = new Float32Array(WINDOW_CHANNELS * WINDOW_LENGTH);
  const b = new Float32Array(a.length + 7);
  encodeWindow(flat, golden.hipsYaw, a);
  encodeWindow(moved, yaw, b, 7);
  expect(a.every((value, i) => Math.abs(value - b[i + 7]) < 1e-4)).toBe(true);
});

test('the reference describes every class in feature space', () => {
  for (const name of classes) {
    const { mean, covariance, diversity, jerkMps3 } = groundTruth.classes[name];
    expect(mean).toHaveLength(64);
    expect(covariance).toHaveLength(64);
    expect(diversity).toBeGreaterThan(0);
    expect(jerkMps3).toBeGreaterThan(0);
  }
});
