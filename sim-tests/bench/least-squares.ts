/** A linear model fitted to measurements. */
export interface Fit {
  readonly coefficients: readonly number[];
  /** One standard error of each coefficient. */
  readonly errors: readonly number[];
  /** Measured minus fitted, in the order of the rows. */
  readonly residuals: readonly number[];
  /** Share of the (weighted) variance that the model explains. */
  readonly r2: number;
}

/**
 * Weighted linear least squares by normal equations: minimises the sum of weight x residual².
 *
 * @param rows values of the terms, one row a measurement; more rows than terms
 * @throws Error when the terms cannot be told apart by these rows
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  measured: readonly number[],
  weights: readonly number[] = measured.map(() => 1),
): Fit {
  const terms = rows[0]?.length ?? 0;
  if (rows.length <= terms || rows.length !== measured.length)
    throw new Error(`leastSquares: ${rows.length} measurements for ${terms} terms; give more than terms`);
  // Terms differ by orders of magnitude: each is scaled to its largest value, or the sums would lose digits.
  const scales = Array.from({ length: terms }, (_, j) =>
    Math.max(...rows.map((row) => Math.abs(row[j])), 1e-300),
  );
  const normal = Array.from({ length: terms }, (_, j) =>
    Array.from({ length: terms }, (_, k) =>
      rows.reduce((sum, row, i) => sum + (weights[i] * row[j] * row[k]) / scales[j] / scales[k], 0),
    ),
  );
  const right = scales.map((scale, j) =>
    rows.reduce((sum, row, i) => sum + (weights[i] * row[j] * measured[i]) / scale, 0),
  );
  const inverse = invert(normal);
  const coefficients = inverse.map(
    (row, j) => row.reduce((sum, value, k) => sum + value * right[k], 0) / scales[j],
  );
  const residuals = measured.map(
    (value, i) => value - rows[i].reduce((sum, term, j) => sum + term * coefficients[j], 0),
  );
  const weighted = (values: readonly number[]): number =>
    values.reduce((sum, value, i) => sum + weights[i] * value * value, 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = measured.reduce((sum, value, i) => sum + weights[i] * value, 0) / total;
  const variance = weighted(residuals) / (rows.length - terms);
  return {
    coefficients,
    errors: scales.map((scale, j) => Math.sqrt(Math.max(0, variance * inverse[j][j])) / scale),
    residuals,
    r2: 1 - weighted(residuals) / Math.max(1e-300, weighted(measured.map((value) => value - mean))),
  };
}

/** Gauss and Jordan with pivots. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++)
      if (Math.abs(work[i][column]) > Math.abs(work[pivot][column])) pivot = i;
    if (Math.abs(work[pivot][column]) < 1e-12)
      throw new Error('leastSquares: these measurements do not tell the terms apart; vary each of them');
    [work[column], work[pivot]] = [work[pivot], work[column]];
    const head = work[column][column];
    work[column] = work[column].map((value) => value / head);
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = work[i][column];
      work[i] = work[i].map((value, j) => value - factor * work[column][j]);
    }
  }
  return work.map((row) => row.slice(n));
}
