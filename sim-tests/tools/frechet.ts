/** A Gaussian over features: mean (n) and covariance (n x n, row-major). */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Gaussian of rows of features (count x n); the covariance divides by count. */
export function gaussianOf(rows: readonly Float32Array[]): Gaussian {
  const n = rows[0].length;
  const mean = new Float64Array(n);
  for (const row of rows) for (let k = 0; k < n; k++) mean[k] += row[k] / rows.length;
  const covariance = new Float64Array(n * n);
  for (const row of rows) {
    for (let i = 0; i < n; i++) {
      const d = (row[i] - mean[i]) / rows.length;
      for (let j = 0; j < n; j++) covariance[i * n + j] += d * (row[j] - mean[j]);
    }
  }
  return { mean, covariance };
}

/** Gaussian of a mixture in which every part has the same weight. */
export function mixed(parts: readonly Gaussian[]): Gaussian {
  const n = parts[0].mean.length;
  const mean = new Float64Array(n);
  for (const part of parts) for (let k = 0; k < n; k++) mean[k] += part.mean[k] / parts.length;
  const covariance = new Float64Array(n * n);
  for (const part of parts) {
    for (let i = 0; i < n; i++) {
      const d = part.mean[i] - mean[i];
      for (let j = 0; j < n; j++) {
        covariance[i * n + j] += (part.covariance[i * n + j] + d * (part.mean[j] - mean[j])) / parts.length;
      }
    }
  }
  return { mean, covariance };
}

/** Fréchet distance of two Gaussians, |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½) (Dowson and Landau, 1982; Heusel et al., 2017). */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const n = a.mean.length;
  const root = squareRoot(a.covariance, n);
  const inner = product(product(root, b.covariance, n), root, n);
  const { values } = eigen(inner, n);
  let distance = 0;
  for (let k = 0; k < n; k++) {
    distance += (a.mean[k] - b.mean[k]) ** 2 + a.covariance[k * n + k] + b.covariance[k * n + k];
    distance -= 2 * Math.sqrt(Math.max(0, values[k]));
  }
  return distance;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const v = a[i * n + k];
      for (let j = 0; j < n; j++) out[i * n + j] += v * b[k * n + j];
    }
  return out;
}

/** Square root of a symmetric, positive semidefinite matrix. */
function squareRoot(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors } = eigen(matrix, n);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const root = Math.sqrt(Math.max(0, values[k]));
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) out[i * n + j] += root * vectors[i * n + k] * vectors[j * n + k];
  }
  return out;
}

/** Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, 8.5). */
function eigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) vectors[k * n + k] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        all += a[i * n + j] ** 2;
        if (i !== j) off += a[i * n + j] ** 2;
      }
    if (off <= 1e-22 * all) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
  }
  return { values: Float64Array.from({ length: n }, (_, k) => a[k * n + k]), vectors };
}

/** Turns the plane of axes p and q so that their mixed term vanishes. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const mix = a[p * n + q];
  if (mix === 0) return;
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * mix);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p];
    const y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k];
    const y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const u = vectors[k * n + p];
    const v = vectors[k * n + q];
    vectors[k * n + p] = c * u - s * v;
    vectors[k * n + q] = s * u + c * v;
  }
}
