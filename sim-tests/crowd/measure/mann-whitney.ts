/** Whether values of two lists tend to differ, without assuming how they are distributed. */
export interface MannWhitney {
  readonly u: number;
  /** Two-sided, normal approximation with correction for ties and continuity; 1 when either list is empty. */
  readonly p: number;
  /** Chance that a value of b is larger than one of a (ties half): 0.5 is no difference. */
  readonly larger: number;
}

/** The rank-sum test of Mann and Whitney (1947). */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  if (a.length === 0 || b.length === 0) return { u: 0, p: 1, larger: 0.5 };
  const all = [...a.map((value) => ({ value, ofB: false })), ...b.map((value) => ({ value, ofB: true }))];
  all.sort((x, y) => x.value - y.value);
  let rankSumB = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let j = i;
    while (j < all.length && all[j].value === all[i].value) j += 1;
    const rank = (i + 1 + j) / 2;
    for (let k = i; k < j; k++) if (all[k].ofB) rankSumB += rank;
    ties += (j - i) ** 3 - (j - i);
    i = j;
  }
  const n = a.length;
  const m = b.length;
  const u = rankSumB - (m * (m + 1)) / 2;
  const mean = (n * m) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  if (variance <= 0) return { u, p: 1, larger: u / (n * m) };
  const z = Math.max(0, Math.abs(u - mean) - 0.5) / Math.sqrt(variance);
  return { u, p: Math.min(1, 2 * (1 - normalCdf(z))), larger: u / (n * m) };
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17; error below 7.5e-8). */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
