import { type BodySpace, mainBone } from '../fit/body-space.ts';
import type { RestBody } from './make-garments.ts';

/** The surface of neck, trunk and clothes as hair that falls over it meets it, m. */
export interface Drape {
  /** Nothing at (x, y) stands farther to the front than this; -9 where there is nothing. */
  readonly front: (x: number, y: number) => number;
  /** Nor farther to the back; 9 where there is nothing. */
  readonly back: (x: number, y: number) => number;
}

const CELL_M = 0.01;
const HALF_M = 0.32;
const COLUMNS = Math.round((2 * HALF_M) / CELL_M);
/** Vertices lie so many cells apart. */
const REACH = 2;
/** Bones whose flesh no hair lies on; the head has a field of its own. */
const BARE_BONES = /(Arm|Hand|Thumb|Index|Middle|Ring|Little|Leg|Foot|Toes|head|jaw|Eye)/;

/**
 * Depths of the trunk in columns across and rows down.
 *
 * @param worn how far clothes stand off each vertex, m
 */
export function drapeOver(space: BodySpace, body: RestBody, worn?: Float32Array): Drape {
  const top = body.positions.reduce((most, y, i) => (i % 3 === 1 ? Math.max(most, y) : most), -9);
  const rows = Math.ceil(top / CELL_M) + 1;
  const front = new Float32Array(rows * COLUMNS).fill(-9);
  const back = new Float32Array(rows * COLUMNS).fill(9);
  const carries = space.model.manifest.bones.map((name) => !BARE_BONES.test(name));
  for (let v = 0; v < space.vertices; v++) {
    if (!carries[mainBone(space, v)]) continue;
    const off = worn?.[v] ?? 0;
    const [x, y, z] = [0, 1, 2].map((k) => body.positions[v * 3 + k] + body.normals[v * 3 + k] * off);
    const [c, r] = [Math.floor((x + HALF_M) / CELL_M), Math.floor(y / CELL_M)];
    for (let dr = -REACH; dr <= REACH; dr++) {
      for (let dc = -REACH; dc <= REACH; dc++) {
        if (r + dr < 0 || r + dr >= rows || c + dc < 0 || c + dc >= COLUMNS) continue;
        const at = (r + dr) * COLUMNS + c + dc;
        front[at] = Math.max(front[at], z);
        back[at] = Math.min(back[at], z);
      }
    }
  }
  const look = (grid: Float32Array, none: number) => (x: number, y: number) => {
    const [c, r] = [Math.floor((x + HALF_M) / CELL_M), Math.floor(y / CELL_M)];
    return r < 0 || r >= rows || c < 0 || c >= COLUMNS ? none : grid[r * COLUMNS + c];
  };
  return { front: look(front, -9), back: look(back, 9) };
}
