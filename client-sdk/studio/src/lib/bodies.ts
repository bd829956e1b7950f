/** A body that a guest may choose. */
export interface BodyChoice {
  readonly id: string;
  readonly name: { readonly en: string; readonly ko: string };
}

const ID = /^[a-z0-9][a-z0-9-]*$/;

/** Reads assets/bodies/cast.json: a list of bodies, or an object that holds one. */
export function readCast(json: unknown): BodyChoice[] {
  const holder = json as { bodies?: unknown; cast?: unknown };
  const list = Array.isArray(json) ? json : (holder?.bodies ?? holder?.cast);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return ID.test(entry) ? [{ id: entry, name: named(entry) }] : [];
    const { id, name } = (entry ?? {}) as { id?: unknown; name?: { en?: unknown; ko?: unknown } };
    if (typeof id !== 'string' || !ID.test(id)) return [];
    const en = typeof name?.en === 'string' ? name.en : named(id).en;
    return [{ id, name: { en, ko: typeof name?.ko === 'string' ? name.ko : en } }];
  });
}

function named(id: string): { en: string; ko: string } {
  const en = id[0].toUpperCase() + id.slice(1);
  return { en, ko: en };
}

/** Bodies to choose from: the cast, and whatever else is on the stage. Tilda's own body stays hers, if there is any other. */
export async function loadBodyChoices(
  assetsUrl: string,
  onStage: Iterable<{ bodyId: string; name: { en: string; ko: string } }>,
): Promise<BodyChoice[]> {
  const response = await fetch(`${assetsUrl}/bodies/cast.json`).catch(() => undefined);
  const listed = response?.ok ? readCast(await response.json().catch(() => undefined)) : [];
  const choices = new Map(listed.map((body) => [body.id, body]));
  if (choices.size === 0)
    for (const { bodyId, name } of onStage)
      if (!choices.has(bodyId) && bodyId !== '') choices.set(bodyId, { id: bodyId, name });
  if (choices.size > 1) choices.delete('tilda');
  return [...choices.values()];
}
