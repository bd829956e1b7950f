import type { Rgb } from './understand/colour.ts';
import type { Look } from './understand/look.ts';

/** What a giver may say besides the photo. Nothing of this is guessed. */
export interface PhotoWishes {
  readonly heightM?: number;
  /** 0 feminine .. 1 masculine build as the prior of the shape. */
  readonly presentation?: number;
  readonly ageYears?: number;
  readonly name?: string;
  readonly author?: string;
  /** The giver's consent in their own words; goes into the file's metadata. */
  readonly consent?: string;
  /** Corrections of what was seen. */
  readonly hair?: { readonly style?: Look['hair']['style']; readonly colour?: Rgb };
  /** Whether they wear glasses, when what was seen of it is wrong. */
  readonly glasses?: boolean;
}

/** What the body is called. */
export const nameOf = (wishes: PhotoWishes): string => wishes.name ?? 'A person';
