import { CLOSE_CODE, closeReason } from '@troupe/client-sdk/protocol';
import type { ConnectionState } from './connection-state.ts';

/**
 * A short break resumes the same connection; when that does not work within about a second, its server may be gone, and one
 * joins anew by whatever server there is. The stage keeps the seat for 20 s and knows its guest by the token of the visit.
 */
export const RESUME = { retries: 4, firstDelayMs: 200, delayMsMax: 400 } as const;
export const REJOIN = { attemptsMax: 20, firstDelayMs: 500, delayMsMax: 10_000 } as const;

/** Close codes of Colyseus: left on purpose; a message that failed its check. */
const CONSENTED = 4000;
const BAD_MESSAGE = 4002;

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Full jitter: when a thousand guests lose one server they must not come back in one moment. */
export function jitteredMs(law: { firstDelayMs: number; delayMsMax: number }, attempt: number): number {
  return Math.random() * Math.min(law.delayMsMax, law.firstDelayMs * 2 ** attempt);
}

/** True when a close is no last word: the road broke, the seat ran out, or the client was too slow. */
export function mayRejoin(code: number): boolean {
  if (code === CLOSE_CODE.slowReader) return true;
  return closeReason(code) === undefined && code !== 1000 && code !== CONSENTED && code !== BAD_MESSAGE;
}

/** The state that a close code or a refused join means. */
export function refusal(code: number | undefined, message: string): ConnectionState {
  if (code === CLOSE_CODE.full || /full|maxClients|locked/i.test(message)) return 'full';
  if (code === CLOSE_CODE.versionMismatch) return 'versionMismatch';
  if (code === 1000 || code === CONSENTED || code === CLOSE_CODE.stageClosing || code === CLOSE_CODE.bodyGone)
    return 'closed';
  return 'error';
}
