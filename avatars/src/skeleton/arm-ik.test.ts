import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quatIdentity, quatInverseMultiply, quatRotate, quatToVector } from '../maths/quat.ts';
import { ARM_LIMITS, ARMS, armLength, facePalm, solveArm } from './arm-ik.ts';
import { JOINT_COUNT } from './human-joints.ts';

const offsets = new Float64Array(JOINT_COUNT * 3);
for (const arm of ARMS) {
  // Real arms do not rest quite along X.
  offsets.set([arm.side * 0.28, 0.01, -0.02], arm.hinge * 3);
  offsets.set([arm.side * 0.25, -0.02, 0.01], arm.end * 3);
}
const DOWN = [0, -1, 0];

function solved(arm: (typeof ARMS)[number], target: readonly number[], pole: readonly number[] = DOWN) {
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  for (let joint = 0; joint < JOINT_COUNT; joint++) quatIdentity(rotations, joint * 4);
  positions.set([arm.side * 0.17, 1.4, 0], arm.upper * 3);
  solveArm(arm, [...target], [...pole], positions, rotations, offsets);
  return { positions, rotations };
}

/** Where forward kinematics puts the wrist with these rotations. */
function wristOf(arm: (typeof ARMS)[number], positions: Float64Array, rotations: Float64Array): number[] {
  const bone = [0, 0, 0];
  const wrist = Array.from(positions.subarray(arm.upper * 3, arm.upper * 3 + 3));
  for (const [joint, child] of [
    [arm.upper, arm.hinge],
    [arm.hinge, arm.end],
  ]) {
    quatRotate(bone, 0, rotations, joint * 4, offsets, child * 3);
    for (let k = 0; k < 3; k++) wrist[k] += bone[k];
  }
  return wrist;
}

describe('arm IK', () => {
  it('brings the wrist to whatever is in reach, for both arms and any pole', () => {
    const coordinate = fc.double({ min: -0.6, max: 0.6, noNaN: true });
    const triple = fc.tuple(coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(fc.constantFrom(...ARMS), triple, triple, (arm, offset, pole) => {
        const target = [arm.side * 0.17 + offset[0], 1.4 + offset[1], offset[2]];
        const { positions, rotations } = solved(arm, target, pole);
        const wrist = wristOf(arm, positions, rotations);
        const distance = Math.hypot(...offset);
        const reach = armLength(arm, offsets) * ARM_LIMITS.reachShare;
        for (let k = 0; k < 3; k++) expect(wrist[k]).toBeCloseTo(positions[arm.end * 3 + k], 6);
        if (distance > 0.2 && distance < reach)
          for (let k = 0; k < 3; k++) expect(wrist[k]).toBeCloseTo(target[k], 6);
        expect(Math.hypot(wrist[0] - arm.side * 0.17, wrist[1] - 1.4, wrist[2])).toBeLessThanOrEqual(
          reach + 1e-6,
        );
      }),
    );
  });

  it('bends the elbow as a hinge that closes forwards, never sideways nor backwards', () => {
    for (const arm of ARMS) {
      const { rotations } = solved(arm, [arm.side * 0.2, 1.3, 0.35]);
      const elbow = new Float64Array(4);
      quatInverseMultiply(elbow, 0, rotations, arm.upper * 4, rotations, arm.hinge * 4);
      const vector = [0, 0, 0];
      quatToVector(vector, 0, elbow, 0);
      expect(-arm.side * vector[1]).toBeGreaterThan(0.3);
      expect(Math.hypot(vector[0], vector[2])).toBeLessThan(0.15);
    }
  });

  it('keeps the elbow on the side of the pole', () => {
    for (const pole of [
      [0, -1, 0],
      [1, 0, 0],
      [0, 1, -0.3],
    ]) {
      const { positions } = solved(ARMS[0], [0.17, 1.35, 0.35], pole);
      const elbow = [0, 1, 2].map((k) => positions[ARMS[0].hinge * 3 + k] - positions[ARMS[0].upper * 3 + k]);
      const middle = [0, -0.025, 0.175];
      expect(
        elbow.reduce((sum, value, k) => sum + (value - middle[k]) * pole[k], 0),
        String(pole),
      ).toBeGreaterThan(0.05);
    }
  });

  it('turns the palm to where it is to face and leaves the wrist in place', () => {
    for (const arm of ARMS) {
      for (const facing of [
        [0, -1, 0],
        [-arm.side, 0, 0],
        [0, 1, 0.2],
        [0, 0, 1],
      ]) {
        const { positions, rotations } = solved(arm, [arm.side * 0.2, 1.2, 0.4]);
        const before = wristOf(arm, positions, rotations);
        facePalm(arm, facing, rotations, offsets);
        const after = wristOf(arm, positions, rotations);
        for (let k = 0; k < 3; k++) expect(after[k]).toBeCloseTo(before[k], 2);
        const palm = [0, -1, 0];
        quatRotate(palm, 0, rotations, arm.end * 4, palm, 0);
        const cosine = palm.reduce((sum, value, k) => sum + value * facing[k], 0) / Math.hypot(...facing);
        expect(cosine, `${arm.side} ${facing}`).toBeGreaterThan(0.85);
      }
    }
  });
});
