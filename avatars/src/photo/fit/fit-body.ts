/**
 * Gauss-Newton with analytic derivatives of pose, place, shape and face.
 *
 * CONTRIBUTOR NOTES: turns are stepped on the manifold (right-multiplied rotation vectors), so no gimbal ever locks.
 * The camera's focal length is assumed; place and stature trade against each other, so without a given height the
 * prior of the shapes decides. The silhouette is one-sided: a body may lie deep inside its clothes but not outside
 * them; only bare skin must touch the edge.
 */
import type { Sight } from '../see/see.ts';
import { type BodySpace, restBody, restDerivatives } from './body-space.ts';
import { type Camera, project, projectRows } from './camera.ts';
import { type DistanceField, distanceAt } from './distance-field.ts';
import { footVertices, LANDMARK_BONES, LIMBS, landmarkOffset, SPANS } from './landmark-map.ts';
import {
  addPull,
  addRow,
  createNormalEquations,
  type NormalEquations,
  solveStep,
} from './normal-equations.ts';
import {
  addVertexPoint,
  bonePoint,
  type FitState,
  fixedPlace,
  POSED_BONES,
  type PosedBones,
  parameterCount,
  poseBones,
  skinBody,
  stepState,
  vectorOf,
} from './pose-state.ts';
import { worldPoint } from './start-pose.ts';

/** One place of the face network on the body's surface. */
export interface FacePoint {
  readonly vertices: readonly number[];
  readonly shares: readonly number[];
  readonly spreadMm: number;
}

/** What a fit is given besides the sight. */
export interface FitTask {
  readonly space: BodySpace;
  readonly sight: Sight;
  readonly camera: Camera;
  readonly facePoints: readonly (FacePoint | null)[];
  readonly mask: DistanceField;
  /** Stature, m, if known. */
  readonly heightM?: number;
  /** Where the prior of the body components is centred. */
  readonly centre: Float32Array;
  /** How surely a vertex shows skin at its outline, 0..1. */
  readonly bare: (vertex: number) => number;
}

/** Standard deviations; px are shares of the body's extent, face px shares of eyes to mouth. */
export const FIT_DEFAULTS = {
  joint: 0.006,
  direction: 0.22,
  face: 0.045,
  outside: 0.006,
  inside: 0.008,
  turnLoose: 1.6,
  turnTight: 0.25,
  heightM: 0.004,
  iterations: 14,
} as const;

/** Bones that bend little against their parent. */
const TIGHT = new Set(['spine', 'chest', 'neck', 'leftShoulder', 'rightShoulder', 'leftHand', 'rightHand']);
const ROOT = 'hips';

/** Which terms a stage of the fit uses. */
export interface FitStage {
  readonly iterations: number;
  /** Weight of the shape's prior: a stiff shape lets the pose settle first. */
  readonly stiff: number;
  /** Face points farther off than this many deviations lose their vote; 0 leaves the face out. */
  readonly faceReach: number;
  readonly silhouette: boolean;
}

/** Improves a state; accepts only steps that lower the cost. */
export function fitStage(task: FitTask, start: FitState, stage: FitStage): FitState {
  let state = start;
  let damping = 1e-3;
  for (let i = 0; i < stage.iterations; i++) {
    const outline = stage.silhouette ? outlineOf(task, state) : [];
    const equations = gather(task, state, stage, outline, true);
    let accepted = false;
    for (let attempt = 0; attempt < 5 && !accepted; attempt++) {
      const step = solveStep(equations, damping);
      const next = step && limited(task.space, stepState(task.space, state, step));
      if (next && gather(task, next, stage, outline, false).cost < equations.cost) {
        state = next;
        accepted = true;
        damping = Math.max(1e-6, damping / 5);
      } else {
        damping *= 8;
      }
    }
    if (!accepted) break;
  }
  return state;
}

/** Units stay between nothing and all. */
function limited(space: BodySpace, state: FitState): FitState {
  const from = space.bodyCount + space.faceCount;
  for (let u = 0; u < space.units.length; u++) {
    state.shape[from + u] = Math.min(1.2, Math.max(0, state.shape[from + u]));
  }
  return state;
}

