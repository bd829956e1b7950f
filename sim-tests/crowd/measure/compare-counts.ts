/** How often something happened in two runs, and how likely so unlike numbers are by chance. */
export interface CountDifference {
  readonly a: number;
  readonly b: number;
  /** Two-sided p of the exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940). */
  readonly p: number;
}

/**
 * Compares counts over unlike exposures: given how many there were in all, those of B are binomial.
 *
 * @param exposure how long each run was open to it, in one unit, e.g. guest-seconds
 */
export function compareCounts(
  a: number,
  b: number,
  exposure: { readonly a: number; readonly b: number },
): CountDifference {
  const n = a + b;
  if (n === 0 || !(exposure.a > 0) || !(exposure.b > 0)) return { a, b, p: 1 };
  const share = exposure.b / (exposure.a + exposure.b);
  // ln C(n, k) + k ln share + (n - k) ln (1 - share), from k to k + 1.
  const logs = new Float64Array(n + 1);
  logs[0] = n * Math.log1p(-share);
  const odds = Math.log(share) - Math.log1p(-share);
  for (let k = 0; k < n; k++) logs[k + 1] = logs[k] + Math.log((n - k) / (k + 1)) + odds;
  // As likely as what was seen, but for rounding, is not less likely.
  const bar = logs[b] + 1e-9;
  let p = 0;
  for (const log of logs) if (log <= bar) p += Math.exp(log);
  return { a, b, p: Math.min(1, p) };
}
