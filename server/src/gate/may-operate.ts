import type { IncomingMessage } from 'node:http';
import { originAllowed } from './origin-allowlist.ts';

/**
 * True for who runs the stage: with the token where there is one, else only from this machine. Never for pages of other
 * origins, never past a proxy unasked.
 */
export function mayOperate(request: IncomingMessage, token: string): boolean {
  if (token !== '') return request.headers.authorization === `Bearer ${token}`;
  const { origin, host } = request.headers;
  if (origin !== undefined && !originAllowed({ allowed: [] }, origin, host)) return false;
  // A page of elsewhere whose name leads to this machine says so in Host.
  if (!/^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host ?? '')) return false;
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined)
    return false;
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
