/**
 * Signatures of webhooks by the Standard Webhooks specification 1.0.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `id.timestamp.body`, base64, in the header webhook-signature as `v1,…`.
 */
import { createHmac } from 'node:crypto';

export interface WebhookMessage {
  /** The same through all tries: by it a receiver knows what it has had. */
  readonly id: string;
  /** Unix time of this try, s. */
  readonly timestampS: number;
  readonly body: string;
}

/** Bytes of a secret: base64 behind `whsec_`, or the text as it stands. */
export function webhookKey(secret: string): Uint8Array {
  if (secret.startsWith('whsec_')) return Buffer.from(secret.slice('whsec_'.length), 'base64');
  return new TextEncoder().encode(secret);
}

/** Headers that a receiver checks a message by. */
export function webhookHeaders(
  { id, timestampS, body }: WebhookMessage,
  key: Uint8Array,
): Record<string, string> {
  const sum = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1,${sum}`,
  };
}
