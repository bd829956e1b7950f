/** Bytes kept; the longest unused give way. Nothing here is written anywhere. */
const SHELF_BYTES_MAX = 16_000_000;

/** Pictures that guests hold out, for a brain that reads pictures; in memory only, by the hash of their bytes. */
export class PictureShelf {
  readonly #kept = new Map<string, { readonly mime: string; readonly bytes: Uint8Array }>();
  #bytes = 0;

  put(key: string, mime: string, bytes: Uint8Array): void {
    if (this.#kept.has(key)) return;
    this.#kept.set(key, { mime, bytes });
    this.#bytes += bytes.length;
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= SHELF_BYTES_MAX) break;
      this.#kept.delete(oldest);
      this.#bytes -= kept.bytes.length;
    }
  }

  get(key: string): { readonly mime: string; readonly bytes: Uint8Array } | undefined {
    return this.#kept.get(key);
  }
}
