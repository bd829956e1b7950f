import type { FaceBelief } from '../face/regress-face.ts';
import type { BodySpace } from './body-space.ts';
import type { NormalEquations } from './normal-equations.ts';
import { type FitState, SHAPE_PARAMETER } from './pose-state.ts';

/** Adds (modes(shape) − wanted)ᵀ precision (modes(shape) − wanted). Modes are linear in body and face components. */
export function addFacePrior(
  equations: NormalEquations,
  space: BodySpace,
  belief: FaceBelief,
  state: FitState,
): void {
  const { modes, middle, wanted, precision } = belief;
  const count = wanted.length;
  const size = space.bodyCount + space.faceCount;
  const off = Float64Array.from(wanted, (want, m) => {
    let sum = -want;
    for (let c = 0; c < size; c++) sum += modes[m * size + c] * (state.shape[c] - middle[c]);
    return sum;
  });
  const pull = Float64Array.from(off, (_, m) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += precision[m * count + n] * off[n];
    return sum;
  });
  const square = squareOf(belief, size);
  for (let m = 0; m < count; m++) equations.cost += off[m] * pull[m];
  for (let c = 0; c < size; c++) {
    const row = SHAPE_PARAMETER + c;
    for (let m = 0; m < count; m++) equations.gradient[row] += modes[m * size + c] * pull[m];
    // Only the lower half of the matrix is kept.
    for (let d = 0; d <= c; d++) {
      equations.matrix[row * equations.size + SHAPE_PARAMETER + d] += square[c * size + d];
    }
  }
}

const squares = new WeakMap<FaceBelief, Float64Array>();

/** modesᵀ precision modes: the same in every step of a fit. */
function squareOf(belief: FaceBelief, size: number): Float64Array {
  const known = squares.get(belief);
  if (known) return known;
  const { modes, precision, wanted } = belief;
  const count = wanted.length;
  const half = new Float64Array(count * size);
  for (let m = 0; m < count; m++) {
    for (let n = 0; n < count; n++) {
      const p = precision[m * count + n];
      for (let c = 0; c < size; c++) half[m * size + c] += p * modes[n * size + c];
    }
  }
  const out = new Float64Array(size * size);
  for (let c = 0; c < size; c++) {
    for (let d = 0; d <= c; d++) {
      for (let m = 0; m < count; m++) out[c * size + d] += modes[m * size + c] * half[m * size + d];
    }
  }
  squares.set(belief, out);
  return out;
}
