import type { BodySpace } from './body-space.ts';
import { createNormalEquations, type NormalEquations, solveStep } from './normal-equations.ts';
import { CLOTH_USUAL_M, clothParameter, type FitState, SHAPE_PARAMETER } from './pose-state.ts';

/** What is believed of body components and cloth before the refinement: a Gaussian over both together. */
export interface ShapePrior {
  /** Body components, then cloth of upper and lower garment in CLOTH_STEP_M from CLOTH_USUAL_M. */
  readonly mean: Float64Array;
  /** Inverse covariance, row major. */
  readonly precision: Float64Array;
}

/** Unit of cloth thickness in priors, m: about its standard deviation among everyday clothes. */
export const CLOTH_STEP_M = 0.005;

/**
 * One belief from several photos: the mean by their precisions. Their errors are alike (one regressor, one person), so both
 * together count as sure as one of them.
 */
export function combinePriors(priors: readonly ShapePrior[]): ShapePrior {
  if (priors.length === 1) return priors[0];
  const size = priors[0].mean.length;
  const equations = createNormalEquations(size);
  for (const { mean, precision } of priors) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const p = precision[i * size + j] / priors.length;
        equations.matrix[i * size + j] += p;
        equations.gradient[i] -= p * mean[j];
      }
    }
  }
  const precision = equations.matrix.slice();
  const mean = solveStep(equations, 0);
  if (!mean) throw new Error('shape priors: the precisions are not positive definite');
  return { mean, precision };
}

/** Adds (x − mean)ᵀ precision (x − mean), `stiff` squared times. */
export function addShapePrior(
  equations: NormalEquations,
  space: BodySpace,
  prior: ShapePrior,
  state: FitState,
  stiff: number,
): void {
  const size = prior.mean.length;
  const { bodyCount } = space;
  const cloth = clothParameter(space);
  const at = (i: number) => (i < bodyCount ? SHAPE_PARAMETER + i : cloth + i - bodyCount);
  const slope = (i: number) => (i < bodyCount ? 1 : 1 / CLOTH_STEP_M);
  const off = Float64Array.from({ length: size }, (_, i) =>
    i < bodyCount
      ? state.shape[i] - prior.mean[i]
      : (state.cloth[i - bodyCount] - CLOTH_USUAL_M) / CLOTH_STEP_M - prior.mean[i],
  );
  const share = stiff * stiff;
  for (let i = 0; i < size; i++) {
    let pull = 0;
    for (let j = 0; j < size; j++) pull += prior.precision[i * size + j] * off[j];
    equations.cost += share * off[i] * pull;
    equations.gradient[at(i)] += share * slope(i) * pull;
    // Only the lower half of the matrix is kept.
    for (let j = 0; j <= i; j++) {
      equations.matrix[at(i) * equations.size + at(j)] +=
        share * slope(i) * slope(j) * prior.precision[i * size + j];
    }
  }
}
