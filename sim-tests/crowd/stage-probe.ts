import { z } from 'zod';
import { Histogram, type SparseHistogram } from './measure/histogram.ts';

/** What the stage said of itself in one second. */
export interface StageSecond {
  readonly second: number;
  readonly tickMs: SparseHistogram;
  readonly bufferedBytesMax: number;
  readonly rssBytes: number;
  readonly guests: number;
  readonly lateTicks: number;
  readonly posesSkipped: number;
}

const TICKS = z.object({ count: z.number(), tickMs: z.array(z.number()) });
const HEALTH = z.object({
  rssBytes: z.number(),
  guests: z.number(),
  lateTicks: z.number(),
  bufferedBytesMax: z.number(),
  posesSkipped: z.number(),
});
const ASK_EVERY_MS = 500;
const ASK_MS_MAX = 4_000;

/** Asks a stage how it is, twice a second, beside the bots. */
export class StageProbe {
  readonly seconds = new Map<number, StageSecond>();
  /** Times it did not answer. */
  misses = 0;
  readonly #url: string;
  readonly #startMs: number;
  readonly #ticks = new Map<number, Histogram>();
  #seen = -1;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(url: string, startMs: number) {
    this.#url = url;
    this.#startMs = startMs;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What it said of one second. */
  at(second: number): StageSecond | undefined {
    return this.seconds.get(second);
  }

  async #ask(): Promise<void> {
    // One question at a time: a stage that is slow to answer is not asked more.
    if (this.#asking) return;
    this.#asking = true;
    try {
      const [health, ticks] = await Promise.all([
        this.#json('/healthz', HEALTH),
        this.#json(`/debug/ticks?since=${Math.max(0, this.#seen)}`, TICKS),
      ]);
      this.#note(health, ticks);
    } catch {
      this.misses += 1;
    } finally {
      this.#asking = false;
    }
  }

  #note(health: z.output<typeof HEALTH>, ticks: z.output<typeof TICKS>): void {
    const second = Math.max(0, Math.floor((performance.now() - this.#startMs) / 1000));
    const histogram = this.#ticks.get(second) ?? new Histogram();
    this.#ticks.set(second, histogram);
    // The ticks before the run began are nobody's.
    if (this.#seen >= 0) for (const ms of ticks.tickMs) histogram.record(ms);
    this.#seen = ticks.count;
    const before = this.seconds.get(second);
    this.seconds.set(second, {
      ...health,
      second,
      tickMs: histogram.toSparse(),
      bufferedBytesMax: Math.max(before?.bufferedBytesMax ?? 0, health.bufferedBytesMax),
    });
  }

  async #json<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(this.#url + path, { signal: AbortSignal.timeout(ASK_MS_MAX) });
    return schema.parse(await response.json());
  }
}
