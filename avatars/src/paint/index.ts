export { FAMILY_NAMES, PAINT_FAMILIES, type PaintFamily } from './lexicon.ts';
export { nearestMood, PAINT_MOODS, type Pad, type PaintMood } from './moods.ts';
export { canvasFor, coloursOf, type Painting, paint, paintPlan, rgbaOf } from './paint.ts';
export {
  findNotions,
  type PaintOptions,
  type PaintPlan,
  PROMPT_LIMITS,
  planPainting,
} from './plan-painting.ts';
export { STROKE_LIMITS, type Stroke, strokesToJson } from './stroke.ts';
export { PaintSurface } from './surface.ts';
export { colourNames, titleOf, type Words, whyOf } from './words.ts';
