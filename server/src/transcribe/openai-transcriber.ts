import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { CircuitBreaker } from '../remote-brain/breaker.ts';

export const TRANSCRIBE_DEFAULTS = {
  /** Longest that one sentence may take, ms. */
  wholeMs: 15_000,
  /** Written down at once; more are refused. */
  atOnceMax: 4,
  /** Largest answer that is read, bytes. */
  answerBytesMax: 65_536,
} as const;

export interface TranscriberOptions
  extends Partial<Readonly<Record<keyof typeof TRANSCRIBE_DEFAULTS, number>>> {
  /** Address of the API up to /v1, e.g. 'http://localhost:8000/v1'. */
  readonly url: string;
  readonly model: string;
  readonly key?: string;
  readonly onProblem?: (message: string) => void;
  readonly nowMs?: () => number;
}

/** What was understood, or why nothing was: too many at once, or the service is gone, slow or talks nonsense. */
export type Transcription =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'busy' | 'away'; readonly message: string };

/** Writes sentences down through an OpenAI-compatible `/audio/transcriptions` (vLLM, whisper.cpp, speaches …). Keeps no sound. */
export class OpenAiTranscriber {
  readonly name: string;
  readonly #options: TranscriberOptions & Readonly<Record<keyof typeof TRANSCRIBE_DEFAULTS, number>>;
  readonly #breaker = new CircuitBreaker();
  readonly #running = new Set<AbortController>();

  constructor(options: TranscriberOptions) {
    this.#options = { ...TRANSCRIBE_DEFAULTS, ...options };
    this.name = options.model.split('/').at(-1)!;
  }

  /** Writes a sentence (WAV) down. Never throws. @param language hint, 'en' or 'ko' */
  async write(wav: Uint8Array<ArrayBuffer>, language: string): Promise<Transcription> {
    const now = this.#options.nowMs ?? (() => performance.now());
    if (this.#running.size >= this.#options.atOnceMax)
      return { ok: false, code: 'busy', message: 'others are being listened to; say it again in a moment' };
    if (!this.#breaker.allows(now()))
      return { ok: false, code: 'away', message: 'nobody writes down what is said at the moment; type it' };
    const abort = new AbortController();
    this.#running.add(abort);
    const { wholeMs } = this.#options;
    const timer = setTimeout(() => abort.abort(`no answer within ${wholeMs} ms`), wholeMs);
    try {
      const text = await this.#ask(wav, language, abort.signal);
      this.#breaker.succeed();
      return { ok: true, text };
    } catch (error) {
      this.#breaker.fail(now());
      const why = abort.signal.aborted ? String(abort.signal.reason) : (error as Error).message;
      this.#options.onProblem?.(`transcription ${this.name}: ${why}`);
      return { ok: false, code: 'away', message: 'what was said could not be written down; type it' };
    } finally {
      clearTimeout(timer);
      this.#running.delete(abort);
    }
  }

  /** Breaks off everything that is being written. */
  close(): void {
    for (const abort of this.#running) abort.abort('the stage closes');
  }

  async #ask(wav: Uint8Array<ArrayBuffer>, language: string, signal: AbortSignal): Promise<string> {
    const { url, key, model } = this.#options;
    const form = new FormData();
    form.set('file', new Blob([wav], { type: 'audio/wav' }), 'sentence.wav');
    form.set('model', model);
    form.set('language', language);
    form.set('response_format', 'json');
    const response = await fetch(`${url.replace(/\/$/, '')}/audio/transcriptions`, {
      method: 'POST',
      headers: key ? { authorization: `Bearer ${key}` } : {},
      body: form,
      signal,
      redirect: 'error',
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new Error(`${url} answers ${response.status}; is the model "${model}" served there?`);
    }
    const answer: unknown = JSON.parse(await this.#read(response.body));
    const text = (answer as { text?: unknown } | null)?.text;
    if (typeof text !== 'string') throw new Error(`${url} answers without "text"`);
    return plainWords(text);
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<string> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > this.#options.answerBytesMax)
        throw new Error(`an answer of more than ${this.#options.answerBytesMax} bytes`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  }
}

/** One line without control characters and sound marks such as [BLANK_AUDIO] or (music), no longer than a line may be. */
function plainWords(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\[[^\]]*\]|\([^)]*\)|♪/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, WIRE_LIMITS.sayCharactersMax);
}
