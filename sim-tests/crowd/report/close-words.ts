import { closeReason } from '@troupe/client-sdk/protocol';

/** Codes of WebSocket itself (RFC 6455) that a run meets. */
const STANDARD: Readonly<Record<number, string>> = {
  1000: 'said goodbye',
  1001: 'the stage or the page went away',
  1002: 'broke the protocol of WebSocket',
  1005: 'closed without a code',
  1006: 'the connection broke without a goodbye',
  1007: 'sent text that is none',
  1009: 'sent more than a message may hold',
  1011: 'the stage met an error',
  4000: 'left properly',
};

/** What a close code means. */
export function closeInWords(code: number): string {
  const reason = closeReason(code);
  if (reason) return reason.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return STANDARD[code] ?? '';
}
