/** Which way the strands of hair lie in the picture, and lines that follow them. */
import type { Picture } from '../see/read-photo.ts';
import type { HairCells } from './hair-fall.ts';
import type { SeenHead } from './seen-body.ts';

/** Places of the lattice on the height of the head: 3.5 mm, wider than a strand and narrower than a lock. */
export const PLACES = 64;
/** At the edge of hair its outline and what lies behind it are seen, places. */
const EDGE = 1;
/** Half the width of the box that directions are gathered over, twice, places. */
const GATHER = 1;
/** Places whose directions agree less than this show no strands. */
const AGREED_LEAST = 0.3;
/** A line goes on over so many places without strands. */
const MISSES_MOST = 4;
/** Lines begin every so many places. */
const EVERY = [3, 6] as const;
/** A line turns by no more than this from one place to the next, as a cosine, and goes on downwards by more than this share. */
const TURN_MOST = 0.5;
const DOWN_LEAST = -0.2;

/** A lattice over the hair: where strands are seen, and the three values of the structure tensor of its light. */
interface Flow {
  readonly columns: number;
  readonly rows: number;
  readonly inside: Uint8Array;
  readonly xx: Float32Array;
  readonly xy: Float32Array;
  readonly yy: Float32Array;
}

/** A line along strands, top down: x, y in heights of the head, y from the chin. */
export type StrandLine = readonly (readonly [x: number, y: number])[];

/** Lines along the strands of what hangs: from so far below the chin on (heights of the head, negative: above it). */
export function strandLines(picture: Picture, cells: HairCells, head: SeenHead, from: number): StrandLine[] {
  const stepPx = head.heightPx / PLACES;
  const y0 = Math.max(cells.y0, head.chinPx + from * head.heightPx);
  const flow = flowOf(picture, cells, { stepPx, y0 });
  const lines: StrandLine[] = [];
  for (let r = 0; r < flow.rows; r += EVERY[1]) {
    for (let c = 0; c < flow.columns; c += EVERY[0]) {
      if (!flow.inside[r * flow.columns + c]) continue;
      const line = [...walk(flow, c, r, -1).reverse(), [c, r] as const, ...walk(flow, c, r, 1)];
      lines.push(
        line.map(([x, y]) => [x / PLACES, (y0 + (y + 0.5) * stepPx - head.chinPx) / head.heightPx] as const),
      );
    }
  }
  return lines;
}

function flowOf(
  picture: Picture,
  cells: HairCells,
  { stepPx, y0 }: { readonly stepPx: number; readonly y0: number },
): Flow {
  const kindAt = (x: number, y: number): number =>
    cells.hair[
      Math.floor((y - cells.y0) / cells.cellPx) * cells.columns + Math.floor((x - cells.x0) / cells.cellPx)
    ] ?? 0;
  const columns = Math.floor((cells.columns * cells.cellPx) / stepPx);
  let low = cells.hair.length - 1;
  while (low >= 0 && !cells.hair[low]) low--;
  const endY = cells.y0 + (Math.floor(low / cells.columns) + 1) * cells.cellPx;
  const rows = Math.max(0, Math.ceil((endY - y0) / stepPx));
  const light = new Float32Array(columns * rows);
  const kind = new Uint8Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const [x, y] = [cells.x0 + (c + 0.5) * stepPx, y0 + (r + 0.5) * stepPx];
      kind[r * columns + c] = kindAt(x, y);
      light[r * columns + c] = lightAt(picture, x, y, stepPx);
    }
  }
  const [xx, xy, yy] = [0, 1, 2].map(() => new Float32Array(columns * rows));
  for (let r = 1; r < rows - 1; r++) {
    for (let c = 1; c < columns - 1; c++) {
      const i = r * columns + c;
      // Scharr's weights: plain differences across fine strands come out too small, and strands too slanted by two fifths.
      const [up, down, left, right] = [i - columns, i + columns, i - 1, i + 1];
      const rising = light[down + 1] - light[up - 1];
      const falling = light[down - 1] - light[up + 1];
      const gx = 10 * (light[right] - light[left]) + 3 * (rising - falling);
      const gy = 10 * (light[down] - light[up]) + 3 * (rising + falling);
      xx[i] = gx * gx;
      xy[i] = gx * gy;
      yy[i] = gy * gy;
    }
  }
  for (const values of [xx, xy, yy]) for (let round = 0; round < 2; round++) gather(values, columns, rows);
  return { columns, rows, inside: insideOf(kind, columns, rows), xx, xy, yy };
}

/** Mean light of the pixels of a place, sRGB bytes. */
function lightAt({ data, width, height }: Picture, x: number, y: number, stepPx: number): number {
  const size = Math.max(1, Math.round(stepPx));
  const [left, top] = [Math.round(x - size / 2), Math.round(y - size / 2)];
  let sum = 0;
  let count = 0;
  for (let py = Math.max(0, top); py < Math.min(height, top + size); py++) {
    for (let px = Math.max(0, left); px < Math.min(width, left + size); px++) {
      const at = (py * width + px) * 3;
      sum += 0.3 * data[at] + 0.6 * data[at + 1] + 0.1 * data[at + 2];
      count++;
    }
  }
  return count > 0 ? sum / count : 0;
}

/** Hair all around: lines may cross what is hair or skin. */
function insideOf(kind: Uint8Array, columns: number, rows: number): Uint8Array {
  const inside = new Uint8Array(kind.length);
  for (let r = EDGE; r < rows - EDGE; r++) {
    for (let c = EDGE; c < columns - EDGE; c++) {
      let all = 1;
      for (let dr = -EDGE; dr <= EDGE; dr++)
        for (let dc = -EDGE; dc <= EDGE; dc++) if (!kind[(r + dr) * columns + c + dc]) all = 0;
      inside[r * columns + c] = all;
    }
  }
  return inside;
}

/** Sums over boxes, in place; only what lies a box from the rim is whole. */
function gather(values: Float32Array, columns: number, rows: number): void {
  const across = new Float32Array(values.length);
  for (let i = GATHER; i < values.length - GATHER; i++)
    for (let d = -GATHER; d <= GATHER; d++) across[i] += values[i + d];
  values.fill(0);
  for (let i = GATHER * columns; i < (rows - GATHER) * columns; i++)
    for (let d = -GATHER; d <= GATHER; d++) values[i] += across[i + d * columns];
}

/** Follows strands up (-1) or down (1) from a place, a place a step. */
function walk({ columns, rows, inside, xx, xy, yy }: Flow, c: number, r: number, way: 1 | -1) {
  const path: [number, number][] = [];
  let [x, y] = [c, r];
  let [dx, dy] = [0, way as number];
  let misses = 0;
  while (path.length < rows + columns) {
    const i = Math.round(y) * columns + Math.round(x);
    if (!inside[i]) break;
    const [a, d] = [xx[i], yy[i]];
    if (Math.hypot(a - d, 2 * xy[i]) < AGREED_LEAST * (a + d)) {
      if (++misses > MISSES_MOST) break;
    } else {
      // Light changes across strands.
      const angle = 0.5 * Math.atan2(2 * xy[i], a - d) + Math.PI / 2;
      const turned = Math.cos(angle) * dx + Math.sin(angle) * dy;
      if (Math.abs(turned) < TURN_MOST) break;
      misses = 0;
      [dx, dy] = [Math.cos(angle) * Math.sign(turned), Math.sin(angle) * Math.sign(turned)];
    }
    if (dy * way < DOWN_LEAST) break;
    [x, y] = [x + dx, y + dy];
    path.push([x, y]);
  }
  return path;
}
