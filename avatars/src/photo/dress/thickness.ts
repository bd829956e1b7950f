import { type Camera, projectAll } from '../fit/camera.ts';
import { type DistanceField, distanceAt } from '../fit/distance-field.ts';
import { glanceAt } from '../paint/scene.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { type BodyChart, CHART_PARTS } from '../understand/body-chart.ts';
import { type GarmentFields, smoothOver, verticesAt } from './garment-fields.ts';

export const THICKNESS_DEFAULTS = {
  leastM: 0.003,
  mostM: 0.06,
  usualM: 0.01,
  binsPerStep: 6,
  edgeOn: 0.3,
  besideM: 0.02,
  /** A wide sleeve hangs so far below a level arm at most, m. */
  hangingM: 0.09,
} as const;

/**
 * How far clothes stand off the body, m a vertex: at the outline the mask tells; around the limb and where the outline
 * is hidden the same stretch of the part (either side) is asked, then the usual.
 */
export function clothThickness(
  body: { readonly posed: Float32Array; readonly triangles: ArrayLike<number> },
  camera: Camera,
  mask: DistanceField,
  chart: BodyChart,
  fields: GarmentFields,
): Float32Array {
  const { leastM, mostM, usualM, binsPerStep, edgeOn, hangingM } = THICKNESS_DEFAULTS;
  const normals = vertexNormals(body.posed, body.triangles);
  const pixels = projectAll(camera, body.posed);
  const bins = new Map<string, number[]>();
  const hidden = new Map<string, number>();
  const bodyAt = otherLimbs(body, camera, mask, chart);
  const count = chart.part.length;
  const covered = (v: number) => fields.upper[v] >= 0 || fields.lower[v] >= 0;
  const hangs = (v: number) => hangsBelow(chart, normals, v);
  const keyOf = (v: number, shift = 0) =>
    `${LIMB[chart.part[v]]}${fields.upper[v] >= 0}${hangs(v) ? HANGS : ''}${Math.floor(chart.along[v] * binsPerStep) + shift}`;
  for (let v = 0; v < count; v++) {
    if (!covered(v)) continue;
    const p = body.posed.subarray(v * 3, v * 3 + 3);
    const length = Math.hypot(p[0], p[1], p[2]);
    const facing = (normals[v * 3] * p[0] + normals[v * 3 + 1] * p[1] + normals[v * 3 + 2] * p[2]) / length;
    if (Math.abs(facing) > edgeOn) continue;
    const [distance, sx, sy] = distanceAt(mask, pixels[v * 3], pixels[v * 3 + 1]);
    // The edge nearest to the vertex must lie where its normal points, else it is another limb's.
    if (!hangs(v) && sx * normals[v * 3] - sy * normals[v * 3 + 1] < 0.5) continue;
    // An arm before or beside the trunk: the edge there is the arm's.
    const reach = [1, 2, 3].map((k) => (k * THICKNESS_DEFAULTS.besideM * camera.focalPx) / pixels[v * 3 + 2]);
    const beside = (px: number) =>
      bodyAt(pixels[v * 3] + normals[v * 3] * px, pixels[v * 3 + 1] - normals[v * 3 + 1] * px, v);
    if (reach.some(beside)) {
      hidden.set(keyOf(v), (hidden.get(keyOf(v)) ?? 0) + 1);
      continue;
    }
    const offPx = hangs(v) ? reachOf(mask, pixels, normals, v) : -distance;
    const off = (offPx * pixels[v * 3 + 2]) / camera.focalPx;
    if (off > (hangs(v) ? hangingM : mostM) * 1.4 || off < -0.03) continue;
    const key = keyOf(v);
    bins.set(key, [...(bins.get(key) ?? []), off]);
  }
  const typical = new Map(
    // Where arms hide most of an outline, what is left of it is their edge more often than the cloth's.
    [...bins]
      .filter(([key, list]) => list.length >= Math.max(3, hidden.get(key) ?? 0))
      .map(([key, list]) => [key, orderly(list, key.includes(HANGS) ? LOWEST : MIDDLE)]),
  );
  const out = new Float32Array(count).fill(0);
  for (let v = 0; v < count; v++) {
    if (!covered(v)) continue;
    // What hangs is one wide sleeve: where a limb hides how low, it is as low as where it was seen.
    const reach = hangs(v) ? SLEEVE_BINS : 1;
    const found = nearestTold(typical, (shift) => keyOf(v, shift), reach) ?? usualM;
    out[v] = Math.min(hangs(v) ? hangingM : mostOf(chart, fields, v), Math.max(leastM, found));
  }
  const even = smoothWithin(out, body.triangles, covered);
  // What hangs is a narrow stretch: smoothed as long, little of it would be left.
  for (let v = 0; v < count; v++) if (covered(v) && hangs(v)) even[v] = Math.max(even[v], out[v]);
  smoothOver(even, 1, body.triangles, 2, (v) => covered(v) && CHART_PARTS[chart.part[v]] === 'arm');
  for (let v = 0; v < count; v++) even[v] = Math.min(even[v], heldAt(chart, fields, v));
  return even;
}

/** Rounds of smoothing. */
const ROUNDS = 12;

