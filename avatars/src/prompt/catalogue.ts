import type { MotionManifest } from '../motion/motion-model.ts';
import { stylesOf } from '../motion/motion-styles.ts';
import type { MotionCatalogue } from './motion-plan.ts';

/** What a model can do by its manifest; prompts grow with it. */
export function catalogueOf(
  manifest: Pick<MotionManifest, 'actions' | 'modes' | 'rowsHz'>,
  places: readonly string[] = [],
): MotionCatalogue {
  return {
    actions: manifest.actions.map(({ name, rows }) => ({ name, seconds: rows / manifest.rowsHz })),
    styles: stylesOf(manifest).map(({ name }) => name),
    places,
  };
}
