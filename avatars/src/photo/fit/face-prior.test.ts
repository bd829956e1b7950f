import { describe, expect, test } from 'vitest';
import type { FaceBelief } from '../face/regress-face.ts';
import type { BodySpace } from './body-space.ts';
import { addFacePrior } from './face-prior.ts';
import { createNormalEquations, solveStep } from './normal-equations.ts';
import { type FitState, SHAPE_PARAMETER } from './pose-state.ts';

const space = { bodyCount: 1, faceCount: 2 } as BodySpace;
const belief: FaceBelief = {
  modes: Float32Array.from([1, 0.5, 0, 0, 1, -1]),
  middle: Float32Array.from([0.2, 0, 0.1]),
  wanted: Float64Array.from([0.7, -0.4]),
  precision: Float32Array.from([3, 1, 1, 2]),
};
const at = (...shape: number[]) => ({ shape: Float64Array.from(shape) }) as unknown as FitState;
const gather = (state: FitState) => {
  const equations = createNormalEquations(SHAPE_PARAMETER + 3);
  addFacePrior(equations, space, belief, state);
  return equations;
};

describe('belief in a face', () => {
  test('gradient is half the slope of the cost', () => {
    const shape = [0.3, -0.2, 0.5];
    const { gradient } = gather(at(...shape));
    shape.forEach((_, c) => {
      const moved = (by: number) => gather(at(...shape.map((x, i) => (i === c ? x + by : x)))).cost;
      expect(gradient[SHAPE_PARAMETER + c]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 4e-4, 4);
    });
  });
  test('one step reaches what is wanted', () => {
    const equations = gather(at(0, 0, 0));
    for (let i = 0; i < equations.size; i++) equations.matrix[i * equations.size + i] += 1e-9;
    const step = solveStep(equations, 0)!;
    expect(gather(at(...step.subarray(SHAPE_PARAMETER))).cost).toBeLessThan(1e-6);
  });
});
