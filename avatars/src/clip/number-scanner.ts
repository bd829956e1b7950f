/**
 * Reads words, lines and numbers straight from bytes, so that a file of hundreds of megabytes never becomes one string.
 * Numbers of up to 15 digits and a small exponent are exact (both factors are exact doubles), the others go through
 * the language's own parser.
 */
export class Scanner {
  readonly bytes: Uint8Array;
  at = 0;
  line = 1;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Moves to the next byte that is no white space; false at the end. */
  skipSpace(): boolean {
    const { bytes } = this;
    while (this.at < bytes.length && bytes[this.at] <= 32) {
      if (bytes[this.at] === 10) this.line += 1;
      this.at += 1;
    }
    return this.at < bytes.length;
  }

  /** Next word, at most `max` bytes of it; '' at the end. */
  word(max = 256): string {
    if (!this.skipSpace()) return '';
    const start = this.at;
    while (this.at < this.bytes.length && this.bytes[this.at] > 32) this.at += 1;
    return decode(this.bytes.subarray(start, Math.min(this.at, start + max)));
  }

  /** What is left of the line, trimmed; the line's end is passed. */
  restOfLine(max = 256): string {
    const start = this.at;
    while (this.at < this.bytes.length && this.bytes[this.at] !== 10) this.at += 1;
    const text = decode(this.bytes.subarray(start, Math.min(this.at, start + max))).trim();
    if (this.at < this.bytes.length) {
      this.at += 1;
      this.line += 1;
    }
    return text;
  }

  /** Next number; NaN when the next word is none (see `lastWord`), undefined at the end. */
  number(): number | undefined {
    if (!this.skipSpace()) return undefined;
    const { bytes } = this;
    const start = this.at;
    let negative = false;
    if (bytes[this.at] === 45 || bytes[this.at] === 43) negative = bytes[this.at++] === 45;
    let mantissa = 0;
    let digits = 0;
    let scale = 0;
    let point = false;
    for (; this.at < bytes.length; this.at++) {
      const c = bytes[this.at];
      if (c >= 48 && c <= 57) {
        mantissa = mantissa * 10 + (c - 48);
        digits += 1;
        if (point) scale += 1;
      } else if (c === 46 && !point) point = true;
      else break;
    }
    const plain = this.at >= bytes.length || bytes[this.at] <= 32;
    if (plain && digits > 0 && digits <= 15 && scale <= 22)
      return (negative ? -mantissa : mantissa) / POWERS[scale];
    while (this.at < bytes.length && bytes[this.at] > 32) this.at += 1;
    const word = decode(bytes.subarray(start, Math.min(this.at, start + 64)));
    return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(word) ? Number(word) : Number.NaN;
  }

  /** The word that ends where the scanner stands, for messages. */
  lastWord(): string {
    let start = this.at;
    while (start > 0 && this.bytes[start - 1] > 32 && this.at - start < 32) start -= 1;
    return decode(this.bytes.subarray(start, this.at));
  }
}

const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);
const TEXT = new TextDecoder();

function decode(bytes: Uint8Array): string {
  return TEXT.decode(bytes);
}
