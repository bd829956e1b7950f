/** Time as the tester is given it. */
export interface AgendaClock {
  nowMs(): number;
}

interface Entry {
  dueMs: number;
  readonly periodMs: number;
  readonly run: (dueMs: number) => void;
  readonly alive: () => boolean;
}

export interface AgendaHooks {
  /** How late something was done, ms. */
  onLag(lagMs: number): void;
  /** Rounds of something repeated that were left out. */
  onSkipped(rounds: number): void;
}

/**
 * Everything that a thousand bots have to do, in one heap: one timer turns it instead of thousands. What is repeated
 * stays due at its own moments however late the last one was (open loop), and everything is told when it was due, so
 * that a late tester measures from then.
 */
export class Agenda {
  readonly #heap: Entry[] = [];
  readonly #clock: AgendaClock;
  readonly #hooks: AgendaHooks;

  constructor(clock: AgendaClock, hooks: AgendaHooks) {
    this.#clock = clock;
    this.#hooks = hooks;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Once, at a moment; not when `alive` says no by then. */
  at(dueMs: number, run: (dueMs: number) => void, alive: () => boolean = always): void {
    this.#push({ dueMs, periodMs: 0, run, alive });
  }

  /** Again and again, the first time after `firstMs`. Ends when `alive` says no. */
  every(
    { periodMs, firstMs }: { periodMs: number; firstMs: number },
    run: (dueMs: number) => void,
    alive: () => boolean = always,
  ): void {
    if (!(periodMs > 0)) throw new Error(`Agenda.every: a period of ${periodMs} ms`);
    this.#push({ dueMs: this.#clock.nowMs() + firstMs, periodMs, run, alive });
  }

  /** Does what is due. */
  turn(): void {
    for (;;) {
      const entry = this.#heap[0];
      const nowMs = this.#clock.nowMs();
      if (!entry || entry.dueMs > nowMs) return;
      if (!entry.alive()) {
        this.#pop();
        continue;
      }
      const { dueMs } = entry;
      this.#hooks.onLag(nowMs - dueMs);
      if (entry.periodMs === 0) this.#pop();
      else {
        // A round that is over before it began is left out: two in one moment would be a burst no guest makes.
        const rounds = 1 + Math.floor((nowMs - dueMs) / entry.periodMs);
        if (rounds > 1) this.#hooks.onSkipped(rounds - 1);
        entry.dueMs += rounds * entry.periodMs;
        this.#sink(0);
      }
      entry.run(dueMs);
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0 && heap[(i - 1) >> 1].dueMs > entry.dueMs) {
      heap[i] = heap[(i - 1) >> 1];
      i = (i - 1) >> 1;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #sink(start: number): void {
    const heap = this.#heap;
    const entry = heap[start];
    let i = start;
    for (;;) {
      let child = i * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].dueMs < heap[child].dueMs) child += 1;
      if (heap[child].dueMs >= entry.dueMs) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = entry;
  }
}

const always = (): boolean => true;
