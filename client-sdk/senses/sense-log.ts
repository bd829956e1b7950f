import type { StageClient } from '../connect/index.ts';
import { type Modality, readSense, SENSE_LIMITS } from '../protocol/index.ts';

/** What sources of senses need of a client. */
export type SenseSink = Pick<StageClient, 'sense' | 'transcribe'>;

/** Largest log, characters; what comes later is not kept. */
const CHARACTERS_MAX = 32_000_000;

/**
 * Keeps what a guest's sources send, in the guest's own page, as the JSONL that `troupe senses replay` plays. Nothing of it
 * goes anywhere unless the guest saves it.
 */
export class SenseLog {
  readonly #nowMs: () => number;
  #lines: string[] = [];
  #characters = 0;
  #fromMs = Number.NaN;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Events kept so far. */
  get count(): number {
    return this.#lines.length;
  }

  /** A client that sends as the given one does, and keeps what it was let send. */
  over(client: SenseSink): SenseSink {
    return {
      transcribe: (wav, lang) => client.transcribe(wav, lang),
      sense: async (m, data, more = {}) => {
        const refusal = await client.sense(m, data, more);
        if (!refusal) this.#keep(m, data, more);
        return refusal;
      },
    };
  }

  /** One event a line, in order; times begin at 0. */
  toJsonl(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  clear(): void {
    this.#lines = [];
    this.#characters = 0;
    this.#fromMs = Number.NaN;
  }

  #keep(m: Modality, data: unknown, more: object): void {
    const now = this.#nowMs();
    if (Number.isNaN(this.#fromMs)) this.#fromMs = now;
    const raw = {
      v: 1,
      id: `${this.#lines.length + 1}`,
      t0: Math.round(now - this.#fromMs),
      m,
      ...more,
      data,
    };
    const reading = readSense(raw);
    if (!reading.ok || SENSE_LIMITS[m].road === 'stage') return;
    const line = JSON.stringify(raw);
    if (this.#characters + line.length > CHARACTERS_MAX) return;
    this.#characters += line.length;
    this.#lines.push(line);
  }
}
