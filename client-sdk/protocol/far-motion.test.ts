import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeFarMotions, encodeFarMotions, FAR_JOINTS, farPhase, farPose } from './far-motion.ts';

const FILE = new URL('../../assets/models/far-motion/far-motions.bin', import.meta.url);
const bytes = new Uint8Array(readFileSync(FILE));
const table = decodeFarMotions(bytes);
const at = (name: string): number => table.motions.findIndex((motion) => motion.name === name);
const THIGHS = [2 * 4, 3 * 4] as const;

describe('the table of far motions', () => {
  test('holds standing, sitting, the walk of every style and the actions, and is written as it was read', () => {
    expect(table.motions.slice(0, 2).map(({ name }) => name)).toEqual(['stand', 'sit']);
    expect(at('walk:neutral')).toBeGreaterThan(0);
    expect(at('action:bow')).toBeGreaterThan(0);
    expect(table.motions.length).toBeGreaterThan(100);
    const again = decodeFarMotions(encodeFarMotions(table));
    expect(again.motions).toEqual(table.motions);
    // The largest of a rotation's four may be another one of two that are equal: the same turn with the other sign.
    for (let i = 0; i < table.joints.length; i += 4) {
      let dot = 0;
      for (let k = 0; k < 4; k++) dot += table.joints[i + k] * again.joints[i + k];
      if (Math.abs(dot) < 0.99999) throw new Error(`rotation ${i / 4} came back as another one`);
    }
  });

  test('in every walk each thigh swings to and fro once a round, the other half a round later, and the round closes', () => {
    const pose = new Float32Array(FAR_JOINTS * 4);
    for (const [motion, { name }] of table.motions.entries()) {
      if (!name.startsWith('walk:')) continue;
      const swing = Array.from({ length: 32 }, (_, i) => {
        farPose(table, motion, i / 32, pose);
        return THIGHS.map((thigh) => 2 * Math.asin(pose[thigh]));
      });
      const [left, right] = [swing.map(([l]) => l), swing.map(([, r]) => r)];
      const range = Math.max(...left) - Math.min(...left);
      expect(range, name).toBeGreaterThan(0.3);
      const mid = (values: number[]): number => (Math.max(...values) + Math.min(...values)) / 2;
      const [ml, mr] = [mid(left), mid(right)];
      const crossings = left.filter((v, i) => v < ml !== left[(i + 1) % 32] < ml).length;
      expect(crossings, name).toBe(2);
      const together = left.reduce((sum, v, i) => sum + (v - ml) * (right[i] - mr), 0);
      // The martial step goes from one low stance into another, knees bent together.
      if (name !== 'walk:martial') expect(together, name).toBeLessThan(0);
      const step = Math.max(...left.map((v, i) => Math.abs(v - left[(i + 1) % 32])));
      expect(step, name).toBeLessThan(range / 3);
    }
  });

  test('a phase is found again from the pose alone', () => {
    const pose = new Float32Array(52 * 4);
    for (const name of ['walk:neutral', 'walk:strut', 'walk:old', 'walk:rushed']) {
      for (let phase = 0.01; phase < 1; phase += 0.07) {
        farPose(table, at(name), phase, pose);
        const off = Math.abs(farPhase(table, at(name), pose, 0, Number.NaN) - phase);
        expect(Math.min(off, 1 - off), `${name} ${phase}`).toBeLessThan(0.04);
      }
    }
  });

  test('where a gesture goes to and fro the expected phase decides', () => {
    const pose = new Float32Array(52 * 4);
    const wave = at('action:waveRight');
    for (let phase = 0.05; phase < 1; phase += 0.1) {
      farPose(table, wave, phase, pose);
      expect(Math.abs(farPhase(table, wave, pose, 0, phase) - phase)).toBeLessThan(0.06);
    }
  });

  test('cut or strange bytes are refused in words', () => {
    expect(() => decodeFarMotions(bytes.subarray(0, bytes.length - 1))).toThrow(/cut short/);
    expect(() => decodeFarMotions(new Uint8Array(4))).toThrow(/no table/);
    const still = bytes.slice();
    still.fill(0, 7, 11);
    expect(() => decodeFarMotions(still)).toThrow(/no length/);
  });
});
