import type { Sight } from '../see/see.ts';
import { project, projectRows } from './camera.ts';
import type { FitTask, Gathering } from './fit-task.ts';
import { addVertexPoint, parameterCount, vertexPlace } from './pose-state.ts';

/** What is needed to compare a face with its points. */
export interface FaceTask extends Pick<FitTask, 'space' | 'camera' | 'facePoints'> {
  readonly sight: Pick<Sight, 'face'>;
}

/** Standard deviation of a point, share of eyes to mouth. */
const DEVIATION = 0.085;
/** Of so many face points one is asked where it lies. */
const FACE_STRIDE = 2;

/**
 * Pulls the surface's places of the face network onto the points it saw.
 *
 * @param reach points farther off than this many deviations lose their vote
 */
export function gatherFace(
  { space, sight, camera, facePoints }: FaceTask,
  { posed, rows, add, derivatives }: Gathering,
  reach: number,
): void {
  const count = parameterCount(space);
  const { points, eyeToMouthPx } = sight.face;
  const sigma = DEVIATION * Math.max(eyeToMouthPx, 12);
  // Neighbours say the same; what the points say of the face's shape stands in its belief already.
  for (let k = 0; k < facePoints.length; k += FACE_STRIDE) {
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
