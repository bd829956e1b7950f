/** Power spectra of real windows by a radix-2 transform; tables are made once. */
export class Fourier {
  readonly #size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #order: Uint32Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /** @param size a power of two */
  constructor(size: number) {
    this.#size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
    const bits = Math.log2(size);
    this.#order = Uint32Array.from({ length: size }, (_, i) => {
      let turned = 0;
      for (let k = 0; k < bits; k++) turned |= ((i >> k) & 1) << (bits - 1 - k);
      return turned;
    });
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /** Writes the magnitudes of `size / 2` frequencies of a window, from 0 on. */
  magnitudes(window: Float64Array, out: Float64Array): void {
    const re = this.#re;
    const im = this.#im;
    const cos = this.#cos;
    const sin = this.#sin;
    const order = this.#order;
    const size = this.#size;
    for (let i = 0; i < size; i++) {
      re[i] = window[order[i]];
      im[i] = 0;
    }
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (half * 2);
      for (let block = 0; block < size; block += half * 2)
        for (let k = 0; k < half; k++) {
          const a = block + k;
          const b = a + half;
          const c = cos[k * stride];
          const s = sin[k * stride];
          const tr = re[b] * c - im[b] * s;
          const ti = re[b] * s + im[b] * c;
          re[b] = re[a] - tr;
          im[b] = im[a] - ti;
          re[a] += tr;
          im[a] += ti;
        }
    }
    for (let i = 0; i < size / 2; i++) out[i] = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
  }
}
