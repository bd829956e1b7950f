import type { ColourName, PictureSight, Third } from '../world/picture-sight.ts';
import { PICTURE_SIGHT_LIMITS } from '../world/picture-sight.ts';

/** A picture in rows of r, g, b bytes. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The picture is read as so many cells a side, and its layout as thirds of them. */
const CELLS = 48;
const SHARE_LEAST = 0.05;
/** Chroma below which a colour is a grey, and lightness at which greys and browns part. */
const GREY = { chroma: 0.035, white: 0.88, black: 0.3 } as const;
/** Hues of OKLCH by where they end, degrees. */
const HUES: readonly (readonly [number, ColourName])[] = [
  [15, 'pink'],
  [42, 'red'],
  [72, 'orange'],
  [112, 'yellow'],
  [162, 'green'],
  [215, 'teal'],
  [278, 'blue'],
  [325, 'violet'],
  [360, 'pink'],
];
const LAYOUT = { symmetric: 0.055, horizonStep: 0.16, horizonEven: 0.09, busy: 0.09 } as const;

/** Colour, light and layout of a picture. */
export function seeColours(picture: Pixels): Omit<PictureSight, 'people' | 'drawing'> {
  const cells = cellsOf(picture);
  const counts = new Map<ColourName, number>();
  for (const cell of cells) {
    const name = nameOf(cell);
    counts.set(name, (counts.get(name) ?? 0) + 1 / cells.length);
  }
  const colours = Array.from(counts, ([name, share]) => ({ name, share: rounded(share) }))
    .filter(({ share }) => share >= SHARE_LEAST)
    .sort((a, b) => b.share - a.share)
    .slice(0, PICTURE_SIGHT_LIMITS.coloursMax);
  const light = mean(cells.map(([l]) => l));
  const contrast = Math.sqrt(mean(cells.map(([l]) => (l - light) ** 2)));
  const edges = edgesOf(cells);
  return {
    colours,
    light: rounded(light),
    contrast: rounded(contrast),
    ...focusOf(cells, edges),
    busy: rounded(Math.min(1, mean(edges) / LAYOUT.busy)),
    symmetric: contrast > 0.04 && mirrored(cells) < LAYOUT.symmetric,
    horizon: isLandUnderSky(cells),
  };
}

/** A tone in OKLab. */
export type Lab = readonly [l: number, a: number, b: number];

/** Mean colour of each cell, OKLab (Björn Ottosson, public domain). */
function cellsOf({ data, width, height }: Pixels): Lab[] {
  const cells: Lab[] = [];
  for (let row = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS; column++) {
      const sum = [0, 0, 0];
      let count = 0;
      const y1 = Math.max(Math.floor(((row + 1) * height) / CELLS), Math.floor((row * height) / CELLS) + 1);
      const x1 = Math.max(
        Math.floor(((column + 1) * width) / CELLS),
        Math.floor((column * width) / CELLS) + 1,
      );
      for (let y = Math.floor((row * height) / CELLS); y < Math.min(y1, height); y++)
        for (let x = Math.floor((column * width) / CELLS); x < Math.min(x1, width); x++) {
          for (let k = 0; k < 3; k++) sum[k] += LINEAR[data[(y * width + x) * 3 + k]];
          count += 1;
        }
      cells.push(labOf(sum[0] / count, sum[1] / count, sum[2] / count));
    }
  return cells;
}

/** sRGB byte to linear light. */
export const LINEAR = Float64Array.from({ length: 256 }, (_, i) => {
  const value = i / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** Linear red, green and blue to OKLab. */
export function labOf(r: number, g: number, b: number): Lab {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** What people call a tone. */
export function nameOf([l, a, b]: Lab): ColourName {
  const chroma = Math.hypot(a, b);
  if (chroma < GREY.chroma || l < 0.18) return l > GREY.white ? 'white' : l < GREY.black ? 'black' : 'grey';
  if (l > 0.95 && chroma < 0.05) return 'white';
  const hue = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  const name = (HUES.find(([end]) => hue < end) ?? HUES[0])[1];
  // Dark orange and yellow are what people call brown.
  return (name === 'orange' || name === 'yellow') && l < 0.6 && chroma < 0.13 ? 'brown' : name;
}

/** How much each cell differs from its right and lower neighbours. */
function edgesOf(cells: readonly Lab[]): number[] {
  return cells.map((cell, i) => {
    const right = i % CELLS < CELLS - 1 ? distance(cell, cells[i + 1]) : 0;
    const below = i + CELLS < cells.length ? distance(cell, cells[i + CELLS]) : 0;
    return (right + below) / 2;
  });
}

/** The third of the picture that stands out most: by its edges and by how unlike the mean colour it is. */
function focusOf(cells: readonly Lab[], edges: readonly number[]) {
  const middle = [0, 1, 2].map((k) => mean(cells.map((cell) => cell[k]))) as unknown as Lab;
  const weights = new Float64Array(9);
  cells.forEach((cell, i) => {
    const third = Math.floor((Math.floor(i / CELLS) * 3) / CELLS) * 3 + Math.floor(((i % CELLS) * 3) / CELLS);
    weights[third] += edges[i] + 0.5 * distance(cell, middle);
  });
  let best = 4;
  for (let i = 0; i < 9; i++) if (weights[i] > weights[best] * 1.02) best = i;
  const all = weights.reduce((a, b) => a + b, 0);
  const share = all === 0 ? 0 : weights[best] / all;
  return {
    across: THIRDS[best % 3],
    down: THIRDS[Math.floor(best / 3)],
    focus: rounded(Math.min(1, Math.max(0, (share - 1 / 9) * 5))),
  };
}

const THIRDS: readonly Third[] = ['first', 'middle', 'last'];

/** Mean difference between the left and the mirrored right. */
function mirrored(cells: readonly Lab[]): number {
  let sum = 0;
  for (let row = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS / 2; column++)
      sum += distance(cells[row * CELLS + column], cells[row * CELLS + CELLS - 1 - column]);
  return sum / (CELLS * (CELLS / 2));
}

/** True when the rows above are alike, the rows below are alike, and the two differ by a step. */
function isLandUnderSky(cells: readonly Lab[]): boolean {
  const rows = Array.from({ length: CELLS }, (_, row) =>
    mean(cells.slice(row * CELLS, (row + 1) * CELLS).map(([l]) => l)),
  );
  const even = mean(
    rows.map((row, i) => mean(cells.slice(i * CELLS, (i + 1) * CELLS).map(([l]) => Math.abs(l - row)))),
  );
  const top = mean(rows.slice(0, CELLS / 3));
  const bottom = mean(rows.slice((2 * CELLS) / 3));
  return top - bottom > LAYOUT.horizonStep && even < LAYOUT.horizonEven;
}

const distance = (a: Lab, b: Lab): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 100) / 100;
