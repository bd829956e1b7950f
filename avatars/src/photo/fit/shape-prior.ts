import type { BodySpace } from './body-space.ts';
import type { NormalEquations } from './normal-equations.ts';
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
