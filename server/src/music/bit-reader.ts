/** Reads bits, highest first. @throws RangeError past the end */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  /** Bits of the byte before `#at` that are still to be read. */
  #left = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  /** A number of up to 32 bits, not negative. */
  bits(count: number): number {
    let value = 0;
    for (let need = count; need > 0; ) {
      if (this.#left === 0) this.#next();
      const take = Math.min(need, this.#left);
      const byte = this.#bytes[this.#at - 1];
      value = value * 2 ** take + ((byte >> (this.#left - take)) & (2 ** take - 1));
      this.#left -= take;
      need -= take;
    }
    return value;
  }

  /** A number in two's complement of up to 33 bits. */
  signed(count: number): number {
    const high = count > 32 ? this.bits(1) * 2 ** 32 : 0;
    const value = high + this.bits(Math.min(count, 32));
    return value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  /** Zeros before the next one; the one is read too. */
  unary(): number {
    let zeros = 0;
    while (this.bits(1) === 0) zeros += 1;
    return zeros;
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.#left = 0;
  }

  #next(): void {
    if (this.#at >= this.#bytes.length) throw new RangeError('its end comes too soon');
    this.#at += 1;
    this.#left = 8;
  }
}
