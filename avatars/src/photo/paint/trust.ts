/**
 * How far a part's texture may trust what a photo shows of it.
 *
 * CONTRIBUTOR NOTES: colour alone does not tell a strand of hair across a cheek from a shadow, nor the rim of a cap from pale
 * skin. Faces are nearly the same on both sides: where the two sides differ, the one nearer to the skin's colour is right.
 * Marks of one side (a mole, a scar) are smaller than the stretch compared and stay.
 */
import { smoothStep } from '../../maths/angle.ts';
import { blurColumns, blurRows, leastAround } from './box-blur.ts';

/** What a texture knows: for every texel how surely it was seen, and the colour x 3. */
export interface Layer {
  readonly weight: Float32Array;
  readonly colour: Float32Array;
}

export const createLayer = (size: number): Layer => ({
  weight: new Float32Array(size * size),
  colour: new Float32Array(size * size * 3),
});

/** A layer that nothing was seen in yet. */
export function clearLayer(layer: Layer): Layer {
  layer.weight.fill(0);
  return layer;
}

/** Differences between the sides, in units of Lab, from and to which the farther side loses its say. */
const APART_FROM = 3.5;
const APART_TO = 9;
/** The other side must be seen this surely to judge by it. */
const SEEN_LEAST = 0.3;
/** Stretch over which both sides are compared, and over which the verdict is smoothed, as shares of the texture. */
const COMPARED = 0.006;
const SMOOTHED = 0.008;
/** What lies this near to something rejected is not trusted either, as a share of the texture. */
const ERODED = 0.005;

/**
 * Takes say from each side where the other one is nearer to the part's own colour.
 *
 * @param off how far a layer's colour is from the part's own, by texel
 */
export function preferSides(
  own: Layer,
  other: Layer,
  size: number,
  off: (layer: Layer, texel: number) => number,
): void {
  // Every second texel across and down says as much, for a quarter of the work.
  const cells = size >> 1;
  const count = cells * cells;
  const apart = new Float32Array(count);
  const both = new Float32Array(count);
  for (let c = 0; c < count; c++) {
    const i = texelOf(c, cells, size);
    if (own.weight[i] <= SEEN_LEAST || other.weight[i] <= SEEN_LEAST) continue;
    both[c] = 1;
    apart[c] = off(own, i) - off(other, i);
  }
  const compared = both.slice();
  blurKnown(apart, both, cells, Math.round(COMPARED * cells));
  const say = new Float32Array(count);
  const known = new Float32Array(count);
  for (const [layer, sign] of [
    [own, 1],
    [other, -1],
  ] as const) {
    for (let c = 0; c < count; c++)
      say[c] = compared[c] ? 1 - smoothStep(APART_FROM, APART_TO, sign * apart[c]) : 1;
    blurKnown(say, known.fill(1), cells, Math.round(SMOOTHED * cells));
    for (let i = 0; i < size * size; i++)
      if (layer.weight[i] > 0) layer.weight[i] *= say[cellOf(i, cells, size)];
  }
}

const texelOf = (cell: number, cells: number, size: number): number =>
  2 * Math.floor(cell / cells) * size + 2 * (cell % cells);
/** The cell of four of a texel, `cells` a row. */
export const cellOf = (texel: number, cells: number, size: number): number =>
  (Math.floor(texel / size) >> 1) * cells + ((texel % size) >> 1);

/** Draws the edge of what was seen back and makes it soft. @param surface 1 where a texel belongs to the part */
export function drawBack(layer: Layer, surface: Uint8Array, size: number): void {
  const cells = size >> 1;
  const radius = Math.max(1, Math.round(ERODED * cells));
  const { weight } = layer;
  const least = new Float32Array(cells * cells).fill(1);
  const known = new Float32Array(cells * cells);
  for (let i = 0; i < weight.length; i++) {
    if (!surface[i]) continue;
    const c = cellOf(i, cells, size);
    known[c] = 1;
    if (weight[i] < least[c]) least[c] = weight[i];
  }
  leastAround(least, cells, radius);
  blurKnown(least, known, cells, radius);
  for (let i = 0; i < weight.length; i++)
    if (weight[i] > 0) weight[i] = Math.min(weight[i], least[cellOf(i, cells, size)]);
}

/** Stretch over which a part's texels agree on what was seen, as a share of the texture; shares of it that lose their say, and keep it. */
const AGREED = 0.008;
const LONE = 0.3;
const AMONG_OTHERS = 0.8;

/** Takes say from specks and softens the edges of holes: what was seen counts as far as what is around it was seen too. */
export function settleEdges({ weight }: Layer, surface: Uint8Array, size: number): void {
  const cells = size >> 2;
  const share = new Float32Array(cells * cells);
  const known = new Float32Array(cells * cells);
  for (let i = 0; i < weight.length; i++) {
    if (!surface[i]) continue;
    const c = (Math.floor(i / size) >> 2) * cells + ((i % size) >> 2);
    share[c] += weight[i];
    known[c]++;
  }
  for (let c = 0; c < share.length; c++) {
    if (known[c] === 0) continue;
    share[c] /= known[c];
    known[c] = 1;
  }
  blurKnown(share, known, cells, Math.max(1, Math.round(AGREED * cells)));
  for (let i = 0; i < weight.length; i++) {
    if (weight[i] === 0) continue;
    const c = (Math.floor(i / size) >> 2) * cells + ((i % size) >> 2);
    weight[i] *= smoothStep(LONE, AMONG_OTHERS, share[c]);
  }
}

/** Box blur, twice, of the texels where `known` is 1; `known` becomes 0 where nothing known is near. */
function blurKnown(values: Float32Array, known: Float32Array, size: number, radius: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= known[i];
  const other = new Float32Array(values.length);
  for (const table of [values, known]) {
    for (let round = 0; round < 2; round++) {
      blurRows(table, other, size, radius);
      blurColumns(other, table, size, radius);
    }
  }
  for (let i = 0; i < values.length; i++) values[i] = known[i] > 1e-4 ? values[i] / known[i] : 0;
}
