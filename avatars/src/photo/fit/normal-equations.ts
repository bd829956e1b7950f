/** JᵀJ and Jᵀr of a least-squares problem, gathered row by row. */
export interface NormalEquations {
  readonly size: number;
  readonly matrix: Float64Array;
  readonly gradient: Float64Array;
  cost: number;
}

export function createNormalEquations(size: number): NormalEquations {
  return { size, matrix: new Float64Array(size * size), gradient: new Float64Array(size), cost: 0 };
}

/** Adds one residual with its row of derivatives to matrix and gradient; `weight` scales the residual. */
export function addRow(
  equations: NormalEquations,
  row: Float64Array,
  from: number,
  residual: number,
  weight: number,
): void {
  const { size, matrix, gradient } = equations;
  const w2 = weight * weight;
  for (let i = 0; i < size; i++) {
    const a = row[from + i] * w2;
    if (a === 0) continue;
    gradient[i] += a * residual;
    const line = i * size;
    for (let j = 0; j <= i; j++) matrix[line + j] += a * row[from + j];
  }
}

/** Adds a pull of one parameter, and its cost: a residual with derivative 1. */
export function addPull(equations: NormalEquations, index: number, residual: number, weight: number): void {
  const w2 = weight * weight;
  equations.cost += w2 * residual * residual;
  equations.gradient[index] += w2 * residual;
  equations.matrix[index * equations.size + index] += w2;
}

/**
 * Leaves a parameter where it is if it stands at an end of its range and the cost pushes it beyond: a step that is cut off
 * there goes hardly anywhere. (A face was fitted after 4 steps so, and not after 20 before.)
 */
export function pinAtEnd(
  { size, matrix, gradient }: NormalEquations,
  index: number,
  value: number,
  least: number,
  most: number,
): void {
  // A step goes against the gradient.
  if (!(value <= least ? gradient[index] > 0 : value >= most && gradient[index] < 0)) return;
  gradient[index] = 0;
  for (let j = 0; j < size; j++) matrix[Math.max(index, j) * size + Math.min(index, j)] = j === index ? 1 : 0;
}

/**
 * Step that solves (JᵀJ + damping · diag) step = −Jᵀr by Cholesky.
 *
 * @returns undefined when the matrix is not positive definite
 */
export function solveStep(equations: NormalEquations, damping: number): Float64Array | undefined {
  const { size, matrix, gradient } = equations;
  const l = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      if (i === j) sum += damping * matrix[i * size + i] + 1e-9;
      for (let k = 0; k < j; k++) sum -= l[i * size + k] * l[j * size + k];
      if (i !== j) l[i * size + j] = sum / l[j * size + j];
      else if (sum > 0) l[i * size + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const step = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = -gradient[i];
    for (let k = 0; k < i; k++) sum -= l[i * size + k] * step[k];
    step[i] = sum / l[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = step[i];
    for (let k = i + 1; k < size; k++) sum -= l[k * size + i] * step[k];
    step[i] = sum / l[i * size + i];
  }
  return step;
}
