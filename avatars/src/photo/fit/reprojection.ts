import { project } from './camera.ts';
import type { FitTask } from './fit-task.ts';
import { LANDMARK_BONES, landmarkOffset } from './landmark-map.ts';
import { type FitState, fixedPlace, poseBones } from './pose-state.ts';

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
