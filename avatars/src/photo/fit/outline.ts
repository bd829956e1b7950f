import { vertexNormals } from '../render/vertex-normals.ts';
import { restBody } from './body-space.ts';
import { project, projectAll, projectRows } from './camera.ts';
import { distanceAt } from './distance-field.ts';
import type { Add, FitTask } from './fit-task.ts';
import {
  addVertexPoint,
  clothParameter,
  type FitState,
  type PosedBones,
  parameterCount,
  poseBones,
  skinBody,
  vertexPlace,
} from './pose-state.ts';

/** What lies over a vertex: the air, a garment, or something that hides how far in the body is; `none` is not asked. */
export type Cover = 'bare' | 'upper' | 'lower' | 'hidden' | 'none';

/** A vertex on the outline of the posed body, with its way outwards in the picture. */
export interface OutlinePoint {
  readonly vertex: number;
  readonly cover: Cover;
  readonly normal: readonly [number, number];
}

/** Standard deviations as shares of the body's extent, and in m. */
export const OUTLINE_DEFAULTS = {
  bare: 0.004,
  /** A garment's own folds and waves, m. */
  foldsM: 0.004,
  outside: 0.006,
  /** Neighbours on an outline say nearly the same. */
  share: 0.35,
  pointsMax: 420,
  edgeOn: 0.22,
} as const;

/** Vertices that lie on the outline now. */
export function outlineOf(task: FitTask, state: FitState): OutlinePoint[] {
  const { space } = task;
  const posed = poseBones(space, state, false);
  const points = skinBody(posed, restBody(space, state.shape).positions);
  const pixels = projectAll(task.camera, points);
  const normals = vertexNormals(points, space.model.triangles);
  const found: OutlinePoint[] = [];
  for (let v = 0; v < space.vertices; v++) {
    const cover = space.faceRow[v] >= 0 ? 'none' : task.cover(v);
    if (cover === 'none') continue;
    const i = v * 3;
    const length = Math.hypot(points[i], points[i + 1], points[i + 2]);
    const facing =
      (normals[i] * points[i] + normals[i + 1] * points[i + 1] + normals[i + 2] * points[i + 2]) / length;
    if (Math.abs(facing) >= OUTLINE_DEFAULTS.edgeOn) continue;
    const normal = [normals[i], -normals[i + 1]] as const;
    const [distance, sx, sy] = distanceAt(task.mask, pixels[i], pixels[i + 1]);
    // Inside, the nearest edge must lie where the vertex faces; else it is another limb's.
    if (distance < 0 && sx * normal[0] + sy * normal[1] < 0.5) continue;
    found.push({ vertex: v, cover, normal });
  }
  const stride = Math.max(1, found.length / OUTLINE_DEFAULTS.pointsMax);
  return Array.from({ length: Math.floor(found.length / stride) }, (_, k) => found[Math.floor(k * stride)]);
}

/**
 * Pulls the outline to the mask's edge: bare skin onto it, a garment's inside by its thickness (which is found beside the
 * shape), what is hidden only inwards.
 */
export function gatherOutline(
  task: FitTask,
  posed: PosedBones,
  outline: readonly OutlinePoint[],
  rows: Float64Array,
  add: Add,
  derivatives: boolean,
): void {
  const { camera, sight, mask } = task;
  const count = parameterCount(task.space);
  const extent = sight.extentPx;
  const cloth = clothParameter(task.space);
  for (const { vertex, cover, normal } of outline) {
    if (derivatives) rows.fill(0);
    const at = derivatives ? addVertexPoint(posed, vertex, 1, rows) : vertexPlace(posed, vertex);
    const [x, y] = project(camera, ...at);
    const [distance, sx, sy] = distanceAt(mask, x, y);
    const pxPerM = camera.focalPx / -at[2];
    const garment = cover === 'upper' ? 0 : cover === 'lower' ? 1 : -1;
    const facing = Math.max(0, sx * normal[0] + sy * normal[1]);
    const thick = garment < 0 ? 0 : posed.state.cloth[garment] * pxPerM * facing;
    const residual = distance + thick;
    if (residual < -0.05 * extent || (cover === 'hidden' && distance < 0)) continue;
    if (derivatives) {
      projectRows(camera, at, rows, count);
      for (let c = 0; c < count; c++) rows[c] = sx * rows[c] + sy * rows[count + c];
      if (garment >= 0) rows[cloth + garment] = pxPerM * facing;
    }
    const sigma = sigmaOf(cover, extent, pxPerM);
    const weight = OUTLINE_DEFAULTS.share / sigma;
    // Outside hurts longer than inside, where folds and other limbs may be meant (log against Geman-McClure).
    const outside = residual > 0;
    const reach = outside ? 5 : 2.5;
    const far = (residual / (reach * sigma)) ** 2;
    if (outside)
      add(0, residual, weight / Math.sqrt(1 + far), (weight * reach * sigma) ** 2 * Math.log1p(far));
    else add(0, residual, weight / (1 + far), (weight * residual) ** 2 / (1 + far));
  }
}

function sigmaOf(cover: Cover, extent: number, pxPerM: number): number {
  if (cover === 'hidden') return OUTLINE_DEFAULTS.outside * extent;
  const edge = OUTLINE_DEFAULTS.bare * extent;
  return cover === 'bare' ? edge : Math.hypot(edge, OUTLINE_DEFAULTS.foldsM * pxPerM);
}
