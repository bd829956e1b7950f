/**
 * Most samples kept. Of these the quickest way there and the quickest way back tell the time: Cristian's algorithm takes both of the
 * one ping with the shortest round trip, but a page that draws, or a busy stage, seldom lets both ways of one ping be quick.
 */
const SAMPLES_MAX = 12;
/** The stage answered while the ping was under way, so its time is known to within the round trip and this much, ms. */
const SLACK_MS = 30;
/** Longest that stage time is waited for: a stage that is busy answers late, and a guess is better than no visit, ms. */
const KNOWN_MS = 2_000;

/** Estimates stage time from pings. */
export class StageClock {
  /** Stage time less the client's, as the ways there and back of one ping would have it if they took no time: it lies between, ms. */
  readonly #samples: { mostMs: number; leastMs: number }[] = [];
  #offsetMs = 0;
  readonly #waiting = new Set<() => void>();

  /**
   * One ping came back. Times of the client in its own ms, of the stage in stage ms. A stage that could not keep up
   * gives time up: what was learned before then is wrong from there on, and is forgotten as soon as it cannot be true.
   */
  add(sentMs: number, receivedMs: number, stageMs: number): void {
    const [mostMs, leastMs] = [stageMs - sentMs, stageMs - Math.max(sentMs, receivedMs)];
    const known = this.#bounds();
    const doubt = SLACK_MS + Math.max(0, known.mostMs - known.leastMs) / 2;
    const ahead = this.#offsetMs - leastMs;
    if (this.synced && (ahead < -doubt || ahead > mostMs - leastMs + doubt)) this.reset();
    this.#samples.push({ mostMs, leastMs });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    const { mostMs: soonest, leastMs: latest } = this.#bounds();
    this.#offsetMs = (soonest + latest) / 2;
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
    const sorted = this.#samples.map(({ mostMs, leastMs }) => mostMs - leastMs).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? Number.NaN;
  }

  /** Stage time at a client time, ms. */
  stageMs(clientMs: number): number {
    return clientMs + this.#offsetMs;
  }

  /** The stage gave time up: everything known of it is so much too far on, ms. */
  lose(lostMs: number): void {
    for (const sample of this.#samples) {
      sample.mostMs -= lostMs;
      sample.leastMs -= lostMs;
    }
    this.#offsetMs -= lostMs;
  }

  /** Forgets what it was told: after a reconnect the road may be another. Until it is told again, time goes on as it did. */
  reset(): void {
    this.#samples.length = 0;
  }

  #bounds(): { readonly mostMs: number; readonly leastMs: number } {
    let [mostMs, leastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const sample of this.#samples) {
      mostMs = Math.min(mostMs, sample.mostMs);
      leastMs = Math.max(leastMs, sample.leastMs);
    }
    return { mostMs, leastMs };
  }
}
