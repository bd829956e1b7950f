import { mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import type { Studio } from '../studio.ts';

const CELLS = 220;

/** Ribbons that follow one current and never cross: wide ones first, finer ones in what is left. */
export function paintFlow(studio: Studio): void {
  const { pen, palette, tall, lively, plan } = studio;
  const rows = Math.round(CELLS * tall);
  const taken = new Uint8Array(CELLS * rows);
  const cells = plan.tile ? 2 : 1.1 + lively * 1.3;
  const turns = 1.1 + lively * 0.9;
  const bias = plan.tile ? 0 : pen.dice() * Math.PI;
  const angleAt = (x: number, y: number): number =>
    bias +
    studio.noise(x, y, cells, 1) * Math.PI * turns +
    (plan.tile ? 0 : studio.noise(x, y, cells * 2.3, 2) * 0.35);
  const sizes = [
    { width: 0.042, tries: 160, length: 0.9 },
    { width: 0.022, tries: 420, length: 0.6 },
    { width: 0.011, tries: 900, length: 0.42 },
    { width: 0.005, tries: 1500, length: 0.22 },
  ];
  for (const { width, tries, length } of sizes)
    for (let i = 0; i < tries; i++) {
      const path = follow(studio, taken, rows, {
        x: pen.dice(),
        y: pen.dice() * tall,
        width,
        length,
        angleAt,
      });
      if (path.length < 8) continue;
      const far = Math.hypot(path[0] - 0.5, path[1] - tall / 2);
      const weight = pen.dice() < 0.12 ? palette.accent : pen.pick(palette.pigments);
      const tone = mixLch(weight, palette.ground, pen.dice() < 0.2 ? 0.5 : 0);
      pen.line(path, width, vary(shade(tone, -0.05 * far), pen.dice), 0.94, { taper: 'none', rough: 0.16 });
      if (width > 0.02) bristles(studio, path, width, tone);
    }
}

function bristles(
  studio: Studio,
  path: readonly number[],
  width: number,
  tone: Parameters<typeof shade>[0],
): void {
  const { pen } = studio;
  for (let k = 0; k < 6; k++) {
    const aside = (k / 5 - 0.5) * width * 0.78;
    const moved: number[] = [];
    for (let i = 0; i + 3 < path.length; i += 2) {
      const angle = Math.atan2(path[i + 3] - path[i + 1], path[i + 2] - path[i]);
      moved.push(path[i] - Math.sin(angle) * aside, path[i + 1] + Math.cos(angle) * aside);
    }
    if (moved.length >= 4)
      pen.line(moved, width * 0.07, vary(shade(tone, k % 2 === 0 ? 0.07 : -0.07), pen.dice), 0.5, {
        rough: 0.7,
      });
  }
}

/** A path from a free place both ways until something is in the way; marks what it takes. */
function follow(
  { plan, tall }: Studio,
  taken: Uint8Array,
  rows: number,
  from: { x: number; y: number; width: number; length: number; angleAt(x: number, y: number): number },
): number[] {
  const gap = from.width * 0.62 + 0.0035;
  const wrap = (value: number, size: number): number => ((value % size) + size) % size;
  const blocked = (x: number, y: number): boolean => {
    const reach = Math.ceil(gap * CELLS);
    const [cx, cy] = [Math.floor(x * CELLS), Math.floor(y * CELLS)];
    for (let oy = -reach; oy <= reach; oy++)
      for (let ox = -reach; ox <= reach; ox++) {
        if (ox * ox + oy * oy > reach * reach) continue;
        let [ix, iy] = [cx + ox, cy + oy];
        if (plan.tile) [ix, iy] = [wrap(ix, CELLS), wrap(iy, rows)];
        else if (ix < 0 || iy < 0 || ix >= CELLS || iy >= rows) continue;
        if (taken[iy * CELLS + ix] === 1) return true;
      }
    return false;
  };
  if (blocked(from.x, from.y)) return [];
  const path: number[] = [from.x, from.y];
  const step = 0.008;
  for (const way of [1, -1]) {
    let [x, y] = [from.x, from.y];
    for (let gone = 0; gone < from.length / 2; gone += step) {
      const angle = from.angleAt(x, y);
      x += Math.cos(angle) * step * way;
      y += Math.sin(angle) * step * way;
      const out = x < -0.06 || y < -0.06 || x > 1.06 || y > tall + 0.06;
      if ((out && !plan.tile) || blocked(x, y)) break;
      if (way === 1) path.push(x, y);
      else path.unshift(x, y);
    }
  }
  if (path.length < 8) return path;
  const reach = Math.max(1, Math.round(from.width * 0.5 * CELLS));
  for (let i = 0; i < path.length; i += 2)
    for (let oy = -reach; oy <= reach; oy++)
      for (let ox = -reach; ox <= reach; ox++) {
        let [ix, iy] = [Math.floor(path[i] * CELLS) + ox, Math.floor(path[i + 1] * CELLS) + oy];
        if (plan.tile) [ix, iy] = [wrap(ix, CELLS), wrap(iy, rows)];
        if (ix >= 0 && iy >= 0 && ix < CELLS && iy < rows) taken[iy * CELLS + ix] = 1;
      }
  return path;
}
