import { type Camera, projectAll } from '../fit/camera.ts';
import { type DistanceField, distanceAt } from '../fit/distance-field.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { type BodyChart, CHART_PARTS } from '../understand/body-chart.ts';
import { type GarmentFields, smoothOver } from './garment-fields.ts';

export const THICKNESS_DEFAULTS = {
  leastM: 0.005,
  mostM: 0.06,
  usualM: 0.01,
  binsPerStep: 6,
  edgeOn: 0.3,
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
  const { leastM, mostM, usualM, binsPerStep, edgeOn } = THICKNESS_DEFAULTS;
  const normals = vertexNormals(body.posed, body.triangles);
  const pixels = projectAll(camera, body.posed);
  const bins = new Map<string, number[]>();
  const count = chart.part.length;
  const covered = (v: number) => fields.upper[v] >= 0 || fields.lower[v] >= 0;
  const keyOf = (v: number, shift = 0) =>
    `${CHART_PARTS[chart.part[v]]}${fields.upper[v] >= 0}${Math.floor(chart.along[v] * binsPerStep) + shift}`;
  for (let v = 0; v < count; v++) {
    if (!covered(v)) continue;
    const p = body.posed.subarray(v * 3, v * 3 + 3);
    const length = Math.hypot(p[0], p[1], p[2]);
    const facing = (normals[v * 3] * p[0] + normals[v * 3 + 1] * p[1] + normals[v * 3 + 2] * p[2]) / length;
    if (Math.abs(facing) > edgeOn) continue;
    const [distance, sx, sy] = distanceAt(mask, pixels[v * 3], pixels[v * 3 + 1]);
    // The edge nearest to the vertex must lie where its normal points, else it is another limb's.
    if (sx * normals[v * 3] - sy * normals[v * 3 + 1] < 0.5) continue;
    const off = (-distance * pixels[v * 3 + 2]) / camera.focalPx;
    if (off > mostM * 1.4 || off < -0.03) continue;
    const key = keyOf(v);
    bins.set(key, [...(bins.get(key) ?? []), off]);
  }
  const typical = new Map(
    [...bins].filter(([, list]) => list.length >= 3).map(([key, list]) => [key, middle(list)]),
  );
  const out = new Float32Array(count).fill(0);
  for (let v = 0; v < count; v++) {
    if (!covered(v)) continue;
    const found = typical.get(keyOf(v)) ?? typical.get(keyOf(v, -1)) ?? typical.get(keyOf(v, 1)) ?? usualM;
    out[v] = Math.min(mostOf(chart, v), Math.max(leastM, found));
  }
  smoothOver(out, 1, body.triangles, 12, covered);
  return out;
}

/** Raised arms pull a shirt off the shoulders; a body at rest does not wear it so. */
function mostOf(chart: BodyChart, v: number): number {
  const part = CHART_PARTS[chart.part[v]];
  if (part === 'arm') return 0.028;
  return part === 'trunk' && chart.along[v] > 0.7 ? 0.016 : THICKNESS_DEFAULTS.mostM;
}

function middle(list: number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.55)];
}
