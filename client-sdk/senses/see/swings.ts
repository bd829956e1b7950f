/** Counts how often a value swings to and fro, with a dead band so that trembling is no swing. */
export class Swings {
  readonly #least: number;
  readonly #windowMs: number;
  #turns: number[] = [];
  #way = 0;
  #extreme = Number.NaN;

  /**
   * @param least smallest swing that counts, in units of the value
   * @param windowMs how long a swing counts
   */
  constructor(least: number, windowMs: number) {
    this.#least = least;
    this.#windowMs = windowMs;
  }

  /** Takes a value; returns the swings of the last moments. */
  add(value: number, atMs: number): number {
    if (Number.isNaN(this.#extreme)) this.#extreme = value;
    const beyond = value - this.#extreme;
    if (this.#way === 0) {
      if (Math.abs(beyond) >= this.#least) this.#turn(Math.sign(beyond), value, atMs);
    } else if (beyond * this.#way > 0) this.#extreme = value;
    else if (-beyond * this.#way >= this.#least) this.#turn(-this.#way, value, atMs);
    while (this.#turns.length > 0 && atMs - this.#turns[0] > this.#windowMs) this.#turns.shift();
    return this.#turns.length;
  }

  /** Forgets what was. */
  clear(): void {
    this.#turns = [];
    this.#way = 0;
    this.#extreme = Number.NaN;
  }

  #turn(way: number, value: number, atMs: number): void {
    this.#way = way;
    this.#extreme = value;
    this.#turns.push(atMs);
  }
}
