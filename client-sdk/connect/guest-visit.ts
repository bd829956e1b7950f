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

  /** Name of the model that writes down what is said; '' when this stage has none. */
  async transcriber(): Promise<string> {
    const response = await this.#fetch('transcriptions', 'GET');
    return response.ok ? ((await response.json()) as { model: string }).model : '';
  }

  /** Has a sentence (WAV) written down. */
  async transcribe(wav: Uint8Array<ArrayBuffer>, lang: 'en' | 'ko'): Promise<string> {
    const response = await this.#fetch(`transcriptions?lang=${lang}`, 'POST', wav, 'audio/wav');
    const answer = (await response.json()) as { text?: string; message?: string };
    if (!response.ok) throw new Error(answer.message ?? `the stage answers ${response.status}`);
    return answer.text ?? '';
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

  #fetch(path: string, method: string, body?: BodyInit, type = 'application/json'): Promise<Response> {
    return fetch(new URL(path, this.#url), {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });
  }
}
