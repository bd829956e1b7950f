import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BODY_JOINT_COUNT, JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { createMotionState } from './motion-state.ts';
import {
  ARM_VALUES,
  advanceStrokes,
  resetStrokes,
  STROKE_CHANNELS,
  STROKE_STATE,
  STROKE_VALUES,
  strokeArms,
  strokeHead,
} from './strokes.ts';

const DT_S = 0.05;

function open() {
  const state = createMotionState(2);
  resetStrokes(state, 0);
  resetStrokes(state, 1);
  return { state, targets: new Float32Array(STROKE_VALUES * 2), ticks: new Int32Array(STROKE_CHANNELS * 2) };
}

const POSE = [0.1, -0.5, 0.5, 0.3, 0, 0.1, 1];

describe('strokes', () => {
  test('a key pose is reached on its tick, at rest, and not before', () => {
    const { state, targets, ticks } = open();
    targets.set(POSE, ARM_VALUES);
    ticks[1] = 12;
    const path: number[] = [];
    for (let tick = 1; tick <= 16; tick++) {
      advanceStrokes(state, 0, tick, DT_S, targets, ticks);
      path.push(state.strokes[ARM_VALUES + 1]);
    }
    expect(path[11]).toBeCloseTo(-0.5, 6);
    expect(Math.abs(path[9] + 0.5)).toBeGreaterThan(0.002);
    expect(path[15]).toBeCloseTo(-0.5, 6);
    for (let i = 1; i < 12; i++) expect(path[i]).toBeGreaterThanOrEqual(path[i - 1]);
  });

  test('it is the minimum-jerk path: half way at half time', () => {
    const { state, targets, ticks } = open();
    targets.set(POSE, 0);
    ticks[0] = 20;
    const from = state.strokes[1];
    for (let tick = 1; tick <= 10; tick++) advanceStrokes(state, 0, tick, DT_S, targets, ticks);
    expect(state.strokes[1]).toBeCloseTo((from - 0.5) / 2, 6);
  });

  test('keys that come at any moment leave no step and no swing: speed stays human, the hand in reach', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            gap: fc.integer({ min: 1, max: 20 }),
            wait: fc.integer({ min: -5, max: 25 }),
            pose: fc.array(fc.double({ min: -0.7, max: 0.7, noNaN: true }), { minLength: 6, maxLength: 6 }),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        (keys) => {
          const { state, targets, ticks } = open();
          let tick = 1;
          let before = state.strokes[0];
          for (const { gap, wait, pose } of keys) {
            targets.set([...pose, 1], 0);
            ticks[0] = tick + wait;
            for (let k = 0; k < gap; k++, tick++) {
              advanceStrokes(state, 0, tick, DT_S, targets, ticks);
              expect(Math.abs(state.strokes[0] - before)).toBeLessThan(0.5);
              expect(Math.abs(state.strokes[0])).toBeLessThan(1);
              before = state.strokes[0];
            }
          }
          for (let k = 0; k < STROKE_STATE; k++) expect(Number.isFinite(state.strokes[k])).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an arm without weight leaves the pose alone, whatever the target says', () => {
    const { state, targets, ticks } = open();
    targets.fill(0);
    const joints = pose();
    const before = [...joints];
    advanceStrokes(state, 0, 1, DT_S, targets, ticks);
    strokeArms(state, 0, joints);
    strokeHead(state, 0, joints);
    expect([...joints]).toEqual(before);
  });

  test('one human does not move another', () => {
    const { state, targets, ticks } = open();
    targets.set(POSE, STROKE_VALUES);
    ticks[STROKE_CHANNELS] = 5;
    for (let tick = 1; tick < 8; tick++) {
      advanceStrokes(state, 0, tick, DT_S, targets, ticks);
      advanceStrokes(state, 1, tick, DT_S, targets, ticks);
    }
    expect(state.strokes[6]).toBe(0);
    expect(state.strokes[STROKE_STATE + 6]).toBeCloseTo(1, 6);
  });

  test('the hand comes where it is told, on both sides, and the palm turns up with roll', () => {
    for (const side of ['left', 'right'] as const) {
      const { state, targets, ticks } = open();
      targets.set([0.1, -0.5, 0.5, Math.PI / 2, 0, 0, 1], side === 'left' ? 0 : ARM_VALUES);
      ticks.fill(10);
      for (let tick = 1; tick <= 20; tick++) advanceStrokes(state, 0, tick, DT_S, targets, ticks);
      const joints = pose();
      strokeArms(state, 0, joints);
      const sign = side === 'left' ? 1 : -1;
      const upper = rotate(joints, [`${side}Shoulder`, `${side}UpperArm`], [sign * 0.528, 0, 0]);
      const fore = rotate(
        joints,
        [`${side}Shoulder`, `${side}UpperArm`, `${side}LowerArm`],
        [sign * 0.472, 0, 0],
      );
      expect(sign * (upper[0] + fore[0])).toBeCloseTo(0.1, 2);
      expect(upper[1] + fore[1]).toBeCloseTo(-0.5, 2);
      expect(upper[2] + fore[2]).toBeCloseTo(0.5, 2);
      const palm = rotate(
        joints,
        [`${side}Shoulder`, `${side}UpperArm`, `${side}LowerArm`, `${side}Hand`],
        [0, -1, 0],
      );
      expect(palm[1]).toBeGreaterThan(0.6);
    }
  });

  test('a target that is no number does no harm', () => {
    const { state, targets, ticks } = open();
    targets.fill(Number.NaN);
    targets[6] = 1;
    for (let tick = 1; tick <= 5; tick++) advanceStrokes(state, 0, tick, DT_S, targets, ticks);
    const joints = pose();
    strokeArms(state, 0, joints);
    strokeHead(state, 0, joints);
    for (const value of joints) expect(Number.isFinite(value)).toBe(true);
  });
});

/** A T-pose: 22 identities and the hip. */
function pose(): Float64Array {
  const joints = new Float64Array(JOINT_COUNT * 4);
  for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) joints[joint * 4 + 3] = 1;
  return joints;
}

/** A vector turned by a chain of local rotations. */
function rotate(joints: Float64Array, chain: readonly string[], vector: readonly number[]): number[] {
  let [x, y, z] = vector;
  for (const name of [...chain].reverse()) {
    const i = JOINT_INDEX[name as keyof typeof JOINT_INDEX] * 4;
    const [qx, qy, qz, qw] = joints.subarray(i, i + 4);
    const tx = 2 * (qy * z - qz * y);
    const ty = 2 * (qz * x - qx * z);
    const tz = 2 * (qx * y - qy * x);
    [x, y, z] = [
      x + qw * tx + qy * tz - qz * ty,
      y + qw * ty + qz * tx - qx * tz,
      z + qw * tz + qx * ty - qy * tx,
    ];
  }
  return [x, y, z];
}
