import type { Persona } from '../brain/index.ts';
import type { ThoughtAnswer, ThoughtAsk, ThoughtStep } from '../world/thoughts.ts';
import { CircuitBreaker } from './breaker.ts';
import { readChat } from './chat-stream.ts';
import { CHAT_TOOLS, type PromptPicture, promptOf } from './prompt.ts';
import { ownWords, SentenceStream } from './sentences.ts';

export const BRAIN_DEFAULTS = {
  /** Longest until the first piece, between two pieces, and for a whole answer, ms. */
  firstMs: 8_000,
  pauseMs: 4_000,
  wholeMs: 20_000,
  /** Asked at once; more are refused and answered offline. */
  atOnceMax: 8,
  tokensMax: 300,
  /** Tokens an hour that may be spent; then the offline brain answers. */
  tokensPerHour: 500_000,
  temperature: 0.7,
} as const;

export interface BrainOptions extends Partial<Readonly<Record<keyof typeof BRAIN_DEFAULTS, number>>> {
  /** Address of the API up to /v1, e.g. 'http://localhost:8000/v1'. */
  readonly url: string;
  readonly model: string;
  readonly key?: string;
  /** True when the model reads pictures. */
  readonly pictures?: boolean;
  readonly pictureOf?: (key: string) => PromptPicture | undefined;
  readonly personaOf: (id: string) => Persona;
  readonly onProblem?: (message: string) => void;
  readonly nowMs?: () => number;
}

const HOUR_MS = 3_600_000;

/**
 * A brain behind an OpenAI-compatible interface (vLLM with EXAONE, Ollama, llama.cpp …). Answers come sentence by sentence;
 * whatever goes wrong ends in 'failed', and the stage answers by itself.
 */
export class OpenAiBrain {
  readonly name: string;
  readonly #options: BrainOptions & Readonly<Record<keyof typeof BRAIN_DEFAULTS, number>>;
  readonly #breaker = new CircuitBreaker();
  readonly #running = new Set<AbortController>();
  #hourFromMs = Number.NEGATIVE_INFINITY;
  #tokens = 0;

  constructor(options: BrainOptions) {
    this.#options = { ...BRAIN_DEFAULTS, ...options };
    this.name = `remote:${options.model.split('/').at(-1)}`;
  }

  /** Asks; `tell` is called with each step, and last with 'done' or 'failed'. Never throws. */
  async ask(ask: ThoughtAsk, tell: (answer: ThoughtAnswer) => void): Promise<void> {
    const step = (one: ThoughtStep): void => tell({ id: ask.id, brain: this.name, step: one });
    const now = this.#options.nowMs ?? (() => performance.now());
    if (
      this.#running.size >= this.#options.atOnceMax ||
      !this.#affords(now()) ||
      !this.#breaker.allows(now())
    ) {
      step({ kind: 'failed' });
      return;
    }
    const abort = new AbortController();
    this.#running.add(abort);
    try {
      await this.#think(ask, step, abort);
      this.#breaker.succeed();
      step({ kind: 'done' });
    } catch (error) {
      this.#breaker.fail(now());
      const why = abort.signal.aborted ? String(abort.signal.reason) : (error as Error).message;
      this.#options.onProblem?.(`brain ${this.name}: ${why}`);
      step({ kind: 'failed' });
    } finally {
      this.#running.delete(abort);
    }
  }

  /** Breaks off everything that is being thought. */
  close(): void {
    for (const abort of this.#running) abort.abort('the stage closes');
  }

  #affords(nowMs: number): boolean {
    if (nowMs - this.#hourFromMs > HOUR_MS) {
      this.#hourFromMs = nowMs;
      this.#tokens = 0;
    }
    return this.#tokens < this.#options.tokensPerHour;
  }

  async #think(ask: ThoughtAsk, step: (one: ThoughtStep) => void, abort: AbortController): Promise<void> {
    const { url, key, firstMs, pauseMs, wholeMs } = this.#options;
    const whole = setTimeout(() => abort.abort(`no whole answer within ${wholeMs} ms`), wholeMs);
    let pause = setTimeout(() => abort.abort(`no first word within ${firstMs} ms`), firstMs);
    try {
      const response = await fetch(`${url.replace(/\/$/, '')}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify(this.#request(ask)),
        signal: abort.signal,
        redirect: 'error',
      });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw new Error(
          `${url} answers ${response.status}; is the model "${this.#options.model}" served there?`,
        );
      }
      const sentences = new SentenceStream();
      const said = new Set<string>();
      for await (const event of readChat(response.body)) {
        clearTimeout(pause);
        pause = setTimeout(() => abort.abort(`silent for ${pauseMs} ms`), pauseMs);
        if (event.kind === 'usage') this.#tokens += event.tokens;
        else if (event.kind === 'tool')
          step({ kind: 'tool', name: event.name, argument: argumentOf(event.arguments) });
        else for (const sentence of sentences.push(event.text)) if (!say(sentence, ask, said, step)) return;
      }
      for (const sentence of sentences.end()) if (!say(sentence, ask, said, step)) return;
    } finally {
      clearTimeout(pause);
      clearTimeout(whole);
    }
  }

  #request(ask: ThoughtAsk) {
    const { model, tokensMax, temperature, pictures, pictureOf, personaOf } = this.#options;
    const picture = pictures && ask.pictureKey !== '' ? pictureOf?.(ask.pictureKey) : undefined;
    return {
      model,
      messages: promptOf(ask, personaOf(ask.personaId), picture),
      ...(ask.purpose === 'reflect' ? {} : { tools: CHAT_TOOLS }),
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: tokensMax,
      temperature,
    };
  }
}

/** Passes a sentence on unless it was said before; false when it is somebody else's, which ends the answer. */
function say(
  sentence: string,
  ask: ThoughtAsk,
  said: Set<string>,
  step: (one: ThoughtStep) => void,
): boolean {
  const text = ownWords(sentence, ask.selfName, [ask.guestName, ...ask.others]);
  if (text === undefined) return false;
  if (said.has(text.toLowerCase())) return true;
  said.add(text.toLowerCase());
  step({ kind: 'sentence', text, locale: /[ㄱ-힝]/.test(text) ? 'ko' : 'en' });
  return true;
}

/** The one argument of a tool, however the model has written it. */
function argumentOf(text: string): string {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'string') return json;
    const [first] = Object.values((json ?? {}) as object);
    return typeof first === 'string' ? first : '';
  } catch {
    return '';
  }
}
