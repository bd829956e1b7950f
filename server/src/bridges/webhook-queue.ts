import type { BridgeStatus } from './bridge.ts';
import { webhookHeaders } from './wire/webhook-sign.ts';

export const WEBHOOK_LIMITS = {
  /** Messages that wait; the oldest goes when there are more. */
  waitingMax: 256,
  triesMax: 6,
  /** Before the second try, ms; twice as long before each further one. */
  backOffMs: 1_000,
  backOffMsMax: 60_000,
  /** For an answer, ms. */
  answerMs: 10_000,
} as const;

export interface WebhookTarget {
  readonly url: string;
  readonly key: Uint8Array;
}

/** What a queue needs of the world outside. */
export interface WebhookPorts {
  readonly fetch: (
    url: string,
    init: {
      method: string;
      headers: Record<string, string>;
      body: string;
      redirect: 'error';
      signal: AbortSignal;
    },
  ) => Promise<{ readonly status: number }>;
  readonly nowMs: () => number;
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly log: (line: string) => void;
  readonly newId: () => string;
}

export interface WebhookQueue {
  push(body: string): void;
  readonly length: number;
  close(): void;
}

/** Sends messages to one address, one after the other in order, each again until it is taken or has been tried enough. */
export function createWebhookQueue(
  target: WebhookTarget,
  status: BridgeStatus,
  ports: WebhookPorts,
): WebhookQueue {
  const waiting: { id: string; body: string; tries: number }[] = [];
  const ending = new AbortController();
  let busy = false;
  let cancel = (): void => {};

  async function sendFirst(): Promise<void> {
    if (busy || waiting.length === 0 || ending.signal.aborted) return;
    busy = true;
    const message = waiting[0];
    message.tries += 1;
    const outcome = await post(target, message, ports, ending.signal);
    busy = false;
    if (ending.signal.aborted) return;
    const still = waiting[0] === message;
    if (outcome === 'again' && message.tries < WEBHOOK_LIMITS.triesMax && still) {
      const wait = WEBHOOK_LIMITS.backOffMs * 2 ** (message.tries - 1);
      status.problem = `try ${message.tries} of ${WEBHOOK_LIMITS.triesMax} failed`;
      cancel = ports.after(Math.min(WEBHOOK_LIMITS.backOffMsMax, wait), () => void sendFirst());
      return;
    }
    if (still) waiting.shift();
    if (outcome === 'taken') {
      status.sent += 1;
      status.problem = '';
    } else {
      status.dropped += 1;
      // Neither address nor answer is told: both may hold what is nobody's business.
      if (status.dropped === 1)
        ports.log(`webhook (${status.where}): a message was not taken; see GET /show/bridges`);
      status.problem =
        outcome === 'refused' ? 'the receiver refuses what is sent' : 'the receiver does not answer';
    }
    void sendFirst();
  }

  return {
    push(body) {
      if (waiting.length >= WEBHOOK_LIMITS.waitingMax) {
        waiting.shift();
        status.dropped += 1;
      }
      waiting.push({ id: ports.newId(), body, tries: 0 });
      if (waiting.length === 1) void sendFirst();
    },
    get length() {
      return waiting.length;
    },
    close() {
      cancel();
      ending.abort();
    },
  };
}

/** One try. A redirect is no answer: it could lead to where nothing may be sent. */
async function post(
  { url, key }: WebhookTarget,
  { id, body }: { id: string; body: string },
  ports: WebhookPorts,
  ending: AbortSignal,
): Promise<'taken' | 'again' | 'refused'> {
  const headers = webhookHeaders({ id, timestampS: Math.floor(ports.nowMs() / 1000), body }, key);
  const signal = AbortSignal.any([ending, AbortSignal.timeout(WEBHOOK_LIMITS.answerMs)]);
  try {
    const { status } = await ports.fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
    if (status >= 200 && status < 300) return 'taken';
    return status >= 500 || status === 408 || status === 429 ? 'again' : 'refused';
  } catch {
    return 'again';
  }
}