function gather(
  task: FitTask,
  state: FitState,
  stage: FitStage,
  outline: readonly OutlinePoint[],
  derivatives: boolean,
): NormalEquations {
  const { space } = task;
  const count = parameterCount(space);
  const equations = createNormalEquations(count);
  const posed = poseBones(space, state, true);
  const rows = new Float64Array(count * 3);
  const add: Add = (row, residual, weight, cost = (weight * residual) ** 2) => {
    if (derivatives) addRow(equations, rows, row * count, residual, weight);
    equations.cost += cost;
  };
  gatherJoints(task, posed, rows, add);
  gatherDirections(task, posed, rows, add);
  if (stage.faceReach > 0) gatherFace(task, posed, stage.faceReach, rows, add);
  gatherOutline(task, posed, outline, rows, add);
  gatherPriors(task, state, stage, equations);
  gatherHeight(task, state, rows, add);
  return equations;
}

/** Adds a residual; robust terms give their own cost, of which the weight is the local slope. */
type Add = (row: number, residual: number, weight: number, cost?: number) => void;

function gatherJoints(task: FitTask, posed: PosedBones, rows: Float64Array, add: Add): void {
  const { space, sight, camera } = task;
  const count = parameterCount(space);
  const sigma = FIT_DEFAULTS.joint * sight.extentPx;
  const one = (landmark: number, point: [number, number, number], share: number) => {
    const l = sight.pose.landmarks[landmark];
    const inside = l.x >= 0 && l.y >= 0 && l.x < sight.picture.width && l.y < sight.picture.height;
    const weight = (share * Math.sqrt(inside ? Math.max(l.visible, 0.02) : 0.02)) / sigma;
    const [x, y] = project(camera, ...point);
    projectRows(camera, point, rows, count);
    add(0, x - l.x, weight);
    add(1, y - l.y, weight);
  };
  for (const [landmark, name] of LANDMARK_BONES) {
    const bone = space.model.manifest.bones.indexOf(name);
    one(landmark, bonePoint(posed, bone, rows, landmarkOffset(name)), 1);
  }
  for (const [landmark, vertex] of footVertices(space)) {
    rows.fill(0);
    one(landmark, addVertexPoint(posed, vertex, 1, rows), 0.4);
  }
}

function gatherDirections(task: FitTask, posed: PosedBones, rows: Float64Array, add: Add): void {
  const { space, sight } = task;
  const count = parameterCount(space);
  const other = new Float64Array(rows.length);
  const { landmarks, world } = sight.pose;
  for (const [from, to, name, end] of [...LIMBS, ...SPANS]) {
    const [a, b] = [name, end].map((bone) => space.model.manifest.bones.indexOf(bone));
    const p = bonePoint(posed, a, other, landmarkOffset(name));
    const q = bonePoint(posed, b, rows, landmarkOffset(end));
    const d = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const length = Math.hypot(...d);
    const u = d.map((x) => x / length);
    for (let c = 0; c < count; c++) {
      const m = [0, 1, 2].map((k) => rows[k * count + c] - other[k * count + c]);
      const along = m[0] * u[0] + m[1] * u[1] + m[2] * u[2];
      for (let k = 0; k < 3; k++) rows[k * count + c] = (m[k] - along * u[k]) / length;
    }
    const [wa, wb] = [worldPoint(world, from), worldPoint(world, to)];
    const w = [wb[0] - wa[0], wb[1] - wa[1], wb[2] - wa[2]];
    const wl = Math.hypot(...w) || 1;
    const sure = Math.min(landmarks[from].visible, landmarks[to].visible);
    const weight = Math.sqrt(sure + 0.05) / FIT_DEFAULTS.direction;
    for (let k = 0; k < 3; k++) add(k, u[k] - w[k] / wl, weight);
  }
}

