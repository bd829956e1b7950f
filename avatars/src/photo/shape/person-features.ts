/**
 * What a photo says about a person's shape, as numbers that depend little on where and how large they stand in it: joints,
 * directions of limbs, places in the face, widths of the outline across trunk and limbs, where skin shows.
 *
 * CONTRIBUTOR NOTES: the same code reads photos (through the networks) and training samples (through known geometry plus
 * measured network errors), so both see the same features. Lengths are shares of the skeleton's length in the picture.
 */
import { LIMBS, SPANS } from '../fit/landmark-map.ts';

/** What the features are read from; px of the picture. */
export interface OutlineSight {
  readonly width: number;
  readonly height: number;
  /** 33 x 2; only POINTS are read. */
  readonly points: Float64Array;
  /** Unit vectors of LIMBS and SPANS, x right, y up, z towards the camera. */
  readonly directions: Float64Array;
  /** FACE x 2 */
  readonly face: Float64Array;
  readonly inside: (x: number, y: number) => boolean;
  readonly skin: (station: SkinStation, x: number, y: number) => boolean;
}

/** Where skin is looked for: along an arm or leg (0 at its root, 2 at wrist or ankle) or up the trunk (0 hips, 1 neck). */
export interface SkinStation {
  readonly part: 'arm' | 'leg' | 'trunk';
  readonly along: number;
}

/** Pose landmarks that are read. */
export const POINTS = [11, 12, 13, 14, 15, 16, 19, 20, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 2, 5] as const;
/** FaceMesh points that are read: brow, eyes, nose, cheeks, mouth, chin. */
export const FACE = [10, 33, 263, 133, 362, 1, 168, 61, 291, 14, 199, 50, 280, 107, 336] as const;

const TRUNK = Array.from({ length: 15 }, (_, k) => -0.3 + k * 0.1);
const NECK = [0.15, 0.3, 0.45];
const LIMB = [0.12, 0.27, 0.42, 0.58, 0.73, 0.88];
const BONES: readonly (readonly [from: number, to: number, part: 'arm' | 'leg', start: number])[] = [
  [11, 13, 'arm', 0],
  [13, 15, 'arm', 1],
  [12, 14, 'arm', 0],
  [14, 16, 'arm', 1],
  [23, 25, 'leg', 0],
  [25, 27, 'leg', 1],
  [24, 26, 'leg', 0],
  [26, 28, 'leg', 1],
];
const REACH = { trunk: 0.34, arm: 0.1, leg: 0.16, neck: 0.2, up: 0.25, down: 0.2 } as const;

/** Numbers of each kind, in this order. */
export const FEATURES = {
  points: POINTS.length * 2,
  directions: (LIMBS.length + SPANS.length) * 3,
  face: FACE.length * 2,
  place: 3,
  widths: TRUNK.length * 4 + NECK.length * 2 + LIMB.length * BONES.length * 2 + 3,
  skin: LIMB.length * BONES.length + 4,
} as const;
export const FEATURE_COUNT = Object.values(FEATURES).reduce((a, b) => a + b, 0);

/** Faces are small beside bodies. */
export const FACE_GAIN = 10;

type Point = readonly [number, number];

const mix = (a: Point, b: Point, t: number): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

/** Length of the skeleton in the picture: trunk, thigh and shin, px. */
export function skeletonPx(points: Float64Array): number {
  const at = (k: number): Point => [points[k * 2], points[k * 2 + 1]];
  const apart = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const trunk = apart(mix(at(11), at(12), 0.5), mix(at(23), at(24), 0.5));
  return (
    trunk +
    (apart(at(23), at(25)) + apart(at(25), at(27)) + apart(at(24), at(26)) + apart(at(26), at(28))) / 2
  );
}