/**
 * The mean of what lies around within the cloth alone, and the same a little way beyond its hems: smoothed with the bare skin
 * there, every sleeve and trouser leg would close around the limb like a cuff.
 */
function smoothWithin(
  thickness: Float32Array,
  triangles: ArrayLike<number>,
  covered: (vertex: number) => boolean,
): Float32Array {
  const sums = new Float32Array(thickness.length * 2);
  thickness.forEach((off, v) => {
    if (covered(v)) sums.set([off, 1], v * 2);
  });
  smoothOver(sums, 2, triangles, ROUNDS);
  return thickness.map((_, v) => (sums[v * 2 + 1] > 1e-6 ? sums[v * 2] / sums[v * 2 + 1] : 0));
}

/** Cloth is held by waistband, neckline and armholes: it lies on there, and leaves the body by so much of the way from them at most. */
const HELD_M = 0.006;
const LEAVES = 0.4;

/** Above this a trunk coordinate is nearer to the neckline than to a shirt's hem; above that an arm's is the shoulder. */
const CHEST = 0.6;
const SHOULDER = 0.1;

/** How far cloth may stand off for the edge that holds it, m; its hems hang free. */
function heldAt(chart: BodyChart, { upper, lower }: GarmentFields, v: number): number {
  const part = CHART_PARTS[chart.part[v]];
  const along = chart.along[v];
  const below = (field: Float32Array) => HELD_M + LEAVES * Math.max(0, field[v]);
  if (part === 'neck' || (part === 'trunk' && along > CHEST) || (part === 'arm' && along < SHOULDER))
    return below(upper);
  return part === 'trunk' && lower[v] > upper[v] ? below(lower) : Number.POSITIVE_INFINITY;
}

/** Stretches of a forearm. */
const SLEEVE_BINS = 8;

/** What was told of a stretch, or of the nearest that anything was told of. */
function nearestTold(
  told: ReadonlyMap<string, number>,
  keyOf: (shift: number) => string,
  reach: number,
): number | undefined {
  for (let shift = 0; shift <= reach; shift++) {
    const found = told.get(keyOf(-shift)) ?? told.get(keyOf(shift));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How far the mask reaches from a vertex the way it faces, px: the nearest edge of a wide sleeve is often the arm's other side. */
function reachOf(mask: DistanceField, pixels: Float32Array, normals: Float32Array, v: number): number {
  const [nx, ny] = [normals[v * 3], -normals[v * 3 + 1]];
  const length = Math.hypot(nx, ny) || 1;
  let far = 0;
  while (
    far < mask.width &&
    distanceAt(mask, pixels[v * 3] + (nx / length) * far, pixels[v * 3 + 1] + (ny / length) * far)[0] < 0
  )
    far++;
  return far;
}

/** Tells whether the fitted body shows a part other than the vertex' own at a place of the picture. */
function otherLimbs(
  body: { readonly posed: Float32Array; readonly triangles: ArrayLike<number> },
  camera: Camera,
  { width, height }: DistanceField,
  chart: BodyChart,
): (x: number, y: number, vertex: number) => boolean {
  const hits = glanceAt(width, height, camera, [{ points: body.posed, triangles: body.triangles }]);
  const at = verticesAt(hits, body.triangles);
  return (x, y, vertex) => {
    const [px, py] = [Math.floor(x), Math.floor(y)];
    if (px < 0 || py < 0 || px >= width || py >= height) return false;
    const v = at[py * width + px];
    return v >= 0 && LIMB[chart.part[v]] !== LIMB[chart.part[vertex]];
  };
}

/** Arm and hand are one limb, leg and foot too; trunk, neck and head another. */
const LIMB = CHART_PARTS.map((part) =>
  part === 'arm' || part === 'hand' ? 'arm' : part === 'leg' || part === 'foot' ? 'leg' : 'trunk',
);

/** In the names of stretches that hang. */
const HANGS = ' hangs ';
/** Where a short sleeve ends, which lies on the arm; and how far down a normal must point (cosine) to be an arm's underside. */
const SHORT_SLEEVE = 0.5;
const UNDERSIDE = 0.3;

/** Whether a wide sleeve may hang from a vertex: below an arm that is held level; it lies on the arm's upper side. */
function hangsBelow(chart: BodyChart, normals: Float32Array, v: number): boolean {
  return (
    CHART_PARTS[chart.part[v]] === 'arm' && chart.along[v] > SHORT_SLEEVE && normals[v * 3 + 1] < -UNDERSIDE
  );
}

/** Trousers hang from the hips: they lie close there, and where they seem not to, a bent hip is what the fit has wrong. */
const ON_HIPS_M = 0.03;

/** Raised arms pull a shirt off the shoulders; a body at rest does not wear it so. */
function mostOf(chart: BodyChart, fields: GarmentFields, v: number): number {
  const part = CHART_PARTS[chart.part[v]];
  if (part === 'trunk' && fields.upper[v] < 0) return ON_HIPS_M;
  if (part === 'arm') return 0.028;
  return part === 'trunk' && chart.along[v] > 0.7 ? 0.016 : THICKNESS_DEFAULTS.mostM;
}

/** Shares of a list in order: cloth lies about as far off as most of an outline says; of what hangs the lowest is seen. */
const MIDDLE = 0.55;
const LOWEST = 0.92;

function orderly(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)];
}
