import type { Redis } from 'ioredis';
import type { Recalled } from '../memory/index.ts';
import type { Outcome } from '../tick/index.ts';
import { channelsOf, type DownMessage, type NewsMessage, pack, type UpMessage, unpack } from './edge-wire.ts';

/** Messages to the stage wait at most so long for company, ms. */
const BUNDLE_MS = 8;
/** How long an answer of the stage is waited for, ms. */
const ANSWER_MS = 5_000;

type Ask =
  | Omit<Extract<UpMessage, { kind: 'join' }>, 'ask'>
  | Omit<Extract<UpMessage, { kind: 'resume' }>, 'ask'>
  | Omit<Extract<UpMessage, { kind: 'memories' }>, 'ask'>;
type Answer = { readonly outcome?: Outcome; readonly memories?: Recalled };

export interface EdgeLinkOptions {
  readonly id: string;
  readonly cluster: string;
  readonly stageId: string;
  readonly pub: Redis;
  readonly sub: Redis;
  readonly onFeed: (bytes: Uint8Array) => void;
  readonly onNews: (message: NewsMessage) => void;
  readonly onOpening: (message: Extract<DownMessage, { kind: 'opening' }>) => void;
  readonly onProblem: (message: string) => void;
}

/** An edge's line to its stage: bundles what goes up, hands on what comes down, matches answers to questions. */
export class EdgeLink {
  readonly #options: EdgeLinkOptions;
  readonly #channels: ReturnType<typeof channelsOf>;
  readonly #asks = new Map<number, (answer: Answer) => void>();
  #outbox: UpMessage[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastAsk = 0;

  constructor(options: EdgeLinkOptions) {
    this.#options = options;
    this.#channels = channelsOf(options.cluster, options.stageId);
    options.sub.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
      try {
        this.#take(channel.toString(), bytes);
      } catch (error) {
        options.onProblem(`edge: a message is not understood: ${(error as Error).message}`);
      }
    });
  }

  async open(): Promise<void> {
    const { feed, news, edge } = this.#channels;
    await this.#options.sub.subscribe(edge(this.#options.id), news, feed);
  }

  send(message: UpMessage): void {
    this.#outbox.push(message);
    this.#timer ??= setTimeout(() => this.flush(), BUNDLE_MS);
  }

  /** Sends what waits now. */
  flush(): Promise<unknown> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const messages = this.#outbox;
    this.#outbox = [];
    const { id, pub, onProblem } = this.#options;
    if (messages.length === 0 || pub.status !== 'ready') return Promise.resolve();
    return pub
      .publish(this.#channels.up, pack({ edge: id, messages }))
      .catch((error: Error) => onProblem(`edge: ${error.message}`));
  }

  /** Asks the stage; an answer that does not come in time is an empty one. */
  ask(question: Ask): Promise<Answer> {
    const ask = ++this.#lastAsk;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#asks.delete(ask);
        resolve({});
      }, ANSWER_MS);
      this.#asks.set(ask, (answer) => {
        clearTimeout(timer);
        this.#asks.delete(ask);
        resolve(answer);
      });
      this.send({ ...question, ask } as UpMessage);
      void this.flush();
    });
  }

  #take(channel: string, bytes: Buffer): void {
    if (channel === this.#channels.feed) this.#options.onFeed(bytes);
    else if (channel === this.#channels.news) this.#options.onNews(unpack<NewsMessage>(bytes));
    else {
      const message = unpack<DownMessage>(bytes);
      if (message.kind === 'opening') this.#options.onOpening(message);
      else this.#asks.get(message.ask)?.(message);
    }
  }
}
