/** What joints and directions of limbs, as the landmark networks saw them, say of pose and shape. */
import { project, projectRows } from './camera.ts';
import type { FitTask, Gathering } from './fit-task.ts';
import {
  directionExcess,
  footVertices,
  LANDMARK_BONES,
  LIMBS,
  landmarkOffset,
  SPANS,
} from './landmark-map.ts';
import { addVertexPoint, bonePoint, fixedPlace, parameterCount, vertexPlace } from './pose-state.ts';
import { worldPoint } from './start-pose.ts';

/** Deviations of a joint, as a share of the body's extent, and of a limb's direction. */
const JOINT = 0.006;
const DIRECTION = 0.22;

/** Pulls bones onto the landmarks of the picture. */
export function gatherJoints(task: FitTask, { posed, rows, add, derivatives }: Gathering): void {
  const { space, sight, camera } = task;
  const count = parameterCount(space);
  const sigma = JOINT * sight.extentPx;
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

/** Pulls limbs into the directions of the landmarks in space. */
export function gatherDirections(task: FitTask, { posed, rows, add, derivatives }: Gathering): void {
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
    const weight = Math.sqrt(sure + 0.05) / DIRECTION;
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
