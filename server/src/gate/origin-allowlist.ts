/**
 * Which web pages may talk to this server. Colyseus reflects any Origin with credentials (engineering.md 4.1), so
 * both the HTTP matchmaking and the WebSocket upgrade are checked here.
 */
export interface OriginPolicy {
  /** Exact origins allowed besides the server's own, e.g. 'https://stage.example'. */
  readonly allowed: readonly string[];
}

/**
 * True when a request may pass: no Origin at all (native clients, bots), the server's own host, or one on the list.
 *
 * @param origin value of the Origin header, if any
 * @param host value of the Host header, if any
 */
export function originAllowed(
  policy: OriginPolicy,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (origin === undefined || origin === '') return true;
  if (policy.allowed.includes(origin)) return true;
  try {
    return host !== undefined && new URL(origin).host === host;
  } catch {
    return false;
  }
}
