/** What is believed without looking: how joints bend, shapes of bodies and faces, and a height that was told. */
import { restBody, restDerivatives } from './body-space.ts';
import { addFacePrior } from './face-prior.ts';
import type { FitTask, Gathering } from './fit-task.ts';
import { addPull, type NormalEquations } from './normal-equations.ts';
import { type FitState, POSED_BONES, SHAPE_PARAMETER, vectorOf } from './pose-state.ts';
import { addShapePrior } from './shape-prior.ts';

/** Deviations of turns, rad, and of a height that was told, m. */
const TURN_LOOSE = 1.6;
const TURN_TIGHT = 0.25;
const HEIGHT_M = 0.004;

/** Bones that bend little against their parent. */
const TIGHT = new Set(['spine', 'chest', 'neck', 'leftShoulder', 'rightShoulder', 'leftHand', 'rightHand']);
const ROOT = 'hips';

/** How firmly beliefs are held in a stage of the fit. */
export interface Firmness {
  /** Weight of the shape's prior: a stiff shape lets the pose settle first. */
  readonly stiff: number;
  /** Whether the face is looked at. */
  readonly face: boolean;
}

/** Pulls turns, shape, face and units towards what is usual. */
export function gatherPriors(
  task: FitTask,
  state: FitState,
  { stiff, face }: Firmness,
  equations: NormalEquations,
): void {
  const { space } = task;
  POSED_BONES.forEach((name, i) => {
    if (name === ROOT) return;
    const bone = space.model.manifest.bones.indexOf(name);
    const turn = vectorOf(state.turns, bone * 9);
    const hinge = /LowerLeg$/.test(name);
    for (let k = 0; k < 3; k++) {
      // A knee bends about x only, and only backwards.
      const tight = TIGHT.has(name) || (hinge && k > 0) || (hinge && k === 0 && turn[0] < 0);
      addPull(equations, 3 + i * 3 + k, turn[k], 1 / (tight ? TURN_TIGHT : TURN_LOOSE));
    }
  });
  addShapePrior(equations, space, task.prior, state, stiff);
  if (face) addFacePrior(equations, space, task.face, state);
  for (let c = space.bodyCount; c < space.shapeCount; c++) {
    const unit = c >= space.bodyCount + space.faceCount;
    addPull(equations, SHAPE_PARAMETER + c, state.shape[c], unit ? 3.5 * stiff : stiff);
  }
}

/** Pulls the stature to what was told. */
export function gatherHeight(task: FitTask, { posed, rows, add }: Gathering): void {
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
  add(0, stature - task.heightM, 1 / HEIGHT_M);
}
