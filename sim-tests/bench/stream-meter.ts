/** What was spent between start and stop. */
export interface ServerReport {
  readonly ticks: number;
  readonly seconds: number;
  readonly cpuMsPerTick: number;
  readonly userMsPerTick: number;
  readonly systemMsPerTick: number;
  readonly tickMs: readonly number[];
  /** Ticks that took over 50 ms or began over 50 ms late. */
  readonly lateTicks: number;
  readonly rssMb: number;
  readonly skipped: number;
}

const LATE_MS = 50;

/** Counts ticks and CPU between two words of the parent. */
export class Meter {
  #cpu = process.cpuUsage();
  #startedMs = 0;
  #tickMs: number[] = [];
  #late = 0;
  #on = false;

  start(): void {
    this.#cpu = process.cpuUsage();
    this.#startedMs = performance.now();
    this.#tickMs = [];
    this.#late = 0;
    this.#on = true;
  }

  tick(durationMs: number, behindMs: number): void {
    if (!this.#on) return;
    this.#tickMs.push(durationMs);
    if (durationMs > LATE_MS || behindMs > LATE_MS) this.#late += 1;
  }

  stop(skipped: number): ServerReport {
    const { user, system } = process.cpuUsage(this.#cpu);
    const ticks = Math.max(1, this.#tickMs.length);
    this.#on = false;
    return {
      ticks: this.#tickMs.length,
      seconds: (performance.now() - this.#startedMs) / 1000,
      cpuMsPerTick: (user + system) / 1000 / ticks,
      userMsPerTick: user / 1000 / ticks,
      systemMsPerTick: system / 1000 / ticks,
      tickMs: this.#tickMs,
      lateTicks: this.#late,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
      skipped,
    };
  }
}
