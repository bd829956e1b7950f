/**
 * Beige, sand and salmon: cloth that passes for skin.
 *
 * CONTRIBUTOR NOTES: by its distance from the cheeks alone such cloth is skin. But breast and hips of somebody before a camera
 * are hardly ever bare, face and hands hardly ever covered: what lies there is known to be cloth and skin, and the smallest
 * steady difference between the two parts everything else, a hem more sharply than any light falls off along a limb.
 */
import type { ChartPart } from './body-chart.ts';
import { colourDistance, type Lab, labOf, medianColour, type Rgb } from './colour.ts';

/** One look at one vertex: where it lies along its part, and whether it shows skin. */
export interface Probe {
  readonly part: ChartPart;
  readonly along: number;
  readonly skin: boolean;
  readonly colour: Rgb;
}

/** How much light and shade count beside hue: a step of light alone may be a hem. */
const LIGHT_SHARE = 0.5;
/** So much of it must pass for skin: of less the rest tells where it ends; so many looks at least. */
const PASSES_SHARE = 0.45;
const LEAST = 12;
/** So far from all skin that is known at least, and by so many times its own unevenness. */
const APART = 4;
const APART_EVEN = 1.2;

/** What is known to be skin and what to be cloth. */
interface SkinAndCloth {
  readonly skin: readonly Lab[];
  readonly cloth: Lab;
}

/**
 * Tells cloth that passes for skin from skin.
 *
 * @param worn looks at where hardly anybody is bare
 * @param skin colours of face and hands
 * @returns undefined where it does not pass for skin, or is none to be told from it
 */
export function skinLikeCloth(worn: readonly Probe[], skin: readonly Lab[]): SkinAndCloth | undefined {
  if (worn.length < LEAST || worn.filter((p) => p.skin).length < PASSES_SHARE * worn.length) return undefined;
  const cloth = labOf(...(medianColour(worn.map((p) => p.colour)) as Rgb));
  const offs = worn.map((p) => colourDistance(labOf(...p.colour), cloth, LIGHT_SHARE)).sort((a, b) => a - b);
  const apart = nearest(cloth, skin);
  return apart > APART && apart > APART_EVEN * offs[offs.length >> 1] ? { skin, cloth } : undefined;
}

const nearest = (lab: Lab, kinds: readonly Lab[]): number =>
  Math.min(...kinds.map((kind) => colourDistance(lab, kind, LIGHT_SHARE)));

/** The same looks, of which what is nearer to the cloth than to any skin is none. */
export function withoutCloth<T extends Probe>(probes: readonly T[], known: SkinAndCloth | undefined): T[] {
  if (!known) return [...probes];
  return probes.map((probe) => {
    if (!probe.skin) return probe;
    const lab = labOf(...probe.colour);
    return { ...probe, skin: nearest(lab, known.skin) < colourDistance(lab, known.cloth, LIGHT_SHARE) };
  });
}
