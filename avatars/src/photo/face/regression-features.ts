import { vectorOf } from '../fit/pose-state.ts';
import type { FrontalFace } from './face-frame.ts';

/** Ways of looking that the network's errors follow: nod, turn, tilt, and their squares; how large the face is. */
const VIEW_FEATURES = 7;
const USUAL_PX_PER_M = 500;
/** The largest faces learned from; the network sees no more of larger ones. */
const MOST_PX_PER_M = 1100;

export const faceFeatureCount = (points: number): number => points * 3 + VIEW_FEATURES;

/** What the regression is given: the frontal face less the mean one, m, then the view. */
export function faceFeatures(face: FrontalFace, mean: Float64Array): Float32Array {
  const out = new Float32Array(faceFeatureCount(mean.length / 3));
  for (let i = 0; i < mean.length; i++) out[i] = face.points[i] - mean[i];
  const turn = vectorOf(face.turn);
  out.set(
    [...turn, ...turn.map((x) => x * x), Math.log(Math.min(MOST_PX_PER_M, face.pxPerM) / USUAL_PX_PER_M)],
    mean.length,
  );
  return out;
}
