import { parseStageFile, type StageFile } from '@troupe/client-sdk/protocol';

/** A stage of the server, as `GET /stages` lists it. */
export interface ListedStage {
  readonly id: string;
  readonly name: { readonly en: string; readonly ko: string };
  /** Where guests come to who do not say where. */
  readonly first: boolean;
  readonly guests: number;
  readonly show: {
    readonly title: { readonly en: string; readonly ko: string };
    readonly status: string;
  } | null;
}

export type FoundStage =
  | { readonly ok: true; readonly stages: readonly ListedStage[]; readonly file: StageFile }
  | { readonly ok: false; readonly trouble: string };

/** The stage that the address of the page asks for; '' is the first. */
export function stageAsked(): string {
  return new URLSearchParams(location.search).get('stage') ?? '';
}

/** Where the routes of that stage lie: those of the first are at the root. */
export function stageBase(base: string): string {
  const asked = stageAsked();
  return asked === '' ? base : `${base}/stages/${encodeURIComponent(asked)}`;
}

/** The address of this page on another stage. */
export function addressOn(href: string, stage: ListedStage): string {
  const url = new URL(href);
  if (stage.first) url.searchParams.delete('stage');
  else url.searchParams.set('stage', stage.id);
  return url.href;
}

/** The stages of a server, and the file of the one that the page asks for. Never rejects. */
export async function findStage(base: string): Promise<FoundStage> {
  const asked = stageAsked();
  const list = await getJson(`${base}/stages`);
  if (!list.ok) return list;
  const { stages } = list.value as { stages: readonly ListedStage[] };
  const stage = stages.find(({ id, first }) => (asked === '' ? first : id === asked));
  if (!stage) {
    const known = stages.map(({ id }) => id).join(', ');
    return { ok: false, trouble: `there is no stage "${asked}"; the stages are ${known}` };
  }
  const file = await getJson(`${base}/assets/stages/${stage.id}/stage.json`);
  return file.ok ? { ok: true, stages, file: parseStageFile(file.value, 'stage.json') } : file;
}

async function getJson(
  url: string,
): Promise<
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly trouble: string }
> {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok) return { ok: true, value: await response.json() };
  return { ok: false, trouble: `${url}: ${response ? `HTTP ${response.status}` : 'no answer'}` };
}
