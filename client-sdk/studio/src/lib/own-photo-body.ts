/** A body that this tab made from a photo: the secret lets it be worn, corrected and deleted. */
export interface OwnPhotoBody {
  readonly secret: string;
  readonly bodyId: string;
  readonly name: string;
}

const KEY = 'troupe.photoBody';

/** Kept for this tab alone: whoever closes it leaves no key behind. */
export function keepOwnBody(own: OwnPhotoBody | undefined): void {
  try {
    if (own) sessionStorage.setItem(KEY, JSON.stringify(own));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the body can still be seen and downloaded here.
  }
}

export function ownBody(): OwnPhotoBody | undefined {
  try {
    const { secret, bodyId, name } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    return typeof secret === 'string' && typeof bodyId === 'string' && secret !== ''
      ? { secret, bodyId, name: typeof name === 'string' ? name : '' }
      : undefined;
  } catch {
    return undefined;
  }
}