function gatherFace(task: FitTask, posed: PosedBones, reach: number, rows: Float64Array, add: Add): void {
  const { space, sight, camera, facePoints } = task;
  const count = parameterCount(space);
  const { points, eyeToMouthPx } = sight.face;
  const sigma = FIT_DEFAULTS.face * Math.max(eyeToMouthPx, 12);
  for (let k = 0; k < facePoints.length; k++) {
    const place = facePoints[k];
    if (!place || place.spreadMm > 8) continue;
    rows.fill(0);
    const at: [number, number, number] = [0, 0, 0];
    place.vertices.forEach((v, c) => {
      const share = place.shares[c];
      if (share === 0) return;
      const p = addVertexPoint(posed, v, share, rows);
      for (let axis = 0; axis < 3; axis++) at[axis] += share * p[axis];
    });
    const [x, y] = project(camera, ...at);
    projectRows(camera, at, rows, count);
    const weight = 1 / (sigma * (0.6 + place.spreadMm / 3));
    const [dx, dy] = [x - points[k * 3], y - points[k * 3 + 1]];
    // Points of a cheek turned away lie anywhere on the edge: far ones lose their vote (Geman-McClure).
    const far = (dx * dx + dy * dy) / (reach * sigma) ** 2;
    const robust = weight / (1 + far);
    add(0, dx, robust, (weight * dx) ** 2 / (1 + far));
    add(1, dy, robust, (weight * dy) ** 2 / (1 + far));
  }
}

/** A vertex on the outline of the posed body, with the pull it feels. */
interface OutlinePoint {
  readonly vertex: number;
  readonly bare: number;
}

const OUTLINE_MAX = 420;
const EDGE_ON = 0.22;
/** Neighbours on an outline say nearly the same. */
const OUTLINE_SHARE = 0.35;
/** Clothes as thick as this are no surprise, m. */
const CLOTH_M = 0.008;

function outlineOf(task: FitTask, state: FitState): OutlinePoint[] {
  const { space } = task;
  const posed = poseBones(space, state, false);
  const points = skinBody(posed, restBody(space, state.shape).positions);
  const normals = vertexNormals(points, space.model.triangles);
  const found: OutlinePoint[] = [];
  for (let v = 0; v < space.vertices; v++) {
    const i = v * 3;
    const length = Math.hypot(points[i], points[i + 1], points[i + 2]);
    const facing =
      (normals[i] * points[i] + normals[i + 1] * points[i + 1] + normals[i + 2] * points[i + 2]) / length;
    if (Math.abs(facing) < EDGE_ON && space.faceRow[v] < 0) found.push({ vertex: v, bare: task.bare(v) });
  }
  const stride = Math.max(1, found.length / OUTLINE_MAX);
  return Array.from({ length: Math.floor(found.length / stride) }, (_, k) => found[Math.floor(k * stride)]);
}

function gatherOutline(
  task: FitTask,
  posed: PosedBones,
  outline: readonly OutlinePoint[],
  rows: Float64Array,
  add: Add,
): void {
  const { camera, sight, mask } = task;
  const count = parameterCount(task.space);
  const extent = sight.extentPx;
  for (const { vertex, bare } of outline) {
    rows.fill(0);
    const at = addVertexPoint(posed, vertex, 1, rows);
    const [x, y] = project(camera, ...at);
    const [distance, sx, sy] = distanceAt(mask, x, y);
    const cloth = (1 - bare) * CLOTH_M * (camera.focalPx / -at[2]);
    const residual = distance + cloth;
    if (residual < -0.05 * extent) continue;
    projectRows(camera, at, rows, count);
    for (let c = 0; c < count; c++) rows[c] = sx * rows[c] + sy * rows[count + c];
    const outside = residual > 0;
    const sigma = (outside ? FIT_DEFAULTS.outside : FIT_DEFAULTS.inside * (1.6 - 1.2 * bare)) * extent;
    const weight = OUTLINE_SHARE / sigma;
    const far = (residual / ((outside ? 5 : 2) * sigma)) ** 2;
    if (outside) add(0, residual, weight / Math.sqrt(1 + far), (weight * 5 * sigma) ** 2 * Math.log1p(far));
    else add(0, residual, weight / (1 + far), (weight * residual) ** 2 / (1 + far));
  }
}

