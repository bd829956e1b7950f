// CONTRIBUTOR NOTES
// Seconds of a run resemble their neighbours, so single values must not be drawn as if they were independent: an
// interval would be far too narrow. Blocks of seconds are drawn instead (circular block bootstrap, Politis and Romano
// 1992), n^(1/3) seconds long.
import { createRandom } from '@troupe/avatars/maths';
import { type SparseHistogram, upperEdge } from './histogram.ts';

/** A run as rows of bucket counts, one a second, over the buckets that are used at all. */
interface Table {
  readonly buckets: readonly number[];
  readonly rows: readonly Float64Array[];
}

/** A difference and how sure it is. */
export interface Difference {
  readonly a: number;
  readonly b: number;
  /** b - a. */
  readonly difference: number;
  /** 95 % interval of the difference. */
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly quantile: number;
  readonly rounds: number;
  readonly seed: number;
}

export const BOOTSTRAP_DEFAULTS: BootstrapOptions = { quantile: 0.99, rounds: 1_000, seed: 1 };

/**
 * Difference of a quantile between two runs, each given second by second.
 *
 * @returns undefined when one of them is empty
 */
export function compareQuantile(
  a: readonly SparseHistogram[],
  b: readonly SparseHistogram[],
  options: Partial<BootstrapOptions> = {},
): Difference | undefined {
  const { quantile, rounds, seed } = { ...BOOTSTRAP_DEFAULTS, ...options };
  const tables = [tableOf(a), tableOf(b)];
  if (tables.some(({ rows }) => rows.length === 0)) return undefined;
  const random = createRandom(seed);
  const [ofA, ofB] = tables.map((table) => quantileOf(table, sumRows(table, everyRow(table)), quantile));
  const differences = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    const [one, other] = tables.map((table) =>
      quantileOf(table, sumRows(table, drawBlocks(table.rows.length, random)), quantile),
    );
    differences[round] = other - one;
  }
  differences.sort();
  const at = (share: number): number => differences[Math.min(rounds - 1, Math.floor(share * rounds))];
  return { a: ofA, b: ofB, difference: ofB - ofA, low: at(0.025), high: at(0.975) };
}

function tableOf(seconds: readonly SparseHistogram[]): Table {
  const used = new Set<number>();
  for (const sparse of seconds) for (let i = 2; i < sparse.length; i += 2) used.add(sparse[i]);
  const buckets = [...used].sort((x, y) => x - y);
  const place = new Map(buckets.map((bucket, i) => [bucket, i]));
  const rows = seconds.map((sparse) => {
    const row = new Float64Array(buckets.length);
    for (let i = 2; i < sparse.length; i += 2) row[place.get(sparse[i])!] += sparse[i + 1];
    return row;
  });
  return { buckets, rows: rows.filter((row) => row.some((count) => count > 0)) };
}

function everyRow({ rows }: Table): number[] {
  return rows.map((_, i) => i);
}

function drawBlocks(n: number, random: () => number): number[] {
  const length = Math.max(1, Math.round(n ** (1 / 3)));
  const drawn: number[] = [];
  while (drawn.length < n) {
    const from = Math.floor(random() * n);
    for (let i = 0; i < length && drawn.length < n; i++) drawn.push((from + i) % n);
  }
  return drawn;
}

function sumRows({ buckets, rows }: Table, picks: readonly number[]): Float64Array {
  const sum = new Float64Array(buckets.length);
  for (const pick of picks) {
    const row = rows[pick];
    for (let i = 0; i < sum.length; i++) sum[i] += row[i];
  }
  return sum;
}

function quantileOf({ buckets }: Table, counts: Float64Array, q: number): number {
  const rank = Math.max(1, Math.ceil(q * counts.reduce((sum, count) => sum + count, 0)));
  let seen = 0;
  for (let i = 0; i < counts.length; i++) {
    seen += counts[i];
    if (seen >= rank) return upperEdge(buckets[i]);
  }
  return upperEdge(buckets[buckets.length - 1]);
}
