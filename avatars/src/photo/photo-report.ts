/** What is told of the making besides the body itself. */
import type { FittedPerson } from './fit-person.ts';
import type { Sight } from './see/see.ts';
import type { FurtherSight } from './see/see-further.ts';
import type { Look } from './understand/look.ts';
import { nameOf, type PhotoWishes } from './wishes.ts';
import type { VrmMeta } from './write/write-vrm.ts';

/** How the making went. */
export interface PhotoReport {
  /** Mean distance of joints to landmarks, share of the body's extent. */
  readonly reprojection: number;
  /** Overlap of the dressed body with the person's mask. */
  readonly iou: number;
  readonly heightM: number;
  /** Shares of the painted surface: seen by the camera, mirrored, filled. */
  readonly surface: { readonly seen: number; readonly mirrored: number; readonly filled: number };
  readonly look: Look;
  readonly triangles: number;
  /** What each photo was used for. */
  readonly photos: readonly PhotoUse[];
  /** What was not told and therefore assumed. */
  readonly assumed: readonly string[];
  /** What the giver should look at: photos that may show two people. */
  readonly warnings: readonly string[];
}

/** What one photo gave. */
export interface PhotoUse {
  readonly use: 'body' | 'face';
  /** Share of the painted surface that it shows best. */
  readonly surface: number;
  readonly eyeToMouthPx: number;
}

/** What each photo was used for. @param seenBy share of the surface by photo */
export function usesOf(
  sight: Sight,
  further: readonly FurtherSight[],
  seenBy: readonly number[],
): PhotoUse[] {
  return [{ kind: 'body' as const, sight }, ...further].map(({ kind, sight: { face } }, i) => ({
    use: kind,
    surface: seenBy[i],
    eyeToMouthPx: Math.round(face.eyeToMouthPx),
  }));
}

/**
 * Faces farther apart than this are two people's: of 6 drawn people none lay so far from their own close-up, 9 of 30 pairs of
 * different people did. It finds what is plain; shape and clothes say less.
 */
const FACES_APART = 0.085;

/** What the giver should look at. */
export function warningsOf({ views }: FittedPerson): string[] {
  return views.flatMap(({ facesApart }, i) =>
    facesApart > FACES_APART
      ? [`photo ${i + 2}: the face is unlike that of photo 1; check that both show the same person`]
      : [],
  );
}

/** What was not told and is therefore assumed. */
export function assumptions(wishes: PhotoWishes, sight: Sight, further: readonly FurtherSight[]): string[] {
  const out: string[] = [];
  const sides = further.some(({ kind }) => kind === 'body');
  const seenIn = sides ? 'from the outlines' : 'from the outline';
  if (wishes.heightM === undefined)
    out.push('height unknown: the mean of adults was assumed (± 9 cm); give --height');
  if (wishes.presentation === undefined)
    out.push(`build: ${seenIn} alone, around the mean of everybody; give --presentation`);
  if (wishes.ageYears === undefined) out.push('age: not judged; give --age');
  out.push('lens: 47° across was assumed');
  const eyeToMouthPx = Math.max(
    ...[sight, ...further.map((one) => one.sight)].map((s) => s.face.eyeToMouthPx),
  );
  if (eyeToMouthPx < 40)
    out.push(
      `the face is small (${Math.round(eyeToMouthPx * 3)} px high): a close-up beside it is more alike; give --also`,
    );
  return out;
}

/** What the file says of itself: whose it is, who agreed to what, and what of it was seen. */
export function metaOf(wishes: PhotoWishes, { surface }: PhotoReport): VrmMeta {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const agreed = wishes.consent
    ? `Made from one photograph; consent of ${wishes.author ?? 'the person shown'}: "${wishes.consent}". `
    : 'Made from one photograph with the consent of the person shown. ';
  const about =
    `${agreed}Of the surface ${percent(surface.seen)} was seen, ${percent(surface.mirrored)} mirrored, ` +
    `${percent(surface.filled)} filled in.`;
  return { name: nameOf(wishes), author: wishes.author ?? 'the person shown', about };
}
