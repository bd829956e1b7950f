/** What a hand does with its fingers. */
export type HandShape = 'pointing' | 'thumbUp' | 'open' | 'other';

/** Tip and middle joint of index, middle, ring and little finger among the 21 points. */
const FINGERS = [
  [8, 6],
  [12, 10],
  [16, 14],
  [20, 18],
] as const;
/** A tip this much farther from the wrist than its middle joint is stretched, so much less is curled in. */
const STRETCHED = 1.12;
const CURLED = 1.02;
/** How far above its root a thumb's tip stands, in palms. */
const THUMB_UP = 0.45;

/** Names the shape of a hand. @param points 21 x 3, px, y down */
export function handShape(points: Float32Array): HandShape {
  const far = (k: number): number => Math.hypot(points[k * 3] - points[0], points[k * 3 + 1] - points[1]);
  const reach = FINGERS.map(([tip, joint]) => far(tip) / (far(joint) || 1));
  const stretched = reach.map((share) => share > STRETCHED);
  const curled = reach.map((share) => share < CURLED);
  if (stretched[0] && curled[2] && curled[3] && !stretched[1]) return 'pointing';
  const palm = far(9) || 1;
  const thumb = (points[2 * 3 + 1] - points[4 * 3 + 1]) / palm;
  const alone = points[4 * 3 + 1] < Math.min(...[5, 6, 8, 12].map((k) => points[k * 3 + 1]));
  if (curled.filter(Boolean).length >= 3 && thumb > THUMB_UP && alone) return 'thumbUp';
  return stretched.every(Boolean) ? 'open' : 'other';
}
