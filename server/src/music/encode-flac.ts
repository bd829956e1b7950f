/** Writes FLAC (RFC 9639), mono, 16 bit: fixed predictors and Rice codes; small enough for music of our own, and exact. */

const BLOCK = 4_096;
const BITS = 16;
const ORDER_MAX = 4;
/** Partitions of a block's residue, as a power of two. */
const PARTITION_ORDER = 3;
const RICE_MAX = 14;

/** A FLAC file of a sound. `rateHz` below 2^20. */
export function encodeFlac(pcm: Int16Array, rateHz: number): Uint8Array {
  const out = new BitWriter();
  for (const byte of [0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34]) out.bits(byte, 8);
  out.bits(BLOCK, 16);
  out.bits(BLOCK, 16);
  // Sizes of frames and the MD5 of the sound may be left untold: zeros.
  for (let i = 0; i < 6; i++) out.bits(0, 8);
  out.bits(rateHz, 20);
  out.bits(0, 3);
  out.bits(BITS - 1, 5);
  out.bits(0, 4);
  out.bits(pcm.length, 32);
  for (let i = 0; i < 16; i++) out.bits(0, 8);
  for (let i = 0; i * BLOCK < pcm.length; i++) writeFrame(out, pcm.subarray(i * BLOCK, (i + 1) * BLOCK), i);
  return out.done();
}

function writeFrame(out: BitWriter, block: Int16Array, index: number): void {
  const from = out.length;
  out.bits(0x3ffe, 14);
  out.bits(0, 2);
  // Block size as 16 bits at the end of the head, rate as in the stream's head.
  out.bits(7, 4);
  out.bits(0, 4);
  out.bits(0, 4);
  out.bits(4, 3);
  out.bits(0, 1);
  for (const byte of new TextEncoder().encode(String.fromCodePoint(index))) out.bits(byte, 8);
  out.bits(block.length - 1, 16);
  out.bits(crc(out.bytesFrom(from), 8, 0x07), 8);
  writeSubframe(out, block);
  out.align();
  out.bits(crc(out.bytesFrom(from), 16, 0x8005), 16);
}

function writeSubframe(out: BitWriter, block: Int16Array): void {
  let residue = Float64Array.from(block);
  let best = { order: 0, residue, size: sizeOf(residue) };
  for (let order = 1; order <= Math.min(ORDER_MAX, block.length - 1); order++) {
    // Differences of differences: what the fixed predictor of this order leaves.
    residue = residue.map((value, i) => (i < order ? value : value - residue[i - 1]));
    const size = sizeOf(residue.subarray(order));
    if (size < best.size) best = { order, residue, size };
  }
  out.bits(0, 1);
  out.bits(8 + best.order, 6);
  out.bits(0, 1);
  for (let i = 0; i < best.order; i++) out.bits(block[i] & 0xffff, BITS);
  const partitionOrder = block.length === BLOCK ? PARTITION_ORDER : 0;
  out.bits(0, 2);
  out.bits(partitionOrder, 4);
  const each = block.length >> partitionOrder;
  for (let part = 0; part < 1 << partitionOrder; part++)
    writeRice(out, best.residue.subarray(Math.max(best.order, part * each), (part + 1) * each));
}

const sizeOf = (values: Float64Array): number => values.reduce((sum, value) => sum + Math.abs(value), 0);

function writeRice(out: BitWriter, values: Float64Array): void {
  const mean = values.length === 0 ? 0 : (2 * sizeOf(values)) / values.length;
  const parameter = Math.max(0, Math.min(RICE_MAX, Math.floor(Math.log2(Math.max(1, mean * 0.7)))));
  out.bits(parameter, 4);
  for (const value of values) {
    const folded = value >= 0 ? value * 2 : -value * 2 - 1;
    out.zeros(Math.floor(folded / 2 ** parameter));
    out.bits(1, 1);
    out.bits(folded % 2 ** parameter, parameter);
  }
}

/** Cyclic redundancy check, highest bit first, from zero. */
function crc(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  const top = 1 << (width - 1);
  const mask = top * 2 - 1;
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (width - 8);
    for (let i = 0; i < 8; i++) value = ((value & top) === 0 ? value << 1 : (value << 1) ^ polynomial) & mask;
  }
  return value;
}

class BitWriter {
  #bytes = new Uint8Array(1 << 16);
  #count = 0;
  #byte = 0;
  #used = 0;

  /** Whole bytes so far. */
  get length(): number {
    return this.#count;
  }

  bits(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      this.#byte = this.#byte * 2 + (Math.floor(value / 2 ** i) % 2);
      this.#used += 1;
      if (this.#used === 8) this.#push();
    }
  }

  zeros(count: number): void {
    for (let i = 0; i < count; i++) this.bits(0, 1);
  }

  align(): void {
    if (this.#used > 0) this.zeros(8 - this.#used);
  }

  bytesFrom(at: number): Uint8Array {
    return this.#bytes.subarray(at, this.#count);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#count);
  }

  #push(): void {
    if (this.#count === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#count] = this.#byte;
    this.#count += 1;
    this.#byte = 0;
    this.#used = 0;
  }
}
