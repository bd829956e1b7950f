import type { BodySpace } from '../fit/body-space.ts';
import type { RestBody } from './make-garments.ts';
import type { Vector } from './vector.ts';

/** How far the head reaches from its centre in every direction, smoothed: what hair lies on. */
export interface HeadField {
  readonly centre: Vector;
  /** Distance of the surface from the centre in the direction of a point, m. */
  readonly surfaceAt: (x: number, y: number, z: number) => number;
  /** The body vertex that stands out farthest there. */
  readonly vertexAt: (x: number, y: number, z: number) => number;
}

const POLAR = 40;
const AZIMUTH = 80;
/** A vertex is the head's where its bone has this share of it. */
const HEAD_SHARE = 0.6;
const SMOOTH_ROUNDS = 4;

/** The height field of a head about a centre. */
export function headField(space: BodySpace, rest: RestBody, centre: Vector): HeadField {
  const bone = space.model.manifest.bones.indexOf('head');
  let grid = new Float32Array(POLAR * AZIMUTH);
  const top = new Int32Array(POLAR * AZIMUTH).fill(-1);
  const { skinJoints, skinWeights } = space.model;
  for (let v = 0; v < space.vertices; v++) {
    let share = 0;
    for (let k = 0; k < 4; k++) if (skinJoints[v * 4 + k] === bone) share += skinWeights[v * 4 + k] / 255;
    if (share <= HEAD_SHARE) continue;
    const q = [0, 1, 2].map((k) => rest.positions[v * 3 + k] - centre[k]);
    const r = Math.hypot(q[0], q[1], q[2]);
    const cell = cellOf(q[0], q[1], q[2], r);
    if (r <= grid[cell]) continue;
    grid[cell] = r;
    top[cell] = v;
  }
  fillHoles(grid, top);
  grid = widened(grid);
  for (let round = 0; round < SMOOTH_ROUNDS; round++) grid = smoothed(grid);
  return {
    centre,
    surfaceAt: (x, y, z) => {
      const q: Vector = [x - centre[0], y - centre[1], z - centre[2]];
      const r = Math.hypot(...q) + 1e-9;
      const a = Math.min(POLAR - 1.001, Math.max(0, (Math.acos(q[1] / r) / Math.PI) * POLAR - 0.5));
      const b = (Math.atan2(q[0], q[2]) / (2 * Math.PI) + 0.5) * AZIMUTH - 0.5 + AZIMUTH;
      const [i, j] = [Math.floor(a), Math.floor(b)];
      const at = (row: number, column: number) => grid[row * AZIMUTH + (column % AZIMUTH)];
      const low = at(i, j) * (1 - b + j) + at(i, j + 1) * (b - j);
      const high = at(i + 1, j) * (1 - b + j) + at(i + 1, j + 1) * (b - j);
      return low * (1 - a + i) + high * (a - i);
    },
    vertexAt: (x, y, z) => {
      const q: Vector = [x - centre[0], y - centre[1], z - centre[2]];
      return top[cellOf(...q, Math.hypot(...q) + 1e-9)];
    },
  };
}

function cellOf(x: number, y: number, z: number, r: number): number {
  const row = Math.min(POLAR - 1, Math.floor((Math.acos(y / r) / Math.PI) * POLAR));
  return row * AZIMUTH + (Math.floor((Math.atan2(x, z) / (2 * Math.PI) + 0.5) * AZIMUTH) % AZIMUTH);
}

/** The cells around one: the same row goes round, the last rows end. */
function around(cell: number): number[] {
  const [row, column] = [Math.floor(cell / AZIMUTH), cell % AZIMUTH];
  return [
    row * AZIMUTH + ((column + 1) % AZIMUTH),
    row * AZIMUTH + ((column + AZIMUTH - 1) % AZIMUTH),
    Math.max(0, row - 1) * AZIMUTH + column,
    Math.min(POLAR - 1, row + 1) * AZIMUTH + column,
  ];
}

/** Cells without a vertex take the nearest's. */
function fillHoles(grid: Float32Array, top: Int32Array): void {
  const queue: number[] = [];
  for (let c = 0; c < grid.length; c++) if (top[c] >= 0) queue.push(c);
  for (let q = 0; q < queue.length; q++) {
    for (const near of around(queue[q])) {
      if (top[near] >= 0) continue;
      top[near] = top[queue[q]];
      grid[near] = grid[queue[q]];
      queue.push(near);
    }
  }
}

/** The largest of a cell and those around it: smoothing must not bring the surface below the skin. */
function widened(grid: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(grid, (own, c) => Math.max(own, ...around(c).map((other) => grid[other])));
}

/** Less than half its own, the rest its neighbours' mean. */
function smoothed(grid: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(grid, (own, c) => {
    const near = around(c).reduce((sum, other) => sum + grid[other], 0) / 4;
    return 0.4 * own + 0.6 * near;
  });
}
