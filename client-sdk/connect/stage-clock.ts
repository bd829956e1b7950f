/** Most samples kept; the one with the shortest round trip tells the time best (Cristian's algorithm). */
const SAMPLES_MAX = 12;

/** Estimates stage time from pings. */
export class StageClock {
  readonly #samples: { offsetMs: number; roundTripMs: number }[] = [];

  /** One ping came back. Times of the client in its own ms, of the stage in stage ms. */
  add(sentMs: number, receivedMs: number, stageMs: number): void {
    const roundTripMs = Math.max(0, receivedMs - sentMs);
    this.#samples.push({ offsetMs: stageMs + roundTripMs / 2 - receivedMs, roundTripMs });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
  }

  get synced(): boolean {
    return this.#samples.length > 0;
  }

  /** Median round trip, ms; NaN before the first ping came back. */
  get roundTripMs(): number {
    const sorted = this.#samples.map((sample) => sample.roundTripMs).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? Number.NaN;
  }

  /** Stage time at a client time, ms. */
  stageMs(clientMs: number): number {
    let best = this.#samples[0];
    for (const sample of this.#samples) if (sample.roundTripMs < best.roundTripMs) best = sample;
    return clientMs + (best?.offsetMs ?? 0);
  }

  /** Forgets everything: after a reconnect the road may be another. */
  reset(): void {
    this.#samples.length = 0;
  }
}
