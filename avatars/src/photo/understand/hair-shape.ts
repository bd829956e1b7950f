/** What the outline of hair that hangs says beyond its colour: how wide it lies, and whether it goes on where nothing of it is seen. */
import { CHART_PARTS } from './body-chart.ts';
import { isPerson, isSkin, pixelAt, type SeenBody, type SkinModel } from './seen-body.ts';

const SHOULDERS = (['trunk', 'arm'] as const).map((part) => CHART_PARTS.indexOf(part));
/** So far below the last hair it is looked what follows, in heights of the head; and the share of it that shoulders must be. */
const BELOW = [0.06, 0.16] as const;
const BEHIND_SHARE = 0.6;

/**
 * Whether hair ends because clothed or bare shoulders stand before it: hair that was cut ends above them, and a wall or the neck
 * follows. Raised shoulders lie where the fitted body has none, so clothes count wherever they are.
 *
 * @param columns where the last row that shows hair shows it, px
 * @param last that row, px
 * @param headPx height of the head, px
 */
export function goesBehind(
  seen: Pick<SeenBody, 'sight' | 'vertexAt' | 'chart'>,
  skin: SkinModel,
  columns: readonly number[],
  last: number,
  headPx: number,
): boolean {
  const { width, height } = seen.sight.picture;
  let all = 0;
  let before = 0;
  for (const x of columns) {
    for (let y = Math.ceil(last + BELOW[0] * headPx); y < last + BELOW[1] * headPx && y < height; y++) {
      all++;
      const colour = isPerson(seen.sight, x, y) ? pixelAt(seen.sight, x, y) : undefined;
      const v = seen.vertexAt[y * width + x];
      const shoulder = v >= 0 && SHOULDERS.includes(seen.chart.part[v]);
      if (colour && (shoulder || !isSkin(skin, colour))) before++;
    }
  }
  return before > BEHIND_SHARE * all;
}

/** So many rows must show hair on both sides of the face. */
const ROWS_LEAST = 6;
/** A single strand blown aside is not how wide hair lies: of each side's places, this share from the middle outwards. */
const STRAY_SHARE = 0.95;

/**
 * How far hair reaches to either side of the middle of the face, on the side where it reaches less far.
 *
 * @param rows for each row beside the face, where it shows hair, px
 * @returns heights of the head; undefined where too few rows show both sides
 */
export function spreadOf(
  rows: readonly (readonly number[])[],
  middle: number,
  headPx: number,
): number | undefined {
  const reach = (side: readonly number[]) =>
    [...side].sort((a, b) => a - b)[Math.min(side.length - 1, Math.floor(side.length * STRAY_SHARE))];
  const found = rows.flatMap((row) => {
    const left = row.filter((x) => x < middle).map((x) => middle - x);
    const right = row.filter((x) => x >= middle).map((x) => x - middle);
    return left.length > 0 && right.length > 0 ? [Math.min(reach(left), reach(right))] : [];
  });
  if (found.length < ROWS_LEAST) return undefined;
  found.sort((a, b) => a - b);
  return found[Math.floor(found.length / 2)] / headPx;
}
