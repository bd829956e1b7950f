import { createRandom, hash2, tileNoise } from '../maths/index.ts';
import type { Palette } from './palette.ts';
import { Pen } from './pen.ts';
import type { PaintPlan } from './plan-painting.ts';

/** What a family paints with. */
export interface Studio {
  readonly pen: Pen;
  readonly plan: PaintPlan;
  readonly palette: Palette;
  /** Height of the picture in its widths. */
  readonly tall: number;
  /** Mood in two useful forms, 0..1: how much and how lively there is, and how glad. */
  readonly lively: number;
  readonly glad: number;
  /** Smooth noise in -1..1; `cells` along the picture's width, repeating there when the picture is a tile. */
  noise(x: number, y: number, cells: number, layer: number): number;
}

export function createStudio(plan: PaintPlan, palette: Palette): Studio {
  return {
    pen: new Pen(createRandom(plan.seed)),
    plan,
    palette,
    tall: plan.tall,
    lively: (plan.mood.arousal + 1) / 2,
    glad: (plan.mood.pleasure + 1) / 2,
    noise: (x, y, cells, layer) =>
      tileNoise(
        x * cells,
        y * cells,
        plan.tile ? Math.max(1, Math.round(cells)) : 4096,
        plan.seed + layer * 97,
      ) *
        2 -
      1,
  };
}

/** Noise of a single number, -1..1. */
export function noise1(x: number, seed: number): number {
  const i = Math.floor(x);
  const t = x - i;
  const [a, b] = [hash2(i, 0, seed), hash2(i + 1, 0, seed)];
  return (a + (b - a) * t * t * (3 - 2 * t)) * 2 - 1;
}
