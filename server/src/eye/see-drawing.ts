// CONTRIBUTOR NOTES
// The pose network is made for photographs: of drawings it finds few. So a picture is asked first whether it is marks on plain paper,
// which photographs hardly are: most of it one tone, the rest thin lines or flat colour. Only then shapes are looked for, by the
// hulls of what hangs together; what is no clear shape is none. Nothing here is learned, and a figure is only what a child's
// drawing of one is: a round head on a body with two legs. It says "I think" and means it.
import type { Drawing, DrawnShape, ShapeName } from '../world/picture-sight.ts';
import { PICTURE_SIGHT_LIMITS } from '../world/picture-sight.ts';
import { apart, areaOf, cornersOf, depthIn, hullOf, type Point } from './outline.ts';
import { type Lab, LINEAR, labOf, nameOf, type Pixels } from './see-colours.ts';

const DRAWING = {
  /** The picture is looked at with so many px on its longer side. */
  sidePx: 200,
  /** Tones this near to the paper's are paper (OKLab), and so much of the picture must be. */
  paperTone: 0.075,
  paperLeast: 0.4,
  /** Of the marks so much must be thin or flat: flat is a change below this over so many px. */
  marksLeast: 0.6,
  linesMost: 0.3,
  flatStep: 0.018,
  flatPx: 6,
  /** Marks together: least and most of the picture. */
  markedLeast: 0.002,
  /** A shape has at least this share of the longer side. */
  shapeLeast: 0.07,
  /** Marks hang together in pieces of so many px on the mean; what is finer is a grain or a texture. */
  pieceLeast: 14,
  /** An outline keeps within this share of its width from its hull; a filled one fills so much of it. */
  rimShare: 0.16,
  rimLeast: 0.86,
  filledLeast: 0.84,
  clearLeast: 0.95,
  /** Corners matter from this share of the width on; a circle's radius varies less than that; lines are so thin. */
  cornerShare: 0.1,
  roundSpread: 0.09,
  lineShare: 0.14,
  /** A neck is narrower than this share of the head. */
  neckShare: 0.5,
} as const;

interface Blob {
  readonly points: readonly Point[];
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** What a drawing shows by our own rules, or undefined when the picture does not look drawn. */
export function seeDrawing(picture: Pixels): Drawing | undefined {
  const { cells, width, height } = shrink(picture);
  const paper = paperOf(cells, width, height);
  const marks = Uint8Array.from(cells, (cell) => (distance(cell, paper) > DRAWING.paperTone ? 1 : 0));
  const marked = marks.reduce((sum, mark) => sum + mark, 0);
  const share = marked / marks.length;
  if (1 - share < DRAWING.paperLeast || share < DRAWING.markedLeast) return undefined;
  // Lines leave most of the paper bare; fine marks all over are a texture.
  const thin = share > DRAWING.linesMost ? 0 : 1 - coreShare(marks, width, height, marked);
  const flat = flatShare(cells, marks, width);
  if (Math.max(thin, flat) < DRAWING.marksLeast) return undefined;
  const blobs = blobsOf(marks, width, height);
  if (marked / blobs.length < DRAWING.pieceLeast) return undefined;
  const least = DRAWING.shapeLeast * Math.max(width, height);
  const found: DrawnShape[] = [];
  for (const blob of blobs) {
    if (Math.max(blob.x1 - blob.x0, blob.y1 - blob.y0) < least) continue;
    const name = isFigure(blob, marks, width) ? 'figure' : shapeOf(blob);
    if (name) found.push({ name, colour: colourOf(blob, cells, width), across: thirdOf(blob, width) });
  }
  return {
    kind: thin >= DRAWING.marksLeast ? 'lines' : 'colours',
    shapes: found.slice(0, PICTURE_SIGHT_LIMITS.shapesMax),
  };
}

/** Mean tones of a picture of a size that is quick to look at. */
function shrink({ data, width, height }: Pixels): { cells: Lab[]; width: number; height: number } {
  const scale = Math.min(1, DRAWING.sidePx / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const cells: Lab[] = [];
  for (let row = 0; row < h; row++)
    for (let column = 0; column < w; column++) {
      const [y0, y1] = [Math.floor((row * height) / h), Math.floor(((row + 1) * height) / h)];
      const [x0, x1] = [Math.floor((column * width) / w), Math.floor(((column + 1) * width) / w)];
      const sum = [0, 0, 0];
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++)
          for (let k = 0; k < 3; k++) sum[k] += LINEAR[data[(y * width + x) * 3 + k]];
      const count = Math.max(1, (y1 - y0) * (x1 - x0));
      cells.push(labOf(sum[0] / count, sum[1] / count, sum[2] / count));
    }
  return { cells, width: w, height: h };
}

/** The tone most of the picture's rim has: of each of its values the one in the middle. */
function paperOf(cells: readonly Lab[], width: number, height: number): Lab {
  const rim = cells.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x < 3 || y < 3 || x >= width - 3 || y >= height - 3;
  });
  return [0, 1, 2].map((k) => {
    const values = rim.map((cell) => cell[k]).sort((a, b) => a - b);
    return values[values.length >> 1];
  }) as unknown as Lab;
}

