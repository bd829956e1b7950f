/** Work at a store, one piece after the other, bounded; a piece that fails is told of and stops nothing. */
export class TurnQueue {
  readonly #onProblem: (message: string) => void;
  readonly #before: () => Promise<void>;
  #waiting = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param before done before each piece; when it fails, so does the piece */
  constructor(before: () => Promise<void>, onProblem: (message: string) => void) {
    this.#before = before;
    this.#onProblem = onProblem;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves with what came of it, or with `otherwise` when it failed; never rejects. */
  add<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    this.#waiting += 1;
    const done = this.#tail.then(async () => {
      try {
        await this.#before();
        return await work();
      } catch (error) {
        this.#onProblem(`memory: ${(error as Error).message}`);
        return otherwise;
      } finally {
        this.#waiting -= 1;
      }
    });
    this.#tail = done;
    return done;
  }
}
