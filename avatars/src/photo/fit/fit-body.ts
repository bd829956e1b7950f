/**
 * Gauss-Newton with analytic derivatives of pose, place, shape and face.
 *
 * CONTRIBUTOR NOTES: turns are stepped on the manifold (right-multiplied rotation vectors), so no gimbal ever locks.
 * The camera's focal length is assumed; place and stature trade against each other, so without a given height the
 * prior of the shapes decides. Bare skin must touch the mask's edge; a garment has a thickness of its own that is found beside the
 * shape; under skirts and long hair the mask only pushes inwards.
 *
 * Where the shape's error comes from, on drawn people of the held-out kind told their height (scale-corrected, 22 photos of 8 people
 * whose mean body is 18.5 mm off, girths 51 mm): this fit alone, from the mean body, leaves about as much (16.8 against 17.4
 * mm on 4 photos): joints are 10 to 15 mm off, in one photo all the same way, and that passes for shape. The regressor
 * alone leaves 12.2 mm and 25 mm: it has learned how the networks err. Refined with its own deviations as prior it gets worse
 * (13.3 and 28 mm), as the same evidence counts twice; with deviations a half and a quarter as large 12.1 and 11.8 mm
 * on 9 photos where it leaves 11.3 alone. Hence TRUST in shape/regress-shape.ts.
 */
import { type BodySpace, restBody, restDerivatives } from './body-space.ts';
import { project, projectRows } from './camera.ts';
import type { Add, FitTask } from './fit-task.ts';
import {
  directionExcess,
  footVertices,
  LANDMARK_BONES,
  LIMBS,
  landmarkOffset,
  SPANS,
} from './landmark-map.ts';
import {
  addPull,
  addRow,
  createNormalEquations,
  type NormalEquations,
  solveStep,
} from './normal-equations.ts';
import { gatherOutline, type OutlinePoint, outlineOf } from './outline.ts';
import {
  addVertexPoint,
  bonePoint,
  type FitState,
  fixedPlace,
  POSED_BONES,
  type PosedBones,
  parameterCount,
  poseBones,
  SHAPE_PARAMETER,
  stepState,
  vectorOf,
  vertexPlace,
} from './pose-state.ts';
import { addShapePrior } from './shape-prior.ts';
import { worldPoint } from './start-pose.ts';

