/** The operator's side of a served stage, over its HTTP routes. */
export interface ShowStanding {
  readonly show: string;
  readonly status: string;
  readonly scene: string;
  readonly clockMs: number;
  readonly reason: string;
  readonly questions: number;
  readonly poll?: {
    readonly id: string;
    readonly options: readonly { readonly id: string; readonly votes: number }[];
  };
}

/** The server, and which of its stages: the first where none is named. */
export interface ShowAddress {
  readonly url?: string;
  readonly stage?: string;
}

const DEFAULT_URL = 'http://localhost:2567';

/** Asks a route of /show; the token of an operator from elsewhere comes from SHOW_TOKEN. */
export async function askShow<T>(
  { url, stage }: ShowAddress,
  path: string,
  body?: string,
): Promise<T & { ok: boolean }> {
  const base = url ?? DEFAULT_URL;
  const token = process.env.SHOW_TOKEN;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  let response: Response;
  try {
    const method = body === undefined && path === '' ? 'GET' : 'POST';
    response = await fetch(
      new URL(`${stage === undefined ? '' : `/stages/${encodeURIComponent(stage)}`}/show${path}`, base),
      { method, body, headers },
    );
  } catch {
    throw new Error(`no stage answers at ${base}; start one with \`npx troupe serve\`, or say --url`);
  }
  const answer = (await response.json()) as T & { ok: boolean; problem?: string };
  if (!answer.ok && answer.problem !== undefined) throw new Error(answer.problem);
  return answer;
}

/**
 * Which of a server's stages a show names. Undefined where that is not served or nobody answers: whoever is asked to play it
 * then says what is wrong.
 */
export async function stageOfShow(url: string | undefined, text: string): Promise<string | undefined> {
  const named = /^stage:\s*["']?([a-z0-9-]+)/m.exec(text)?.[1] ?? 'plaza';
  const response = await fetch(new URL('/stages', url ?? DEFAULT_URL)).catch(() => undefined);
  if (!response?.ok) return undefined;
  const { stages } = (await response.json()) as { stages: readonly { readonly id: string }[] };
  return stages.some(({ id }) => id === named) ? named : undefined;
}
