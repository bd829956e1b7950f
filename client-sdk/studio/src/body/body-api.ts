/** What the server tells of a finished body. */
export interface MadeBody {
  readonly id: string;
  readonly seconds: number;
  readonly heightM: number;
  readonly iou: number;
  readonly surface: { readonly seen: number; readonly mirrored: number; readonly filled: number };
  readonly assumed: readonly string[];
  readonly warnings: readonly string[];
  readonly photos: readonly { readonly use: 'body' | 'face'; readonly surface: number }[];
  readonly hair: { readonly style: string; readonly colour: readonly [number, number, number] };
  readonly vrmBytes: number;
}

/** Why something did not work, as the server says it. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

export type BodyEvent =
  | { readonly type: 'waiting'; readonly ahead: number }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'preview'; readonly name: string; readonly picture: string }
  | { readonly type: 'done'; readonly body: MadeBody }
  | ({ readonly type: 'refused' | 'failed' } & Trouble)
  | { readonly type: 'cancelled' }
  | { readonly type: 'deleted' };

const TYPES = ['waiting', 'step', 'preview', 'done', 'refused', 'failed', 'cancelled', 'deleted'] as const;
const ENDS: readonly BodyEvent['type'][] = ['done', 'refused', 'failed', 'cancelled', 'deleted'];

/** A refusal that the page shows in its own words. */
export class BodyTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`${trouble.message} ${trouble.advice}`);
    this.trouble = trouble;
  }
}

const NO_ANSWER: Trouble = { code: 'network', message: 'The server does not answer.', advice: 'Try again.' };

/** Sends a form; only XMLHttpRequest tells how much of it has gone. @throws BodyTrouble */
function send(url: string, form: FormData, onShare: (share: number) => void): Promise<{ secret?: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new BodyTrouble(NO_ANSWER));
    request.onload = () => {
      if (request.status < 300) resolve(request.response ?? {});
      else reject(new BodyTrouble(request.response?.code ? request.response : NO_ANSWER));
    };
    request.send(form);
  });
}

function formOf(
  fields: Readonly<Record<string, string>>,
  photo: File | undefined,
  also: readonly File[],
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== '') form.set(name, value);
  if (photo) form.set('photo', photo);
  for (const one of also) form.append('also', one);
  return form;
}

/** Starts a body; resolves to its secret. @throws BodyTrouble */
export async function startBody(
  base: string,
  fields: Readonly<Record<string, string>>,
  photo: File,
  also: readonly File[],
  onShare: (share: number) => void,
): Promise<string> {
  const { secret } = await send(`${base}photo-bodies`, formOf(fields, photo, also), onShare);
  return secret!;
}

/** Has a body made anew. @throws BodyTrouble */
export async function correctBody(
  base: string,
  secret: string,
  fields: Readonly<Record<string, string>>,
  photo: File | undefined,
  also: readonly File[],
  onShare: (share: number) => void,
): Promise<void> {
  await send(`${base}photo-bodies/${secret}/corrections`, formOf(fields, photo, also), onShare);
}

/** Listens until the work is over; the last event says how. */
export function listen(base: string, secret: string, hear: (event: BodyEvent) => void): () => void {
  const source = new EventSource(`${base}photo-bodies/${secret}/events`);
  for (const type of TYPES) {
    source.addEventListener(type, (message) => {
      const event = JSON.parse((message as MessageEvent<string>).data) as BodyEvent;
      if (ENDS.includes(event.type)) source.close();
      hear(event);
    });
  }
  source.onerror = () => {
    // While it reconnects the browser says nothing; a closed source will not come back.
    if (source.readyState === EventSource.CLOSED) hear({ type: 'failed', ...NO_ANSWER });
  };
  return () => source.close();
}

/** The finished body of a secret; undefined when there is none (any more). */
export async function findBody(base: string, secret: string): Promise<MadeBody | undefined> {
  const response = await fetch(`${base}photo-bodies/${secret}`).catch(() => undefined);
  return response?.ok ? (await response.json()).body : undefined;
}

export async function cancelBody(base: string, secret: string): Promise<void> {
  await fetch(`${base}photo-bodies/${secret}/cancel`, { method: 'POST' }).catch(() => undefined);
}

/** Deletes everything. @throws BodyTrouble when the server could not be told */
export async function deleteBody(base: string, secret: string): Promise<void> {
  const response = await fetch(`${base}photo-bodies/${secret}`, { method: 'DELETE' }).catch(() => undefined);
  if (!response || (!response.ok && response.status !== 404)) throw new BodyTrouble(NO_ANSWER);
}

export const vrmUrl = (base: string, secret: string): string => `${base}photo-bodies/${secret}/body.vrm`;