/** Standard deviations; px are shares of the body's extent, face px shares of eyes to mouth. */
export const FIT_DEFAULTS = {
  joint: 0.006,
  direction: 0.22,
  face: 0.045,
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

const CLOTH_LEAST_M = 0.001;
const CLOTH_MOST_M = 0.06;

/** Units stay between nothing and all, clothes outside the skin. */
function limited(space: BodySpace, state: FitState): FitState {
  const from = space.bodyCount + space.faceCount;
  for (let u = 0; u < space.units.length; u++) {
    state.shape[from + u] = Math.min(1.2, Math.max(0, state.shape[from + u]));
  }
  for (let g = 0; g < state.cloth.length; g++) {
    state.cloth[g] = Math.min(CLOTH_MOST_M, Math.max(CLOTH_LEAST_M, state.cloth[g]));
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
  const count = parameterCount(task.space);
  const equations = createNormalEquations(count);
  const posed = poseBones(task.space, state, derivatives);
  const rows = new Float64Array(count * 3);
  const add: Add = (row, residual, weight, cost = (weight * residual) ** 2) => {
    if (derivatives) addRow(equations, rows, row * count, residual, weight);
    equations.cost += cost;
  };
  const look: Look = { task, posed, rows, add, derivatives };
  gatherJoints(look);
  gatherDirections(look);
  if (stage.faceReach > 0) gatherFace(look, stage.faceReach);
  gatherOutline(task, posed, outline, rows, add, derivatives);
  gatherPriors(task, state, stage, equations);
  gatherHeight(look);
  return equations;
}

/** One gathering of residuals; without derivatives only the cost is wanted and `rows` stays empty. */
interface Look {
  readonly task: FitTask;
  readonly posed: PosedBones;
  readonly rows: Float64Array;
  readonly add: Add;
  readonly derivatives: boolean;
}

function gatherJoints({ task, posed, rows, add, derivatives }: Look): void {
  const { space, sight, camera } = task;
  const count = parameterCount(space);
  const sigma = FIT_DEFAULTS.joint * sight.extentPx;
  const one = (landmark: number, point: [number, number, number], share: number) => {
    const l = sight.pose.landmarks[landmark];
    const inside = l.x >= 0 && l.y >= 0 && l.x < sight.picture.width && l.y < sight.picture.height;
    const weight = (share * Math.sqrt(inside ? Math.max(l.visible, 0.02) : 0.02)) / sigma;
    const [x, y] = project(camera, ...point);
    if (derivatives) projectRows(camera, point, rows, count);
    add(0, x - l.x, weight);
    add(1, y - l.y, weight);
  };
  for (const [landmark, name] of LANDMARK_BONES) {
    const bone = space.model.manifest.bones.indexOf(name);
    const offset = landmarkOffset(name);
    one(landmark, derivatives ? bonePoint(posed, bone, rows, offset) : fixedPlace(posed, bone, offset), 1);
  }
  for (const [landmark, vertex] of footVertices(space)) {
    if (derivatives) rows.fill(0);
    one(landmark, derivatives ? addVertexPoint(posed, vertex, 1, rows) : vertexPlace(posed, vertex), 0.4);
  }
}

function gatherDirections({ task, posed, rows, add, derivatives }: Look): void {
  const { space, sight } = task;
  const count = parameterCount(space);
  const other = new Float64Array(rows.length);
  const { landmarks } = sight.pose;
  for (const [from, to, name, end] of [...LIMBS, ...SPANS]) {
    const [a, b] = [name, end].map((bone) => space.model.manifest.bones.indexOf(bone));
    const place = (bone: number, of: string, out: Float64Array) =>
      derivatives
        ? bonePoint(posed, bone, out, landmarkOffset(of))
        : fixedPlace(posed, bone, landmarkOffset(of));
    const p = place(a, name, other);
    const q = place(b, end, rows);
    const d = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    const length = Math.hypot(...d);
    const u = d.map((x) => x / length);
    for (let c = 0; derivatives && c < count; c++) {
      const m = [0, 1, 2].map((k) => rows[k * count + c] - other[k * count + c]);
      const along = m[0] * u[0] + m[1] * u[1] + m[2] * u[2];
      for (let k = 0; k < 3; k++) rows[k * count + c] = (m[k] - along * u[k]) / length;
    }
    const span = SPANS.some((one) => one[2] === name && one[3] === end);
    const w = seenDirection(task, from, to, span ? [0, 0, 0] : directionExcess(name));
    const sure = Math.min(landmarks[from].visible, landmarks[to].visible);
    const weight = Math.sqrt(sure + 0.05) / FIT_DEFAULTS.direction;
    for (let k = 0; k < 3; k++) add(k, u[k] - w[k], weight);
  }
}

/** Unit vector between two of the network's 3D landmarks, less what it is known to have too much of. */
function seenDirection(task: FitTask, from: number, to: number, excess: readonly number[]): number[] {
  const { world } = task.sight.pose;
  const [a, b] = [worldPoint(world, from), worldPoint(world, to)];
  const w = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const length = Math.hypot(...w) || 1;
  const less = w.map((x, k) => x / length - excess[k]);
  const rest = Math.hypot(...less) || 1;
  return less.map((x) => x / rest);
}

function gatherFace({ task, posed, rows, add, derivatives }: Look, reach: number): void {
  const { space, sight, camera, facePoints } = task;
  const count = parameterCount(space);
  const { points, eyeToMouthPx } = sight.face;
  const sigma = FIT_DEFAULTS.face * Math.max(eyeToMouthPx, 12);
  for (let k = 0; k < facePoints.length; k++) {
    const place = facePoints[k];
    if (!place || place.spreadMm > 8) continue;
    if (derivatives) rows.fill(0);
    const at: [number, number, number] = [0, 0, 0];
    place.vertices.forEach((v, c) => {
      const share = place.shares[c];
      if (share === 0) return;
      const p = derivatives ? addVertexPoint(posed, v, share, rows) : vertexPlace(posed, v);
      for (let axis = 0; axis < 3; axis++) at[axis] += share * p[axis];
    });
    const [x, y] = project(camera, ...at);
    if (derivatives) projectRows(camera, at, rows, count);
    const weight = 1 / (sigma * (0.6 + place.spreadMm / 3));
    const [dx, dy] = [x - points[k * 3], y - points[k * 3 + 1]];
    // Points of a cheek turned away lie anywhere on the edge: far ones lose their vote (Geman-McClure).
    const far = (dx * dx + dy * dy) / (reach * sigma) ** 2;
    const robust = weight / (1 + far);
    add(0, dx, robust, (weight * dx) ** 2 / (1 + far));
    add(1, dy, robust, (weight * dy) ** 2 / (1 + far));
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
  addShapePrior(equations, space, task.prior, state, stage.stiff);
  for (let c = space.bodyCount; c < space.shapeCount; c++) {
    const unit = c >= space.bodyCount + space.faceCount;
    addPull(equations, SHAPE_PARAMETER + c, state.shape[c], unit ? 3.5 * stage.stiff : stage.stiff);
  }
}

function gatherHeight({ task, posed, rows, add }: Look): void {
  if (task.heightM === undefined) return;
  const { space } = task;
  const { state } = posed;
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
  for (let c = 0; c < space.shapeCount; c++) rows[SHAPE_PARAMETER + c] = a[c * 3 + 1] - b[c * 3 + 1];
  const stature = positions[top * 3 + 1] - positions[sole * 3 + 1];
  add(0, stature - task.heightM, 1 / FIT_DEFAULTS.heightM);
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

/** Pose and face with a shape near its prior; the outline is not asked yet. */
export function fitPoseAndFace(task: FitTask, start: FitState, tell: (step: string) => void): FitState {
  tell('pose');
  let state = fitStage(task, start, { iterations: 10, stiff: 3, faceReach: 0, silhouette: false });
  tell('face shape');
  state = fitStage(task, state, { iterations: 4, stiff: 3, faceReach: 40, silhouette: false });
  return fitStage(task, state, { iterations: 5, stiff: 1, faceReach: 5, silhouette: false });
}

/** Everything, with the outline, once it is known which vertices lie under cloth. */
export function fitOutline(task: FitTask, state: FitState, tell: (step: string) => void): FitState {
  tell('body shape');
  return fitStage(task, state, { iterations: 6, stiff: 1, faceReach: 4, silhouette: true });
}
