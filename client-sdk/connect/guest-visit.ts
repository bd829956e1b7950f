import {
  type Modality,
  readSense,
  type SenseDataInput,
  type SenseEvent,
  type SenseReading,
  type SenseRefusal,
} from '@troupe/client-sdk/protocol';

/** What may be said of a sense event besides its data. */
export type SenseMore = Partial<Pick<SenseEvent, 'phase' | 'act' | 'to' | 'conf' | 'src' | 'consent' | 't0'>>;

/** One thing a performer remembers of the guest. */
export interface KeptMemory {
  readonly personaId: string;
  readonly kind: string;
  readonly value: string;
  readonly importance: number;
  readonly daysAgo: number;
}

/** What a guest does by HTTP with the token of its visit, and the numbering of what it senses. */
export class GuestVisit {
  token = '';
  readonly #url: string;
  #events = 0;
  /** Ids of one client are never those of another, nor of an earlier visit. */
  readonly #mark = `${crypto.randomUUID().slice(0, 13)}-`;

  constructor(url: string) {
    this.#url = `${url.replace(/\/$/, '')}/`;
  }

  /** Makes an event and holds it against the table. */
  event<M extends Modality>(m: M, data: SenseDataInput[M], more: SenseMore): SenseReading {
    this.#events += 1;
    return readSense({ v: 1, id: `${this.#mark}${this.#events.toString(36)}`, m, ...more, data });
  }

  /** Sends a large event; what the stage refused it for. */
  async post(event: SenseEvent): Promise<SenseRefusal | undefined> {
    const response = await this.#fetch('senses', 'POST', JSON.stringify(event));
    return response.ok ? undefined : ((await response.json()) as SenseRefusal);
  }

  async memories(): Promise<readonly KeptMemory[]> {
    const response = await this.#fetch('memories', 'GET');
    if (!response.ok) throw new Error(`StageClient.memories: the stage answers ${response.status}`);
    return ((await response.json()) as { memories: KeptMemory[] }).memories;
  }

  async forgetMe(): Promise<void> {
    const response = await this.#fetch('memories', 'DELETE');
    if (!response.ok) throw new Error(`StageClient.forgetMe: the stage answers ${response.status}`);
  }

  #fetch(path: string, method: string, body?: string): Promise<Response> {
    return fetch(new URL(path, this.#url), {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
  }
}