/** Share of the marks that lie at least two px inside of them. */
function coreShare(marks: Uint8Array, width: number, height: number, marked: number): number {
  let core = 0;
  for (let y = 2; y < height - 2; y++)
    for (let x = 2; x < width - 2; x++) {
      let all = 1;
      for (const [dx, dy] of [
        [0, 0],
        [2, 0],
        [-2, 0],
        [0, 2],
        [0, -2],
      ])
        all &= marks[(y + dy) * width + x + dx];
      core += all;
    }
  return core / Math.max(1, marked);
}

/** Share of the marks, of those with marks around, whose tone is the same a way on: shaded things change slowly, but they change. */
function flatShare(cells: readonly Lab[], marks: Uint8Array, width: number): number {
  let [flat, all] = [0, 0];
  const way = DRAWING.flatPx;
  for (let i = 0; i + width * way < cells.length; i++) {
    const [right, below] = [i + way, i + width * way];
    if ((i % width) + way >= width || !marks[i] || !marks[right] || !marks[below]) continue;
    all += 1;
    const changes = Math.max(distance(cells[i], cells[right]), distance(cells[i], cells[below]));
    if (changes < DRAWING.flatStep) flat += 1;
  }
  return all === 0 ? 0 : flat / all;
}

/** What hangs together, largest first. */
function blobsOf(marks: Uint8Array, width: number, height: number): Blob[] {
  const seen = Uint8Array.from(marks, (mark) => 1 - mark);
  const blobs: Blob[] = [];
  for (let start = 0; start < marks.length; start++) {
    if (seen[start]) continue;
    const queue = [start];
    seen[start] = 1;
    for (const i of queue)
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const [x, y] = [(i % width) + dx, Math.floor(i / width) + dy];
          if (x < 0 || y < 0 || x >= width || y >= height || seen[y * width + x]) continue;
          seen[y * width + x] = 1;
          queue.push(y * width + x);
        }
    const points = queue.map((i): Point => [i % width, Math.floor(i / width)]);
    blobs.push({ points, ...boxOf(points) });
  }
  return blobs.sort((a, b) => boxArea(b) - boxArea(a));
}

function boxOf(points: readonly Point[]): Omit<Blob, 'points'> {
  let [x0, x1, y0, y1] = [Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, 0];
  for (const [x, y] of points) {
    [x0, x1] = [Math.min(x0, x), Math.max(x1, x)];
    [y0, y1] = [Math.min(y0, y), Math.max(y1, y)];
  }
  return { x0, x1, y0, y1 };
}

const boxArea = ({ x0, x1, y0, y1 }: Blob): number => (x1 - x0 + 1) * (y1 - y0 + 1);

