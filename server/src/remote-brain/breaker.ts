/** Stops asking what keeps failing: opens after some failures in a row, tries one again after a while that doubles. */
export class CircuitBreaker {
  readonly #failuresMax: number;
  readonly #openMs: number;
  readonly #openMsMax: number;
  #failures = 0;
  #openings = 0;
  #openUntilMs = Number.NEGATIVE_INFINITY;
  #trying = false;

  constructor({ failuresMax = 3, openMs = 10_000, openMsMax = 120_000 } = {}) {
    this.#failuresMax = failuresMax;
    this.#openMs = openMs;
    this.#openMsMax = openMsMax;
  }

  /** True when one may be asked now; while it is open a single try is let through once its time is over. */
  allows(nowMs: number): boolean {
    if (this.#failures < this.#failuresMax) return true;
    if (nowMs < this.#openUntilMs || this.#trying) return false;
    this.#trying = true;
    return true;
  }

  succeed(): void {
    this.#failures = 0;
    this.#openings = 0;
    this.#trying = false;
  }

  fail(nowMs: number): void {
    this.#failures += 1;
    this.#trying = false;
    if (this.#failures < this.#failuresMax) return;
    this.#openUntilMs = nowMs + Math.min(this.#openMsMax, this.#openMs * 2 ** this.#openings);
    this.#openings += 1;
  }
}