/** Reads FEATURE_COUNT numbers. */
export function personFeatures(sight: OutlineSight): Float32Array {
  const out: number[] = [];
  const at = (k: number): Point => [sight.points[k * 2], sight.points[k * 2 + 1]];
  const unit = skeletonPx(sight.points);
  const hips = mix(at(23), at(24), 0.5);
  const neck = mix(at(11), at(12), 0.5);
  for (const k of POINTS) out.push((at(k)[0] - hips[0]) / unit, (at(k)[1] - hips[1]) / unit);
  out.push(...sight.directions);
  const eyes: Point = mix([sight.face[2], sight.face[3]], [sight.face[4], sight.face[5]], 0.5);
  for (let k = 0; k < FACE.length; k++) {
    out.push(
      (FACE_GAIN * (sight.face[k * 2] - eyes[0])) / unit,
      (FACE_GAIN * (sight.face[k * 2 + 1] - eyes[1])) / unit,
    );
  }
  const longer = Math.max(sight.width, sight.height);
  out.push(unit / longer, (hips[0] - sight.width / 2) / longer, (hips[1] - sight.height / 2) / longer);
  trunkWidths(sight, hips, neck, unit, out);
  const head = mix(at(2), at(5), 0.5);
  for (const t of NECK)
    out.push(...widthsAt(sight, neck, head, t, REACH.neck * unit).map((w) => (5 * w) / unit));
  for (const [from, to, part] of BONES) {
    for (const t of LIMB) {
      out.push(...widthsAt(sight, at(from), at(to), t, REACH[part] * unit).map((w) => (10 * w) / unit));
    }
  }
  const up = march(sight, head, [0, -1], REACH.up * unit);
  const heels = mix(at(27), at(28), 0.5)[1] > at(27)[1] ? at(28) : at(27);
  const down = march(sight, heels, [0, 1], REACH.down * unit);
  const knees = mix(at(25), at(26), 0.5);
  out.push((5 * up) / unit, (5 * down) / unit, gapAbove(sight, knees, hips, unit));
  for (const [from, to, part, start] of BONES) {
    for (const t of LIMB) {
      const [x, y] = mix(at(from), at(to), t);
      out.push(sight.skin({ part, along: start + t }, x, y) ? 1 : 0);
    }
  }
  for (const t of [0.75, 0.83, 0.91, 0.99]) {
    const [x, y] = mix(hips, neck, t);
    out.push(sight.skin({ part: 'trunk', along: t }, x, y) ? 1 : 0);
  }
  return Float32Array.from(out);
}

/** Half widths of the trunk to either side, and whether an arm before the edge cut the look short. */
function trunkWidths(sight: OutlineSight, hips: Point, neck: Point, unit: number, out: number[]): void {
  const at = (k: number): Point => [sight.points[k * 2], sight.points[k * 2 + 1]];
  const arms = [
    [at(11), at(13)],
    [at(13), at(15)],
    [at(12), at(14)],
    [at(14), at(16)],
  ] as const;
  const wide = REACH.trunk * unit;
  for (const t of TRUNK) {
    const from = mix(hips, neck, t);
    const across = acrossOf(hips, neck);
    for (const side of [1, -1]) {
      const way: Point = [across[0] * side, across[1] * side];
      const edge = march(sight, from, way, wide);
      const arm = arms.reduce((least, [a, b]) => Math.min(least, crossing(from, way, a, b)), wide);
      out.push((4 * Math.min(edge, arm)) / unit, arm < edge ? 1 : 0);
    }
  }
}

