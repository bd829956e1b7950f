import { colourOf, hexOf } from './colour.ts';
import { FAMILIES, TILING } from './families/index.ts';
import type { PaintFamily } from './lexicon.ts';
import { mixPalette } from './palette.ts';
import { type PaintOptions, type PaintPlan, planPainting } from './plan-painting.ts';
import type { Colour, Stroke } from './stroke.ts';
import { createStudio } from './studio.ts';
import { PaintSurface } from './surface.ts';
import { titleOf, type Words, whyOf } from './words.ts';

/** A finished painting: what it is, why, and every stroke in the order in which a hand makes them. */
export interface Painting {
  readonly plan: PaintPlan;
  readonly family: PaintFamily;
  readonly title: Words;
  readonly why: Words;
  /** Ground first, then the pigments, leaf and accent, as `#rrggbb`. */
  readonly colours: readonly string[];
  readonly ground: Colour;
  readonly strokes: readonly Stroke[];
}

/**
 * Paints what a prompt in Korean or English says: offline, from code alone. Same prompt, seed and options: the same
 * strokes and the same bytes.
 *
 * @example paint('flowers on Venus', { seed: 3 }).title.en // 'Flowers on Venus'
 */
export function paint(prompt: string, options: PaintOptions = {}): Painting {
  return paintPlan(planPainting(prompt, options));
}

/** Paints a plan: what a client does that was sent the plan instead of the picture. */
export function paintPlan(asked: PaintPlan): Painting {
  const family = asked.tile && !TILING.has(asked.family) ? 'textile' : asked.family;
  const plan = { ...asked, family };
  const palette = mixPalette(plan.theme, plan.tints, plan.mood);
  const studio = createStudio(plan, palette);
  FAMILIES[family](studio);
  return {
    plan,
    family,
    title: titleOf(plan),
    why: whyOf(plan),
    colours: coloursOf(plan),
    ground: colourOf(palette.ground),
    strokes: studio.pen.strokes,
  };
}

/** Colours of a plan as `#rrggbb`: ground, pigments, leaf, accent. */
export function coloursOf({ theme, tints, mood }: PaintPlan): string[] {
  const { ground, pigments, leaf, accent } = mixPalette(theme, tints, mood);
  return [ground, ...pigments, leaf, accent].map((one) => hexOf(colourOf(one)));
}

export const PICTURE_LIMITS = { widthPxMin: 32, widthPxMax: 2_048 } as const;

/** An empty canvas for a painting, `widthPx` wide; draw its strokes onto it one by one. */
export function canvasFor({ plan, ground }: Painting, widthPx: number): PaintSurface {
  const { widthPxMin, widthPxMax } = PICTURE_LIMITS;
  if (!Number.isSafeInteger(widthPx) || widthPx < widthPxMin || widthPx > widthPxMax)
    throw new RangeError(`canvasFor: widthPx: a whole number from ${widthPxMin} to ${widthPxMax}`);
  return new PaintSurface({
    widthPx,
    heightPx: Math.round(widthPx * plan.tall),
    ground,
    seed: plan.seed,
    tile: plan.tile,
  });
}

/** The whole painting as RGBA, rows from the top. */
export function rgbaOf(
  painting: Painting,
  widthPx: number,
): { widthPx: number; heightPx: number; rgba: Uint8ClampedArray } {
  const canvas = canvasFor(painting, widthPx);
  for (const stroke of painting.strokes) canvas.draw(stroke);
  return { widthPx, heightPx: canvas.heightPx, rgba: canvas.rgba() };
}
