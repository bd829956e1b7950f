import { TokenBucket } from '../gate/token-bucket.ts';

/** Starts allowed by address; the addresses heard of longest ago are forgotten first. */
export class AddressGate {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #law: { readonly perSecond: number; readonly burst: number };
  readonly #addressesMax: number;

  constructor(law: { readonly perSecond: number; readonly burst: number }, addressesMax: number) {
    this.#law = law;
    this.#addressesMax = addressesMax;
  }

  /** False when this address started too much of late. */
  take(address: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(address) ?? new TokenBucket(this.#law, nowMs);
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > this.#addressesMax) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket.take(nowMs);
  }
}
