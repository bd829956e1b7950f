import type { PaintFamily } from '../lexicon.ts';
import type { Studio } from '../studio.ts';
import { paintCity } from './city.ts';
import { paintCosmos } from './cosmos.ts';
import { paintCreature } from './creature.ts';
import { paintFlow } from './flow.ts';
import { paintFlowers } from './flowers.ts';
import { paintGrowth } from './growth.ts';
import { paintLandscape } from './landscape.ts';
import { paintTessellation } from './tessellation.ts';
import { paintTextile } from './textile.ts';
import { paintTuring } from './turing.ts';
import { paintWash } from './wash.ts';

/** What paints each family. */
export const FAMILIES: Readonly<Record<PaintFamily, (studio: Studio) => void>> = {
  flowers: paintFlowers,
  growth: paintGrowth,
  flow: paintFlow,
  wash: paintWash,
  landscape: paintLandscape,
  turing: paintTuring,
  tessellation: paintTessellation,
  textile: paintTextile,
  creature: paintCreature,
  cosmos: paintCosmos,
  city: paintCity,
};

/** Families whose tiles meet at every edge; a picture of another family becomes cloth when a tile is asked for. */
export const TILING: ReadonlySet<PaintFamily> = new Set<PaintFamily>([
  'flowers',
  'flow',
  'wash',
  'turing',
  'tessellation',
  'textile',
  'cosmos',
]);
