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
import { type BodySpace, UNIT_MOST } from './body-space.ts';
import type { Add, FitTask, Gathering } from './fit-task.ts';
import { gatherFace } from './gather-face.ts';
import { gatherDirections, gatherJoints } from './gather-joints.ts';
import { gatherHeight, gatherPriors } from './gather-priors.ts';
import {
  addRow,
  createNormalEquations,
  type NormalEquations,
  pinAtEnd,
  solveStep,
} from './normal-equations.ts';
import { gatherOutline, type OutlinePoint, outlineOf } from './outline.ts';
import {
  clothParameter,
  type FitState,
  parameterCount,
  poseBones,
  SHAPE_PARAMETER,
  stepState,
} from './pose-state.ts';

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
    pinEnds(task.space, state, equations);
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

/** What stands at its end and is pushed beyond it stays there in the step of these equations. */
export function pinEnds(space: BodySpace, { shape, cloth }: FitState, equations: NormalEquations): void {
  for (let c = space.bodyCount + space.faceCount; c < space.shapeCount; c++)
    pinAtEnd(equations, SHAPE_PARAMETER + c, shape[c], 0, UNIT_MOST);
  cloth.forEach((thick, g) => {
    pinAtEnd(equations, clothParameter(space) + g, thick, CLOTH_LEAST_M, CLOTH_MOST_M);
  });
}

/** Units stay between nothing and all, clothes outside the skin. */
export function limited(space: BodySpace, state: FitState): FitState {
  const from = space.bodyCount + space.faceCount;
  for (let u = 0; u < space.units.length; u++) {
    state.shape[from + u] = Math.min(UNIT_MOST, Math.max(0, state.shape[from + u]));
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
  const gathering: Gathering = { posed, rows, add, derivatives };
  gatherJoints(task, gathering);
  gatherDirections(task, gathering);
  if (stage.faceReach > 0) gatherFace(task, gathering, stage.faceReach);
  gatherOutline(task, posed, outline, rows, add, derivatives);
  gatherPriors(task, state, { stiff: stage.stiff, face: stage.faceReach > 0 }, equations);
  gatherHeight(task, gathering);
  return equations;
}

/** Pose with a shape near its prior. */
export function fitPose(task: FitTask, start: FitState, tell: (step: string) => void): FitState {
  tell('pose');
  return fitStage(task, start, { iterations: 10, stiff: 3, faceReach: 0, silhouette: false });
}

/** Pose and face with a shape near its prior; the outline is not asked yet. */
export function fitPoseAndFace(task: FitTask, start: FitState, tell: (step: string) => void): FitState {
  let state = fitPose(task, start, tell);
  tell('face shape');
  state = fitStage(task, state, { iterations: 4, stiff: 3, faceReach: 40, silhouette: false });
  return fitStage(task, state, { iterations: 5, stiff: 1, faceReach: 5, silhouette: false });
}

/** Everything, with the outline, once it is known which vertices lie under cloth. */
export function fitOutline(
  task: FitTask,
  state: FitState,
  tell: (step: string) => void,
  faceReach = 4,
): FitState {
  tell('body shape');
  return fitStage(task, state, { iterations: 6, stiff: 1, faceReach, silhouette: true });
}
