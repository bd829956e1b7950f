import { createHash } from 'node:crypto';
import type { FitState } from './fit/pose-state.ts';
import type { FittedPerson, FoundFit } from './fit-person.ts';
import type { HandReading } from './see/read-hand.ts';
import type { Picture } from './see/read-photo.ts';
import type { Sight } from './see/see.ts';
import type { FurtherSight } from './see/see-further.ts';
import type { Look } from './understand/look.ts';
import type { PhotoWishes } from './wishes.ts';

/**
 * What was read off the photos, without the photos: a correction starts from here instead of looking anew. Plain data, so
 * that it passes between processes.
 */
export interface Understood {
  /** Fingerprint of the photo's bytes: another photo is not this person in this pose. */
  readonly photoSha256: string;
  readonly sight: Omit<Sight, 'picture'>;
  readonly hands: readonly HandReading[];
  readonly further: readonly FurtherUnderstood[];
  readonly fit: { readonly state: FitState; readonly of: FitWishes };
  readonly look: Look;
}

/** One of the further photos. Of a close-up nothing but its kind is kept: it is looked at quickly. */
interface FurtherUnderstood {
  readonly photoSha256: string;
  readonly kind: FurtherSight['kind'];
  readonly sight?: Omit<Sight, 'picture'>;
  readonly state: FitState;
}

/** The wishes that move the fit; others only dress and paint. */
type FitWishes = Pick<PhotoWishes, 'heightM' | 'presentation' | 'ageYears'>;

export const fingerprint = (photo: Uint8Array): string => createHash('sha256').update(photo).digest('hex');

/** Puts what was seen back onto its picture; undefined when it was seen in another one. */
export function sightOf(known: Understood | undefined, picture: Picture, photoSha256: string) {
  if (known?.photoSha256 !== photoSha256) return undefined;
  if (known.sight.mask.length !== picture.width * picture.height) return undefined;
  return { ...known.sight, picture };
}

/** What was seen of a further photo, by its fingerprint. */
export const furtherOf = (known: Understood | undefined, photoSha256: string) =>
  known?.further.find((one) => one.photoSha256 === photoSha256);

/** Puts a body seen in a further photo back onto its picture. */
export function putBack({ sight }: FurtherUnderstood, picture: Picture): FurtherSight | undefined {
  if (sight?.mask.length !== picture.width * picture.height) return undefined;
  return { kind: 'body', sight: { ...sight, picture } };
}

/**
 * The fit that was found, unless what was told since asks for another.
 *
 * @param further fingerprints of the further photos given now
 */
export function fitOf(
  known: Understood,
  wishes: PhotoWishes,
  further: readonly string[],
): FoundFit | undefined {
  const { of } = known.fit;
  const same =
    of.heightM === wishes.heightM &&
    of.presentation === wishes.presentation &&
    of.ageYears === wishes.ageYears &&
    further.length === known.further.length &&
    known.further.every((one, i) => one.photoSha256 === further[i]);
  if (!same) return undefined;
  return { state: known.fit.state, look: known.look, further: known.further.map(({ state }) => state) };
}

/**
 * Everything of a run that a later correction needs.
 *
 * @param prints fingerprints of all photos, the first one's first
 */
export function understoodOf(
  { sight, state, look, views }: FittedPerson,
  hands: readonly HandReading[],
  further: readonly FurtherSight[],
  wishes: PhotoWishes,
  prints: readonly string[],
): Understood {
  const of: FitWishes = {
    heightM: wishes.heightM,
    presentation: wishes.presentation,
    ageYears: wishes.ageYears,
  };
  return {
    photoSha256: prints[0],
    sight: withoutPicture(sight),
    hands,
    further: further.map((one, i) => ({
      photoSha256: prints[i + 1],
      kind: one.kind,
      ...(one.kind === 'body' ? { sight: withoutPicture(one.sight) } : {}),
      state: views[i].state,
    })),
    fit: { state, of },
    look,
  };
}

function withoutPicture({ picture: _, ...rest }: Sight): Omit<Sight, 'picture'> {
  return rest;
}

/** How far hair of a style hangs below the chin when the giver chose the style, in heads. */
const CHOSEN_LENGTH: Readonly<Record<string, number>> = { bob: 0, shoulder: 0.35, long: 0.9 };

/** What was seen, with the giver's corrections on top. */
export function correctLook(look: Look, wishes: PhotoWishes): Look {
  const { style, colour } = wishes.hair ?? {};
  const glasses = wishes.glasses === undefined ? look.face.glasses : wishes.glasses ? 'told' : 'none';
  const restyled = style !== undefined && style !== look.hair.style;
  return {
    ...look,
    face: { ...look.face, glasses },
    hair: {
      ...look.hair,
      ...(colour ? { colour, tip: colour } : {}),
      ...(restyled ? { style, belowChin: CHOSEN_LENGTH[style] ?? -1 } : {}),
    },
  };
}