/** What shape something has that is drawn as an outline or filled; undefined: none that has a name. */
function shapeOf(
  { points }: Pick<Blob, 'points'>,
  clearLeast: number = DRAWING.clearLeast,
): ShapeName | undefined {
  const hull = hullOf(points);
  if (hull.length < 3) return 'line';
  const area = areaOf(hull);
  const middle: Point = [mean(hull.map(([x]) => x)), mean(hull.map(([, y]) => y))];
  const widest = Math.max(...hull.map((point) => Math.max(...hull.map((other) => apart(point, other)))));
  if (area / (widest * widest) < DRAWING.lineShare) return 'line';
  const depth = DRAWING.rimShare * Math.sqrt(area);
  const rim = points.filter((point) => depthIn(point, hull) <= depth).length / points.length;
  const filled = points.length / area;
  if (rim < DRAWING.rimLeast && filled < DRAWING.filledLeast) return undefined;
  const radii = hull.map((point) => apart(point, middle));
  const radius = mean(radii);
  const spread = Math.sqrt(mean(radii.map((one) => (one - radius) ** 2))) / radius;
  // A hull has few points on straight sides: corners tell polygons, the area tells circles.
  const corners = cornersOf(hull, DRAWING.cornerShare * Math.sqrt(area));
  const round = area / (Math.PI * (widest / 2) ** 2);
  if (spread < DRAWING.roundSpread && round > 0.86) return 'circle';
  if (corners.length === 3) return 'triangle';
  if (corners.length === 4) return 'rectangle';
  if (corners.length === 5 && isHouse(corners)) return 'house';
  // Many a scribble has a roundish hull: an oval must be closed or filled all the more.
  const clear = rim > clearLeast || filled > clearLeast;
  return clear && round > 0.45 && spread < 0.28 && corners.length > 4 ? 'oval' : undefined;
}

/** Five corners of which one is a roof's ridge over the middle of a level floor. */
function isHouse(corners: readonly Point[]): boolean {
  const [ridge, ...others] = [...corners].sort((a, b) => a[1] - b[1]);
  const floor = others.slice(2);
  const high = floor[0][1] - ridge[1];
  const middle = (floor[0][0] + floor[1][0]) / 2;
  return Math.abs(floor[0][1] - floor[1][1]) < 0.12 * high && Math.abs(ridge[0] - middle) < 0.15 * high;
}

/** True for a round head, drawn open or filled, on something narrower that stands on two legs. */
function isFigure(blob: Blob, marks: Uint8Array, width: number): boolean {
  const { x0, x1, y0, y1 } = blob;
  const [high, wide] = [y1 - y0 + 1, x1 - x0 + 1];
  if (high < 1.15 * wide || high < 24) return false;
  const rows = rowsOf(blob);
  // The neck is where the head has closed again.
  let [headWide, neck] = [0, -1];
  for (let row = 0; row < high * 0.5 && neck < 0; row++) {
    headWide = Math.max(headWide, rows[row].wide);
    if (row > high * 0.1 && rows[row].wide < DRAWING.neckShare * headWide) neck = row;
  }
  if (neck < 0) return false;
  const head = blob.points.filter(([, y]) => y - y0 < neck);
  if (headWide > high * 0.55 || head.length < 8) return false;
  if (!['circle', 'oval'].includes(shapeOf({ points: head }, DRAWING.filledLeast) ?? '')) return false;
  const middle = mean(head.map(([x]) => x));
  if (Math.abs(rows[neck].middle - middle) > headWide * 0.3) return false;
  const legs = [0.86, 0.9, 0.94].filter(
    (share) => runsIn(marks, width, blob, Math.round(high * share)) === 2,
  );
  return legs.length >= 2;
}

/** How wide a blob is in each of its rows, px, and where the middle of that is. */
function rowsOf({ points, y0, y1 }: Blob): { wide: number; middle: number }[] {
  const ends = Array.from({ length: y1 - y0 + 1 }, () => [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
  for (const [x, y] of points) {
    const end = ends[y - y0];
    end[0] = Math.min(end[0], x);
    end[1] = Math.max(end[1], x);
  }
  return ends.map(([from, to]) => ({ wide: Math.max(0, to - from + 1), middle: (from + to) / 2 }));
}

/** How many separate marks lie in one row of a blob's box. */
function runsIn(marks: Uint8Array, width: number, { x0, x1, y0 }: Blob, row: number): number {
  let runs = 0;
  for (let x = x0; x <= x1; x++) {
    const here = marks[(y0 + row) * width + x];
    const before = x > x0 ? marks[(y0 + row) * width + x - 1] : 0;
    if (here && !before) runs += 1;
  }
  return runs;
}

function colourOf({ points }: Blob, cells: readonly Lab[], width: number): DrawnShape['colour'] {
  const counts = new Map<DrawnShape['colour'], number>();
  for (const [x, y] of points) {
    const name = nameOf(cells[y * width + x]);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

function thirdOf({ x0, x1 }: Blob, width: number): DrawnShape['across'] {
  const middle = (x0 + x1) / 2 / width;
  return middle < 1 / 3 ? 'first' : middle < 2 / 3 ? 'middle' : 'last';
}

const distance = (a: Lab, b: Lab): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
