// CONTRIBUTOR NOTES
// After HdrHistogram (Gil Tene, public domain): buckets whose width grows with the value, so that a p99.9 costs as
// little as a mean and histograms of many processes and seconds add up exactly. Node has one of its own
// (perf_hooks.createHistogram), but it cannot be written down and read again, which workers and `compare` need.
const SUB_BUCKETS = 64;
const SUB_BITS = 6;
/** Values are kept in thousandths: µs for a metric in ms. */
const UNITS = 1_000;
/** Largest value: 2^50 thousandths. */
const EXPONENTS = 51;

/** A histogram written down: index and count by turns. */
export type SparseHistogram = readonly number[];

/** Counts values with a relative error below 1/64; empty at first. Values below 0 count as 0, NaN is a programmer's error. */
export class Histogram {
  readonly #counts = new Float64Array(EXPONENTS * SUB_BUCKETS);
  #count = 0;
  #sum = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }
  /** Mean; 0 when empty. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }
  get max(): number {
    return this.#max;
  }

  record(value: number, times = 1): void {
    if (Number.isNaN(value)) throw new Error('Histogram.record: NaN is no value');
    const kept = Math.max(0, value);
    this.#counts[bucketOf(kept)] += times;
    this.#count += times;
    this.#sum += kept * times;
    this.#max = Math.max(this.#max, kept);
  }

  /**
   * Corrects for coordinated omission as HdrHistogram does: a value that took longer than the interval at which values
   * are due hid those that came due meanwhile; they are counted as value - interval, value - 2 x interval ...
   */
  recordCorrected(value: number, expectedInterval: number): void {
    this.record(value);
    if (!(expectedInterval > 0)) return;
    for (let hidden = value - expectedInterval; hidden >= expectedInterval; hidden -= expectedInterval)
      this.record(hidden);
  }

  /** Value that a share q (0..1) of all values does not exceed: the upper edge of its bucket, never above the maximum. */
  quantile(q: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      seen += this.#counts[i];
      if (seen >= rank) return Math.min(this.#max, upperEdge(i));
    }
    return this.#max;
  }

  /** Share (0..1) of the values that are at most `value`, as far as buckets tell. */
  shareUpTo(value: number): number {
    if (this.#count === 0) return 0;
    const last = bucketOf(value);
    let seen = 0;
    for (let i = 0; i <= last; i++) seen += this.#counts[i];
    return seen / this.#count;
  }

  merge(other: Histogram): void {
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i] += other.#counts[i];
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#max = Math.max(this.#max, other.#max);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = this.#sum = this.#max = 0;
  }

  /** For a message or a file: sum and maximum in thousandths, then index and count by turns. */
  toSparse(): SparseHistogram {
    const sparse = [Math.round(this.#sum * UNITS), Math.round(this.#max * UNITS)];
    for (let i = 0; i < this.#counts.length; i++) if (this.#counts[i] > 0) sparse.push(i, this.#counts[i]);
    return sparse;
  }

  /** Adds what was written down, `times` over. @throws Error when it is none */
  addSparse(sparse: SparseHistogram, times = 1): void {
    if (sparse.length % 2 !== 0) throw new Error('Histogram.addSparse: cut short');
    for (let i = 2; i < sparse.length; i += 2) {
      const index = sparse[i];
      if (!(index >= 0 && index < this.#counts.length))
        throw new Error(`Histogram.addSparse: there is no bucket ${index}`);
      this.#counts[index] += sparse[i + 1] * times;
      this.#count += sparse[i + 1] * times;
    }
    this.#sum += ((sparse[0] ?? 0) / UNITS) * times;
    this.#max = Math.max(this.#max, (sparse[1] ?? 0) / UNITS);
  }
}

function bucketOf(value: number): number {
  const units = value * UNITS;
  if (units < 1) return 0;
  const exponent = Math.min(EXPONENTS - 1, Math.floor(Math.log2(units)));
  const within = Math.floor((units / 2 ** exponent - 1) * SUB_BUCKETS);
  return (exponent << SUB_BITS) + Math.min(SUB_BUCKETS - 1, Math.max(0, within));
}

/** Largest value of a bucket, as histograms are written down. */
export function upperEdge(bucket: number): number {
  const exponent = bucket >> SUB_BITS;
  const within = bucket & (SUB_BUCKETS - 1);
  return (2 ** exponent * (1 + (within + 1) / SUB_BUCKETS)) / UNITS;
}
