import type { BodySpace } from '../fit/body-space.ts';
import type { HeadField } from './head-field.ts';
import type { RestBody } from './make-garments.ts';
import { unit, type Vector } from './vector.ts';

/** Where a strand leaves the scalp. */
export interface Root {
  readonly at: Vector;
  /** mm above the hairline. */
  readonly aboveMm: number;
  /** Which side of the parting it belongs to: 1 left, -1 right. */
  readonly side: 1 | -1;
  /** Combed this way, where not as the others of its kind. */
  readonly comb?: Vector;
  readonly kind: 'scalp' | 'parting' | 'hairline' | 'fringe';
}

/** Where hair is parted: across at the forehead; the line runs to the middle of the crown, m. */
export interface Parting {
  readonly frontX: number;
  readonly frontZ: number;
  readonly crownZ: number;
}

/** No hair grows on ears: they stand out of the head by more than this, m. */
const EAR_OUT_M = 0.008;
const MM = 0.001;

/** x of the parting at a depth. */
export function partingAt({ frontX, frontZ, crownZ }: Parting, z: number): number {
  const t = Math.min(1, Math.max(0, (z - crownZ) / (frontZ - crownZ)));
  return frontX * t;
}

/** Triangles of the scalp, with what one needs to draw roots from them evenly. */
export interface Scalp {
  readonly triangles: Uint32Array;
  /** Nothing grows nearer to the face than this above the hairline, mm. */
  readonly leastMm: number;
  /** Sums of the areas so far. */
  readonly areas: Float64Array;
}

/** The stretch of the head on which hair grows: from so far above the hairline on, mm. */
export function scalpOf(space: BodySpace, rest: RestBody, field: HeadField, leastMm: number): Scalp {
  const { hairline } = space.kit;
  const isEar = (v: number) => {
    const at = rest.positions.subarray(v * 3, v * 3 + 3);
    const r = Math.hypot(at[0] - field.centre[0], at[1] - field.centre[1], at[2] - field.centre[2]);
    return r > field.surfaceAt(at[0], at[1], at[2]) + EAR_OUT_M;
  };
  const kept: number[] = [];
  const areas: number[] = [];
  let area = 0;
  const { triangles } = space.model;
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t], triangles[t + 1], triangles[t + 2]];
    if (!corners.some((v) => hairline[v] > leastMm) || corners.some(isEar)) continue;
    const [a, b, c] = corners.map((v) => rest.positions.subarray(v * 3, v * 3 + 3));
    const [u, w] = [b.map((x, k) => x - a[k]), c.map((x, k) => x - a[k])];
    area += Math.hypot(u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]) / 2;
    areas.push(area);
    kept.push(...corners);
  }
  return { leastMm, triangles: Uint32Array.from(kept), areas: Float64Array.from(areas) };
}

/** Points spread evenly over the scalp, with how far above the hairline they lie. */
export function rootsOver(
  space: BodySpace,
  rest: RestBody,
  scalp: Scalp,
  count: number,
  dice: () => number,
): { at: Vector; aboveMm: number }[] {
  const whole = scalp.areas.at(-1) ?? 0;
  let t = 0;
  const strewn = Array.from({ length: whole > 0 ? count : 0 }, (_, i) => {
    const wanted = ((i + dice()) / count) * whole;
    while (t + 1 < scalp.areas.length && scalp.areas[t] < wanted) t++;
    let [u, w] = [dice(), dice()];
    if (u + w > 1) [u, w] = [1 - u, 1 - w];
    const corners = [...scalp.triangles.subarray(t * 3, t * 3 + 3)];
    const shares = [1 - u - w, u, w];
    const mix = (of: (v: number) => number) => corners.reduce((sum, v, k) => sum + shares[k] * of(v), 0);
    return {
      at: [0, 1, 2].map((k) => mix((v) => rest.positions[v * 3 + k])) as Vector,
      aboveMm: mix((v) => space.kit.hairline[v]),
    };
  });
  // Triangles across the hairline belong to it by half.
  return strewn.filter(({ aboveMm }) => aboveMm > scalp.leastMm);
}

/** Where the hairline crosses the line of a parting, and the crown behind it. */
export function partingOf(space: BodySpace, rest: RestBody, field: HeadField, frontX: number): Parting {
  let frontZ = field.centre[2] + 0.06;
  let least = 99;
  for (let v = 0; v < space.vertices; v++) {
    const [x, z] = [rest.positions[v * 3], rest.positions[v * 3 + 2]];
    const off = Math.abs(x - frontX) + Math.abs(space.kit.hairline[v]) * MM;
    if (z < field.centre[2] + 0.03 || Math.abs(space.kit.hairline[v]) > 12 || off >= least) continue;
    least = off;
    frontZ = z;
  }
  return { frontX, frontZ, crownZ: field.centre[2] - 0.035 };
}

/** Roots along both sides of a parting, from the forehead to the crown: they alone make a clean line. */
export function rootsAlong(
  parting: Parting,
  field: HeadField,
  { perSide, apartM }: { readonly perSide: number; readonly apartM: number },
  dice: () => number,
): Root[] {
  const out: Root[] = [];
  for (const side of [1, -1] as const) {
    for (let i = 0; i < perSide; i++) {
      const t = (i + dice()) / perSide;
      const z = parting.frontZ + (parting.crownZ - parting.frontZ) * t;
      const x = partingAt(parting, z) + side * apartM * (0.4 + 0.6 * dice());
      out.push({ at: onTop(field, x, z), aboveMm: 20, side, kind: 'parting' });
    }
  }
  return out;
}

/** The surface above (x, z): from the centre upwards a few steps settle it. */
function onTop(field: HeadField, x: number, z: number): Vector {
  let y = field.centre[1] + 0.1;
  for (let round = 0; round < 4; round++) {
    const d = unit([x - field.centre[0], y - field.centre[1], z - field.centre[2]]);
    y = field.centre[1] + d[1] * field.surfaceAt(x, y, z);
  }
  return [x, y, z];
}

/** Roots in the middle of the crown, combed sideways and backwards: they cover where what grows behind it parts. */
export function rootsOfCrown(
  { crownZ }: Parting,
  field: HeadField,
  { count, radiusM }: { readonly count: number; readonly radiusM: number },
  dice: () => number,
): Root[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (-0.05 + (1.1 * (i + 0.5)) / count) * Math.PI;
    const [dx, dz] = [Math.cos(angle), -Math.sin(angle)];
    const r = radiusM * dice();
    return {
      at: onTop(field, dx * r, crownZ + dz * r),
      aboveMm: 20,
      side: dx >= 0 ? 1 : -1,
      comb: [dx, 0, dz],
      kind: 'parting',
    };
  });
}

/** So many of a list, evenly. */
export function thinnedTo<T>(list: readonly T[], count: number): T[] {
  const every = Math.max(1, list.length / count);
  return list.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
}
