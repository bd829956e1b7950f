/** Most samples kept; the one with the shortest round trip tells the time best (Cristian's algorithm). */
const SAMPLES_MAX = 12;
/** The stage answered while the ping was under way, so its time is known to within the round trip and this much, ms. */
const SLACK_MS = 30;
/** Longest that stage time is waited for: a stage that is busy answers late, and a guess is better than no visit, ms. */
const KNOWN_MS = 2_000;

/** Estimates stage time from pings. */
export class StageClock {
  readonly #samples: { offsetMs: number; roundTripMs: number }[] = [];
  readonly #waiting = new Set<() => void>();

  /**
   * One ping came back. Times of the client in its own ms, of the stage in stage ms. A stage that could not keep up
   * gives time up: what was learned before then is wrong from there on, and is forgotten as soon as it cannot be true.
   */
  add(sentMs: number, receivedMs: number, stageMs: number): void {
    const roundTripMs = Math.max(0, receivedMs - sentMs);
    const best = this.#best();
    const ahead = this.stageMs(receivedMs) - stageMs;
    const doubt = SLACK_MS + (best?.roundTripMs ?? 0) / 2;
    if (best && (ahead < -doubt || ahead > roundTripMs + doubt)) this.reset();
    this.#samples.push({ offsetMs: stageMs + roundTripMs / 2 - receivedMs, roundTripMs });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves when stage time is known: what a guest sends before would be dated by the client's own clock. */
  known(mostMs = KNOWN_MS): Promise<void> {
    if (this.synced) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  get synced(): boolean {
    return this.#samples.length > 0;
  }

  /** Pings answered since it began anew, up to as many as it keeps. */
  get answered(): number {
    return this.#samples.length;
  }

  /** Median round trip, ms; NaN before the first ping came back. */
  get roundTripMs(): number {
    const sorted = this.#samples.map((sample) => sample.roundTripMs).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? Number.NaN;
  }

  /** Stage time at a client time, ms. */
  stageMs(clientMs: number): number {
    return clientMs + (this.#best()?.offsetMs ?? 0);
  }

  /** Forgets everything: after a reconnect the road may be another. */
  reset(): void {
    this.#samples.length = 0;
  }

  #best(): { readonly offsetMs: number; readonly roundTripMs: number } | undefined {
    let best = this.#samples[0];
    for (const sample of this.#samples) if (sample.roundTripMs < best.roundTripMs) best = sample;
    return best;
  }
}
