import { length3, smoothStep } from '../../maths/angle.ts';
import { meanFacePoints } from '../face/face-frame.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import type { Look } from '../understand/look.ts';

/**
 * FaceMesh points on brows (not their outer ends, where hair falls), lids, nose and lips: colours other than skin belong to
 * the face here.
 */
const FEATURES = [
  ...[63, 105, 66, 107, 53, 52, 65, 55, 293, 334, 296, 336, 283, 282, 295, 285],
  ...[33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173],
  ...[263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398],
  ...[1, 2, 4, 5, 98, 327, 64, 294, 48, 278, 168, 6, 197, 195],
  ...[61, 291, 0, 17, 37, 267, 40, 270, 84, 314, 91, 321, 13, 14, 78, 308, 185, 409, 146, 375],
];
/** Moustache, chin and jaw: here they belong to it only where a beard was seen. */
const BEARD = [
  ...[164, 167, 393, 165, 391, 92, 322, 18, 200, 199, 175, 152, 148, 377, 176, 400],
  ...[149, 378, 150, 379, 136, 365, 172, 397, 58, 288, 204, 424, 202, 422, 210, 430, 212, 432, 214, 434],
  ...[135, 364, 138, 367, 192, 416, 186, 410, 106, 335, 182, 406, 194, 418],
];
const NEAR_M = 0.003;
const FAR_M = 0.008;

/** How surely a colour other than skin belongs to the face, by vertex of the body, 0..1. */
export function featureShares(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  look: Look,
): Float32Array {
  const mean = meanFacePoints(space, facePoints);
  const among = look.face.beard > 0 ? [...FEATURES, ...BEARD] : FEATURES;
  const out = new Float32Array(space.vertices);
  for (const v of new Set(faceCorners(space))) {
    let least = Number.POSITIVE_INFINITY;
    for (const k of among) {
      const [p, q] = [k * 3, v * 3];
      const d = length3(
        mean[p] - space.mean[q],
        mean[p + 1] - space.mean[q + 1],
        mean[p + 2] - space.mean[q + 2],
      );
      least = Math.min(least, d);
    }
    out[v] = 1 - smoothStep(NEAR_M, FAR_M, least);
  }
  return out;
}

/** Body vertices of the face tile. */
function faceCorners({ kit, model }: BodySpace): number[] {
  return [...kit.faceTriangles].flatMap((t) => [0, 1, 2].map((k) => model.triangles[t * 3 + k]));
}