function gatherPriors(task: FitTask, state: FitState, stage: FitStage, equations: NormalEquations): void {
  const { space } = task;
  POSED_BONES.forEach((name, i) => {
    if (name === ROOT) return;
    const bone = space.model.manifest.bones.indexOf(name);
    const turn = vectorOf(state.turns, bone * 9);
    const hinge = /LowerLeg$/.test(name);
    for (let k = 0; k < 3; k++) {
      // A knee bends about x only, and only backwards.
      const tight = TIGHT.has(name) || (hinge && k > 0) || (hinge && k === 0 && turn[0] < 0);
      addPull(
        equations,
        3 + i * 3 + k,
        turn[k],
        1 / (tight ? FIT_DEFAULTS.turnTight : FIT_DEFAULTS.turnLoose),
      );
    }
  });
  const from = 3 + POSED_BONES.length * 3;
  for (let c = 0; c < space.shapeCount; c++) {
    const body = c < space.bodyCount;
    const unit = c >= space.bodyCount + space.faceCount;
    const rest = body ? state.shape[c] - task.centre[c] : state.shape[c];
    addPull(equations, from + c, rest, unit ? 3.5 * stage.stiff : stage.stiff);
  }
}

function gatherHeight(task: FitTask, state: FitState, rows: Float64Array, add: Add): void {
  if (task.heightM === undefined) return;
  const { space } = task;
  const { positions } = restBody(space, state.shape);
  let [top, sole] = [0, 0];
  for (let v = 0; v < space.vertices; v++) {
    if (positions[v * 3 + 1] > positions[top * 3 + 1]) top = v;
    if (positions[v * 3 + 1] < positions[sole * 3 + 1]) sole = v;
  }
  const a = new Float64Array(space.shapeCount * 3);
  const b = new Float64Array(space.shapeCount * 3);
  restDerivatives(space, top, a);
  restDerivatives(space, sole, b);
  rows.fill(0);
  const from = 3 + POSED_BONES.length * 3;
  for (let c = 0; c < space.shapeCount; c++) rows[from + c] = a[c * 3 + 1] - b[c * 3 + 1];
  const stature = positions[top * 3 + 1] - positions[sole * 3 + 1];
  add(0, stature - task.heightM, 1 / FIT_DEFAULTS.heightM);
}

/** Area-weighted unit normals, vertices x 3. */
export function vertexNormals(points: Float32Array, triangles: ArrayLike<number>): Float32Array {
  const out = new Float32Array(points.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    const ux = points[b] - points[a];
    const uy = points[b + 1] - points[a + 1];
    const uz = points[b + 2] - points[a + 2];
    const vx = points[c] - points[a];
    const vy = points[c + 1] - points[a + 1];
    const vz = points[c + 2] - points[a + 2];
    const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const i of [a, b, c]) for (let k = 0; k < 3; k++) out[i + k] += n[k];
  }
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i], out[i + 1], out[i + 2]) || 1;
    for (let k = 0; k < 3; k++) out[i + k] /= length;
  }
  return out;
}

/** Mean distance of visible joints to their landmarks, as a share of the body's extent. */
export function reprojection(task: FitTask, state: FitState): number {
  const { space, sight, camera } = task;
  const posed = poseBones(space, state, false);
  let sum = 0;
  let n = 0;
  for (const [landmark, name] of LANDMARK_BONES) {
    const l = sight.pose.landmarks[landmark];
    if (l.visible < 0.5 || l.x < 0 || l.y < 0 || l.x >= sight.picture.width || l.y >= sight.picture.height)
      continue;
    const bone = space.model.manifest.bones.indexOf(name);
    const [x, y] = project(camera, ...fixedPlace(posed, bone, landmarkOffset(name)));
    sum += Math.hypot(x - l.x, y - l.y);
    n++;
  }
  return sum / Math.max(1, n) / sight.extentPx;
}

/** The whole road from landmarks to body and face. */
export function fitBody(task: FitTask, start: FitState, tell: (step: string) => void = () => {}): FitState {
  tell('pose');
  let state = fitStage(task, start, { iterations: 10, stiff: 3, faceReach: 0, silhouette: false });
  tell('face shape');
  state = fitStage(task, state, { iterations: 4, stiff: 3, faceReach: 40, silhouette: false });
  state = fitStage(task, state, { iterations: 5, stiff: 1, faceReach: 5, silhouette: false });
  tell('body shape');
  return fitStage(task, state, { iterations: 6, stiff: 1, faceReach: 4, silhouette: true });
}
