const LATE_MS = 50;

/** Durations of the last ticks, for health and benches. */
export interface TickTimes {
  add(durationMs: number): void;
  /** Quantile 0..1 of the ticks kept, ms; 0 before the first. */
  quantile(q: number): number;
  /** Durations of the ticks after the first `count`, oldest first; only those that are still kept. */
  since(count: number): number[];
  /** Forgets everything: a measurement begins. */
  reset(): void;
  /** Ticks that took over 50 ms since start. */
  readonly late: number;
  readonly count: number;
}

/** Keeps the last `keep` durations. */
export function createTickTimes(keep = 1_200): TickTimes {
  const ring = new Float64Array(keep);
  let count = 0;
  let late = 0;
  return {
    add(durationMs) {
      ring[count % keep] = durationMs;
      count += 1;
      if (durationMs > LATE_MS) late += 1;
    },
    quantile(q) {
      const kept = Math.min(count, keep);
      if (kept === 0) return 0;
      const sorted = ring.slice(0, kept).sort();
      return sorted[Math.min(kept - 1, Math.floor(q * kept))];
    },
    since(from) {
      const durations: number[] = [];
      for (let i = Math.max(0, from, count - keep); i < count; i++) durations.push(ring[i % keep]);
      return durations;
    },
    reset() {
      count = 0;
      late = 0;
    },
    get late() {
      return late;
    },
    get count() {
      return count;
    },
  };
}