function acrossOf(a: Point, b: Point): Point {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  // To the picture's right of somebody who stands upright: their left.
  return [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
}

function widthsAt(sight: OutlineSight, a: Point, b: Point, t: number, reach: number): [number, number] {
  const from = mix(a, b, t);
  const across = acrossOf(a, b);
  return [march(sight, from, across, reach), march(sight, from, [-across[0], -across[1]], reach)];
}

const STEP_PX = 1;

/** How far the person reaches from a place along a way, px, at most `reach`; halves of a px are asked for. */
function march(sight: OutlineSight, from: Point, way: Point, reach: number): number {
  let far = 0;
  while (far < reach && sight.inside(from[0] + way[0] * far, from[1] + way[1] * far)) far += STEP_PX;
  if (far >= reach) return reach;
  const half = far - STEP_PX / 2;
  return sight.inside(from[0] + way[0] * half, from[1] + way[1] * half)
    ? far - STEP_PX / 4
    : Math.max(0, half - STEP_PX / 4);
}

/** Where a ray crosses a segment, px along the ray; infinite if it does not. */
function crossing(from: Point, way: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const det = way[0] * dy - way[1] * dx;
  if (Math.abs(det) < 1e-9) return Number.POSITIVE_INFINITY;
  const [ax, ay] = [a[0] - from[0], a[1] - from[1]];
  const t = (ax * dy - ay * dx) / det;
  const s = (ax * way[1] - ay * way[0]) / det;
  return t > 0 && s >= 0 && s <= 1 ? t : Number.POSITIVE_INFINITY;
}

/** How far above the middle of the knees the legs meet, as a share of the skeleton. */
function gapAbove(sight: OutlineSight, knees: Point, hips: Point, unit: number): number {
  const [dx, dy] = [hips[0] - knees[0], hips[1] - knees[1]];
  const length = Math.hypot(dx, dy) || 1;
  let far = 0;
  while (far < length && !sight.inside(knees[0] + (dx / length) * far, knees[1] + (dy / length) * far)) far++;
  return (4 * far) / unit;
}

const DIRECTION_PARTNER = [2, 3, 0, 1, 6, 7, 4, 5, 9, 8];
const FACE_PARTNER = FACE.map((k) => {
  const pairs: Readonly<Record<number, number>> = {
    33: 263,
    263: 33,
    133: 362,
    362: 133,
    61: 291,
    291: 61,
    50: 280,
    280: 50,
    107: 336,
    336: 107,
  };
  return FACE.indexOf((pairs[k] ?? k) as (typeof FACE)[number]);
});

/** The features of the mirrored picture: left and right change places. */
export function mirrorFeatures(features: Float32Array): Float32Array {
  return Float32Array.from(MIRROR_FROM, (from, i) => MIRROR_SIGN[i] * features[from]);
}

const { from: MIRROR_FROM, sign: MIRROR_SIGN } = mirrorTable();

function mirrorTable(): { from: number[]; sign: number[] } {
  const from: number[] = [];
  const sign: number[] = [];
  const group = (count: number, width: number, signs: readonly number[], partner: (k: number) => number) => {
    const base = from.length;
    for (let k = 0; k < count; k++) {
      for (let i = 0; i < width; i++) {
        from.push(base + partner(k) * width + i);
        sign.push(signs[i]);
      }
    }
  };
  const swapPairs = (k: number) => k ^ 1;
  group(POINTS.length, 2, [-1, 1], swapPairs);
  group(LIMBS.length, 3, [-1, 1, 1], (k) => DIRECTION_PARTNER[k]);
  // Spans run across the body: turned round, they point the same way again.
  group(SPANS.length, 3, [1, -1, -1], (k) => k);
  group(FACE.length, 2, [-1, 1], (k) => FACE_PARTNER[k]);
  group(3, 1, [1], (k) => k);
  sign[from.length - 2] = -1;
  for (let t = 0; t < TRUNK.length; t++) group(2, 2, [1, 1], swapPairs);
  for (let t = 0; t < NECK.length; t++) group(2, 1, [1], swapPairs);
  limbTable(group, 2);
  group(3, 1, [1], (k) => k);
  limbTable(group, 1);
  group(4, 1, [1], (k) => k);
  return { from, sign };
}

type Group = (count: number, width: number, signs: readonly number[], partner: (k: number) => number) => void;

/** Bones stand as left upper, left lower, right upper, right lower; two widths swap sides as well. */
function limbTable(group: Group, width: 1 | 2): void {
  const rows = LIMB.length;
  group(BONES.length * rows * width, 1, [1], (i) => {
    const bone = Math.floor(i / (rows * width));
    const rest = i % (rows * width);
    return (bone ^ 2) * rows * width + (width === 2 ? rest ^ 1 : rest);
  });
}
