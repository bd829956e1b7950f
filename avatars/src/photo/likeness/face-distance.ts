import { centre } from '../face/centre.ts';

/** FaceMesh points that do not follow an expression: nose, jaw, brows' ends, eye corners, forehead, cheekbones. */
const STEADY = [
  // Nose.
  ...[1, 2, 4, 5, 6, 19, 48, 64, 94, 97, 98, 115, 168, 195, 197, 218, 220, 278, 294, 326, 327, 344, 438, 440],
  // Outline from the forehead over cheeks to the chin.
  ...[10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152],
  ...[148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109],
  // Corners of eyes and mouth, brows.
  ...[33, 133, 362, 263, 46, 55, 70, 107, 105, 276, 285, 300, 336, 334, 61, 291],
  // Cheekbones.
  ...[50, 280, 116, 345, 101, 330],
] as const;
/** Points that lie at the same height on both sides: the person's right, the person's left. */
const PAIRS = [
  [33, 263],
  [133, 362],
  [234, 454],
  [61, 291],
  [93, 323],
  [127, 356],
  [50, 280],
] as const;
const FOREHEAD = 10;
const CHIN = 152;
/** Depth is guessed by the network: it counts less than what is seen. */
const DEPTH_SHARE = 0.35;

type Vector = readonly [number, number, number];

/**
 * Steady points of a face looked at from the front, centred and of unit size: steady points x 3. However the head was
 * turned, x goes across from eye to eye and y from forehead to chin.
 */
export function faceShape(points: ArrayLike<number>): Float64Array {
  const at = (k: number): Vector => [points[k * 3], points[k * 3 + 1], points[k * 3 + 2]];
  const less = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  const across = unit(
    PAIRS.reduce<Vector>(
      (sum, [right, left]) => {
        const d = less(at(left), at(right));
        return [sum[0] + d[0], sum[1] + d[1], sum[2] + d[2]];
      },
      [0, 0, 0],
    ),
  );
  const down = less(at(CHIN), at(FOREHEAD));
  const lean = down[0] * across[0] + down[1] * across[1] + down[2] * across[2];
  const axis = unit([down[0] - lean * across[0], down[1] - lean * across[1], down[2] - lean * across[2]]);
  const deep: Vector = [
    across[1] * axis[2] - across[2] * axis[1],
    across[2] * axis[0] - across[0] * axis[2],
    across[0] * axis[1] - across[1] * axis[0],
  ];
  const out = new Float64Array(STEADY.length * 3);
  STEADY.forEach((k, i) => {
    const p = at(k);
    [across, axis, deep].forEach((to, c) => {
      out[i * 3 + c] = p[0] * to[0] + p[1] * to[1] + p[2] * to[2];
    });
  });
  centre(out);
  const size = Math.sqrt(out.reduce((sum, x) => sum + x * x, 0) / STEADY.length);
  return out.map((x) => x / size);
}

function unit(v: Vector): Vector {
  const length = Math.hypot(...v) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** How different two shapes are once one is turned onto the other: root mean square, in sizes of a face. */
export function faceDistance(a: Float64Array, b: Float64Array): number {
  return (distanceOnto(a, b) + distanceOnto(b, a)) / 2;
}

function distanceOnto(a: Float64Array, b: Float64Array): number {
  const r = turnMatrix(bestTurn(a, b));
  let sum = 0;
  for (let i = 0; i < a.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const turned = r[k * 3] * a[i] + r[k * 3 + 1] * a[i + 1] + r[k * 3 + 2] * a[i + 2];
      sum += ((turned - b[i + k]) * (k === 2 ? DEPTH_SHARE : 1)) ** 2;
    }
  }
  return Math.sqrt(sum / (a.length / 3));
}

/** Rotation matrix, row major, of a unit quaternion (w, x, y, z). */
export function turnMatrix([w, x, y, z]: readonly number[]): Float64Array {
  return new Float64Array([
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ]);
}

const ITERATIONS = 60;

/** Unit quaternion (w, x, y, z) that turns a onto b best (Horn 1987), by power iteration. */
export function bestTurn(a: Float64Array, b: Float64Array): number[] {
  const s = new Float64Array(9);
  for (let i = 0; i < a.length; i += 3)
    for (let p = 0; p < 3; p++) for (let q = 0; q < 3; q++) s[p * 3 + q] += a[i + p] * b[i + q];
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s;
  const n = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ];
  // Shifted so that the largest eigenvalue is the largest in size too.
  const shift = Math.max(...n.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  let v = [1, 0.01, 0.01, 0.01];
  for (let step = 0; step < ITERATIONS; step++) {
    const next = n.map((row, i) => row.reduce((sum, value, j) => sum + value * v[j], 0) + shift * v[i]);
    const length = Math.hypot(...next);
    v = next.map((value) => value / length);
  }
  return v;
}
