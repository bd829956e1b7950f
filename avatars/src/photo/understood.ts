import { createHash } from 'node:crypto';
import type { FitState } from './fit/pose-state.ts';
import type { PhotoWishes } from './make-body.ts';
import type { Picture } from './see/read-photo.ts';
import type { Sight } from './see/see.ts';
import type { Look } from './understand/look.ts';

/**
 * What was read off a photo, without the photo: a correction starts from here instead of looking anew. Plain data, so
 * that it passes between processes.
 */
export interface Understood {
  /** Fingerprint of the photo's bytes: another photo is not this person in this pose. */
  readonly photoSha256: string;
  readonly sight: Omit<Sight, 'picture'>;
  readonly fit: { readonly state: FitState; readonly of: FitWishes };
  readonly look: Look;
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

/** The fit that was found, unless what was told since asks for another. */
export function fitOf(
  known: Understood,
  wishes: PhotoWishes,
): { readonly state: FitState; readonly look: Look } | undefined {
  const { of } = known.fit;
  const same =
    of.heightM === wishes.heightM &&
    of.presentation === wishes.presentation &&
    of.ageYears === wishes.ageYears;
  return same ? { state: known.fit.state, look: known.look } : undefined;
}

/** Everything of a run that a later correction needs. */
export function understoodOf(
  sight: Sight,
  state: FitState,
  look: Look,
  wishes: PhotoWishes,
  photoSha256: string,
): Understood {
  const { picture: _, ...rest } = sight;
  const of: FitWishes = {
    heightM: wishes.heightM,
    presentation: wishes.presentation,
    ageYears: wishes.ageYears,
  };
  return { photoSha256, sight: rest, fit: { state, of }, look };
}

/** How far hair of a style hangs below the chin when the giver chose the style, in heads. */
const CHOSEN_LENGTH: Readonly<Record<string, number>> = { bob: 0, shoulder: 0.35, long: 0.9 };

/** What was seen, with the giver's corrections on top. */
export function correctLook(look: Look, wishes: PhotoWishes): Look {
  const { style, colour } = wishes.hair ?? {};
  const restyled = style !== undefined && style !== look.hair.style;
  return {
    ...look,
    hair: {
      ...look.hair,
      ...(colour ? { colour, tip: colour } : {}),
      ...(restyled ? { style, belowChin: CHOSEN_LENGTH[style] ?? -1 } : {}),
    },
  };
}
