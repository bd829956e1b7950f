/**
 * How a head is held before a close-up, and its expression: turn and place of the rigid body at rest and the units of the
 * face. The shape is given; what a close-up says of it stands in the belief of the face.
 */
import { frontalFace, meanFacePoints } from '../face/face-frame.ts';
import { limited, pinEnds } from './fit-body.ts';
import type { Add } from './fit-task.ts';
import { type FaceTask, gatherFace } from './gather-face.ts';
import {
  addPull,
  addRow,
  createNormalEquations,
  type NormalEquations,
  solveStep,
} from './normal-equations.ts';
import {
  createFitState,
  type FitState,
  parameterCount,
  poseBones,
  SHAPE_PARAMETER,
  stepState,
} from './pose-state.ts';

const ITERATIONS = 14;
/** Face points farther off than this many deviations lose their vote. */
const REACH = 5;
const UNIT_PULL = 2;
/** Holds what a close-up does not show. */
const HOLD = 1e4;
/** Place and turn of the whole. */
const RIGID = 6;

/** Fits the head to its points. @param shape components of body and face, then units (not used) */
export function fitHead(task: FaceTask, shape: Float64Array): FitState {
  let state = startHead(task, shape);
  let damping = 1e-3;
  for (let i = 0; i < ITERATIONS; i++) {
    const equations = gather(task, state, true);
    pinEnds(task.space, state, equations);
    let accepted = false;
    for (let attempt = 0; attempt < 5 && !accepted; attempt++) {
      const step = solveStep(equations, damping);
      const next = step && limited(task.space, stepState(task.space, state, step));
      accepted = next !== undefined && gather(task, next, false).cost < equations.cost;
      if (accepted && next) state = next;
      damping = accepted ? Math.max(1e-6, damping / 5) : damping * 8;
    }
    if (!accepted) break;
  }
  return state;
}

/** The mean face turned, sized and placed as the points lie. */
function startHead({ space, sight, camera, facePoints }: FaceTask, shape: Float64Array): FitState {
  const { points } = sight.face;
  const mean = meanFacePoints(space, facePoints);
  const { turn, pxPerM } = frontalFace(points, mean, facePoints);
  const state = createFitState(space);
  const known = space.bodyCount + space.faceCount;
  state.shape.set(shape.subarray(0, known));
  const hips = space.model.manifest.bones.indexOf('hips');
  for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) state.turns[hips * 9 + r * 3 + c] = turn[c * 3 + r];
  const seen = middleOf(points, facePoints);
  const own = middleOf(mean, facePoints);
  const depth = camera.focalPx / pxPerM;
  const wanted = [
    ((seen[0] - camera.cx) * depth) / camera.focalPx,
    (-(seen[1] - camera.cy) * depth) / camera.focalPx,
    -depth,
  ];
  const posed = poseBones(space, state, false);
  for (let k = 0; k < 3; k++) {
    let at = posed.places[hips * 3 + k] - state.place[k];
    for (let j = 0; j < 3; j++) at += turn[j * 3 + k] * (own[j] - posed.heads[hips * 3 + j]);
    state.place[k] = wanted[k] - at;
  }
  return state;
}

function middleOf(points: ArrayLike<number>, facePoints: FaceTask['facePoints']): number[] {
  const sum = [0, 0, 0];
  let count = 0;
  facePoints.forEach((point, k) => {
    if (!point) return;
    count++;
    for (let axis = 0; axis < 3; axis++) sum[axis] += points[k * 3 + axis];
  });
  return sum.map((x) => x / count);
}

function gather(task: FaceTask, state: FitState, derivatives: boolean): NormalEquations {
  const { space } = task;
  const count = parameterCount(space);
  const equations = createNormalEquations(count);
  const rows = new Float64Array(count * 3);
  const add: Add = (row, residual, weight, cost = (weight * residual) ** 2) => {
    if (derivatives) addRow(equations, rows, row * count, residual, weight);
    equations.cost += cost;
  };
  gatherFace(task, { posed: poseBones(space, state, derivatives), rows, add, derivatives }, REACH);
  const units = SHAPE_PARAMETER + space.bodyCount + space.faceCount;
  for (let c = RIGID; c < count; c++) {
    const unit = c - units;
    if (unit >= 0 && unit < space.units.length)
      addPull(equations, c, state.shape[c - SHAPE_PARAMETER], UNIT_PULL);
    else addPull(equations, c, 0, HOLD);
  }
  return equations;
}
