// CONTRIBUTOR NOTES
// Reaction and diffusion (Gray and Scott, 1984; feed and kill rates after Pearson, 1993) on a torus, then contours by
// marching squares, so that the result is outlines like everything else and goes around the edges of a tile.
import { colourOf, mixLch } from '../colour.ts';
import { shade, vary } from '../palette.ts';
import type { Studio } from '../studio.ts';
import { contoursOf } from './contours.ts';

const SIDE = 116;
const ROUNDS = 2_400;
/** Cells that are drawn beyond the picture, so that no cut outline shows. */
const MARGIN = 6;
/** Feed and kill: worms, mazes, coral, holes. */
const KINDS = [
  [0.037, 0.06],
  [0.03, 0.057],
  [0.0545, 0.062],
  [0.039, 0.058],
] as const;

export function paintTuring(studio: Studio): void {
  const { pen, palette, tall, plan } = studio;
  const rows = plan.tile ? SIDE : Math.round(SIDE * tall);
  const field = react(studio, rows, pen.pick(KINDS));
  const at = (x: number, y: number): number =>
    field[(((y % rows) + rows) % rows) * SIDE + (((x % SIDE) + SIDE) % SIDE)];
  const levels = [0.12, 0.2, 0.27, 0.33];
  levels.forEach((level, depth) => {
    for (const contour of contoursOf({ at, level, columns: SIDE, rows, margin: MARGIN })) {
      const points = contour.map((value) => value / SIDE);
      let [mx, my] = [0, 0];
      for (let i = 0; i < points.length; i += 2) [mx, my] = [mx + points[i], my + points[i + 1]];
      const [u, v] = [(mx * 2) / points.length, (my * 2) / points.length];
      const blend = studio.noise(u - Math.floor(u), v - Math.floor(v), 2, 9) * 0.5 + 0.5;
      const tone = mixLch(palette.pigments[depth % 2 === 0 ? 0 : 1], palette.pigments[2], blend * 0.8);
      const step = palette.dark ? -0.16 + depth * 0.1 : 0.1 - depth * 0.1;
      const colour = vary(shade(tone, step), pen.dice, 0.25);
      pen.body(points, colour, depth === 0 ? 0.95 : 0.6, { rough: 0.12, whole: true });
    }
  });
  for (const contour of contoursOf({ at, level: 0.12, columns: SIDE, rows, margin: MARGIN })) {
    const points = contour.map((value) => value / SIDE);
    pen.line(
      [...points, points[0], points[1]],
      0.0018,
      colourOf(palette.dark ? palette.accent : palette.ink),
      0.55,
      { taper: 'none', rough: 0.3, whole: true },
    );
  }
}

function react({ pen, lively }: Studio, rows: number, [feed, kill]: readonly [number, number]): Float32Array {
  const size = SIDE * rows;
  let [u, v] = [new Float32Array(size).fill(1), new Float32Array(size)];
  let [nextU, nextV] = [new Float32Array(size), new Float32Array(size)];
  for (let k = 0; k < 26 + lively * 40; k++) {
    const [cx, cy] = [Math.floor(pen.dice() * SIDE), Math.floor(pen.dice() * rows)];
    for (let y = -3; y <= 3; y++)
      for (let x = -3; x <= 3; x++) {
        const i = ((cy + y + rows) % rows) * SIDE + ((cx + x + SIDE) % SIDE);
        [u[i], v[i]] = [0.5, 0.3];
      }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let y = 0; y < rows; y++) {
      const [up, here, down] = [((y + rows - 1) % rows) * SIDE, y * SIDE, ((y + 1) % rows) * SIDE];
      for (let x = 0; x < SIDE; x++) {
        const left = x === 0 ? SIDE - 1 : x - 1;
        const right = x === SIDE - 1 ? 0 : x + 1;
        const i = here + x;
        const a = u[i];
        const b = v[i];
        const aa =
          (u[here + left] + u[here + right] + u[up + x] + u[down + x]) * 0.2 +
          (u[up + left] + u[up + right] + u[down + left] + u[down + right]) * 0.05 -
          a;
        const bb =
          (v[here + left] + v[here + right] + v[up + x] + v[down + x]) * 0.2 +
          (v[up + left] + v[up + right] + v[down + left] + v[down + right]) * 0.05 -
          b;
        const meet = a * b * b;
        nextU[i] = a + aa - meet + feed * (1 - a);
        nextV[i] = b + bb * 0.5 + meet - (feed + kill) * b;
      }
    }
    [u, nextU] = [nextU, u];
    [v, nextV] = [nextV, v];
  }
  return v;
}
