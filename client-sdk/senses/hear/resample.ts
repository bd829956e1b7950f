/** Half length of the low-pass, in zero crossings, and where it begins to cut as a share of the lower rate's half. */
const CROSSINGS = 12;
const EDGE = 0.9;

/**
 * Brings sound to another rate piece by piece, with a windowed-sinc low-pass before it is thinned, so that nothing folds
 * back into the band of voices.
 */
export class Resampler {
  readonly #step: number;
  readonly #cut: number;
  readonly #half: number;
  #kept = new Float32Array();
  /** Place of the next sample to make, counted from the first one kept. */
  #at: number;

  constructor(fromHz: number, toHz: number) {
    this.#step = fromHz / toHz;
    this.#cut = Math.min(1, toHz / fromHz) * EDGE;
    this.#half = CROSSINGS / this.#cut;
    this.#at = this.#half;
    this.#kept = new Float32Array(Math.ceil(this.#half));
  }

  /** Takes the next piece; returns what can be made of it. */
  push(piece: Float32Array): Float32Array {
    const all = new Float32Array(this.#kept.length + piece.length);
    all.set(this.#kept);
    all.set(piece, this.#kept.length);
    const out: number[] = [];
    for (; this.#at + this.#half < all.length; this.#at += this.#step)
      out.push(this.#sampleAt(all, this.#at));
    const drop = Math.max(0, Math.floor(this.#at - this.#half));
    this.#kept = all.slice(drop);
    this.#at -= drop;
    return Float32Array.from(out);
  }

  #sampleAt(all: Float32Array, at: number): number {
    let sum = 0;
    for (let i = Math.ceil(at - this.#half); i <= at + this.#half; i++) {
      const x = i - at;
      const turn = Math.PI * this.#cut * x;
      const sinc = Math.abs(turn) < 1e-9 ? 1 : Math.sin(turn) / turn;
      sum += (all[i] ?? 0) * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / this.#half));
    }
    return sum * this.#cut;
  }
}
