/** A body that a guest may choose. */
export interface BodyChoice {
  readonly id: string;
  readonly name: { readonly en: string; readonly ko: string };
  /** Made from the guest's own photo. */
  readonly own?: boolean;
}

const ID = /^[a-z0-9][a-z0-9-]*$/;

/** Reads assets/bodies/cast.json: the recipes of the bodies, or a plain list of bodies. */
export function readCast(json: unknown): BodyChoice[] {
  const list = Array.isArray(json) ? json : (json as { people?: unknown } | undefined)?.people;
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

/** Fewer bodies on the stage than this, and the cast list is asked too. */
const ENOUGH = 4;

/** Bodies to choose from: those on the stage, else all of the cast that exist. Tilda's own stays hers if there is another. */
export async function loadBodyChoices(
  assetsUrl: string,
  onStage: Iterable<{ bodyId: string; name: { en: string; ko: string } }>,
): Promise<BodyChoice[]> {
  const choices = new Map<string, BodyChoice>();
  for (const { bodyId, name } of onStage)
    if (bodyId !== '' && !choices.has(bodyId)) choices.set(bodyId, { id: bodyId, name });
  if (choices.size < ENOUGH) {
    const response = await fetch(`${assetsUrl}/bodies/cast.json`).catch(() => undefined);
    const listed = response?.ok ? readCast(await response.json().catch(() => undefined)) : [];
    const missing = listed.filter((body) => !choices.has(body.id));
    const there = await Promise.all(
      missing.map((body) =>
        fetch(`${assetsUrl}/bodies/${body.id}/body.json`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    missing.forEach((body, i) => {
      if (there[i]) choices.set(body.id, body);
    });
  }
  if (choices.size > 1) choices.delete('tilda');
  return [...choices.values()];
}

/** The body this tab made from a photo, while the server still has it. */
export async function ownBodyChoice(
  baseUrl: string,
  own: { bodyId: string; name: string } | undefined,
): Promise<BodyChoice | undefined> {
  if (!own) return undefined;
  const response = await fetch(`${baseUrl}/assets/bodies/${own.bodyId}/body.json`).catch(() => undefined);
  if (!response?.ok) return undefined;
  const name = own.name === '' ? { en: 'From my photo', ko: '내 사진' } : { en: own.name, ko: own.name };
  return { id: own.bodyId, name, own: true };
}
