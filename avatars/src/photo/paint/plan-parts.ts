/** The plans of all parts: who paints needs them, here and in the thread beside. */
import type { Part } from '../dress/part.ts';
import type { Look } from '../understand/look.ts';
import { paintMeans } from './paint-means.ts';
import type { PaintPlan } from './paint-plan.ts';
import type { PaintedModel, StoodBody } from './paint-view.ts';
import { planOf } from './plan-part.ts';

/** Plan of each part; undefined for one that is not painted from a photo. */
export async function planParts(
  model: PaintedModel,
  bodies: readonly StoodBody[],
  parts: readonly Part[],
  look: Look,
): Promise<(PaintPlan | undefined)[]> {
  const means = await paintMeans(model);
  return parts.map((part, i) => planOf(model, bodies, part, look, { number: i + 1, means }));
}
