import { CircuitBreaker } from '../remote-brain/breaker.ts';
import type { VoiceAsk } from '../world/voices.ts';
import { alignSpeech } from './align-speech.ts';
import { readWav } from './read-wav.ts';
import { speakable } from './speakable.ts';
import type { SpokenLine, Voice } from './voice.ts';

export const OPENAI_VOICE_DEFAULTS = {
  /** Longest that a line may take, ms; what is spoken at once; and the largest answer, bytes. */
  wholeMs: 10_000,
  atOnceMax: 4,
  bytesMax: 8_000_000,
  /** Rates of sound that are sent on, Hz. */
  rateMin: 8_000,
  rateMax: 48_000,
} as const;

/** Words a minute of a voice at its own pace, and how far it may be hurried. */
const USUAL_RATE = 165;
const SPEED = { least: 0.7, most: 1.4 } as const;

export interface OpenAiVoiceOptions
  extends Partial<Readonly<Record<keyof typeof OPENAI_VOICE_DEFAULTS, number>>> {
  /** Address of the API up to /v1. */
  readonly url: string;
  readonly model: string;
  /** One of the voices of the service. */
  readonly voice: string;
  readonly key?: string;
  readonly onProblem?: (message: string) => void;
  readonly nowMs?: () => number;
}

/** A voice behind an OpenAI-compatible `/audio/speech`: sound alone comes back, and is aligned by listening to it. */
export class OpenAiVoice implements Voice {
  readonly ready = true;
  readonly #options: OpenAiVoiceOptions & Readonly<Record<keyof typeof OPENAI_VOICE_DEFAULTS, number>>;
  readonly #breaker = new CircuitBreaker();
  readonly #running = new Set<AbortController>();

  constructor(options: OpenAiVoiceOptions) {
    this.#options = { ...OPENAI_VOICE_DEFAULTS, ...options };
  }

  async speak(ask: VoiceAsk, onFirst?: () => void): Promise<SpokenLine> {
    const now = this.#options.nowMs ?? (() => performance.now());
    if (this.#running.size >= this.#options.atOnceMax || !this.#breaker.allows(now()))
      throw new Error(`voice: ${this.#options.model} is busy or away`);
    const abort = new AbortController();
    this.#running.add(abort);
    const { wholeMs, rateMin, rateMax } = this.#options;
    const timer = setTimeout(() => abort.abort(`no whole line within ${wholeMs} ms`), wholeMs);
    try {
      const { pcm, rateHz } = readWav(await this.#fetch(ask, abort.signal));
      if (rateHz < rateMin || rateHz > rateMax || pcm.length === 0)
        throw new Error(`${pcm.length} samples at ${rateHz} Hz`);
      this.#breaker.succeed();
      onFirst?.();
      return { pcm, rateHz, ...alignSpeech(ask, pcm, rateHz) };
    } catch (error) {
      this.#breaker.fail(now());
      const why = abort.signal.aborted ? String(abort.signal.reason) : (error as Error).message;
      throw new Error(`voice: ${this.#options.model}: ${why}`);
    } finally {
      clearTimeout(timer);
      this.#running.delete(abort);
    }
  }

  async close(): Promise<void> {
    for (const abort of this.#running) abort.abort('the stage closes');
  }

  async #fetch(ask: VoiceAsk, signal: AbortSignal): Promise<Uint8Array> {
    const { url, key, model, voice, bytesMax } = this.#options;
    const response = await fetch(`${url.replace(/\/$/, '')}/audio/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({
        model,
        voice,
        input: speakable(ask.text).text,
        response_format: 'wav',
        speed: Math.min(SPEED.most, Math.max(SPEED.least, ask.rate / USUAL_RATE)),
      }),
      signal,
      redirect: 'error',
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new Error(
        `${url} answers ${response.status}; are the model and the voice "${voice}" served there?`,
      );
    }
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of response.body) {
      bytes += piece.length;
      if (bytes > bytesMax) throw new Error(`an answer of more than ${bytesMax} bytes`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}

/** Speaks with the first voice, and with the second what the first does not. */
export function withFallback(first: Voice, second: Voice, onProblem: (message: string) => void): Voice {
  return {
    get ready() {
      return first.ready || second.ready;
    },
    async speak(ask, onFirst) {
      // Of the two only the second tells which sound comes when, and so can sing.
      if (ask.notes) return await second.speak(ask, onFirst);
      try {
        return await first.speak(ask, onFirst);
      } catch (error) {
        onProblem((error as Error).message);
        return await second.speak(ask, onFirst);
      }
    },
    async close() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}
