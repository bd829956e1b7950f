/** Limits of one bucket. */
export interface BucketOptions {
  /** Tokens added per second. */
  readonly perSecond: number;
  /** Most tokens it can hold: how large a burst may be. */
  readonly burst: number;
}

/** A token bucket over an injected clock; one per guest and message kind. */
export class TokenBucket {
  readonly #options: BucketOptions;
  #tokens: number;
  #lastMs: number;

  constructor(options: BucketOptions, nowMs: number) {
    this.#options = options;
    this.#tokens = options.burst;
    this.#lastMs = nowMs;
  }

  /** Takes one token; false when there is none left. Time that runs backwards adds nothing. */
  take(nowMs: number): boolean {
    const elapsedS = Math.max(0, nowMs - this.#lastMs) / 1000;
    this.#lastMs = Math.max(this.#lastMs, nowMs);
    this.#tokens = Math.min(this.#options.burst, this.#tokens + elapsedS * this.#options.perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
