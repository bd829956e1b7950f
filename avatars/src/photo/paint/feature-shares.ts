import { length3, smoothStep } from '../../maths/angle.ts';
import { distanceToSegment } from '../../maths/segment.ts';
import { meanFacePoints } from '../face/face-frame.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import type { Look } from '../understand/look.ts';

/** FaceMesh points on lids, nose and lips: colours other than skin belong to the face here. */
const FEATURES = [
  ...[33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173],
  ...[263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398],
  ...[1, 2, 4, 5, 98, 327, 64, 294, 48, 278, 168, 6, 197, 195],
  ...[61, 291, 0, 17, 37, 267, 40, 270, 84, 314, 91, 321, 13, 14, 78, 308, 185, 409, 146, 375],
];
/** Upper and lower edges of the brows, without their outer ends, where hair falls. */
const BROW_LINES = [
  [107, 66, 105, 63],
  [55, 65, 52, 53],
  [336, 296, 334, 293],
  [285, 295, 282, 283],
] as const;
/** Moustache, chin and jaw: here they belong to it only where a beard was seen. */
const BEARD = [
  ...[164, 167, 393, 165, 391, 92, 322, 18, 200, 199, 175, 152, 148, 377, 176, 400],
  ...[149, 378, 150, 379, 136, 365, 172, 397, 58, 288, 204, 424, 202, 422, 210, 430, 212, 432, 214, 434],
  ...[135, 364, 138, 367, 192, 416, 186, 410, 106, 335, 182, 406, 194, 418],
];
const NEAR_M = 0.003;
const FAR_M = 0.008;
/** The mesh has a vertex every 5 mm there: a dark brow between two of them is to be a brow wholly. */
const BROW_NEAR_M = 0.005;
const BROW_FAR_M = 0.01;
const ABOUT_M = 0.05;

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
    // Who is far from every feature is far from the brows.
    const brow =
      least > ABOUT_M ? least : Math.min(...BROW_LINES.map((line) => farFromLine(mean, line, space.mean, v)));
    out[v] = Math.max(1 - smoothStep(NEAR_M, FAR_M, least), 1 - smoothStep(BROW_NEAR_M, BROW_FAR_M, brow));
  }
  return out;
}

/** Distance of a vertex from a line through points, m. */
function farFromLine(points: Float64Array, line: readonly number[], places: Float32Array, v: number): number {
  const at = (k: number) => points.subarray(k * 3, k * 3 + 3);
  const place = places.subarray(v * 3, v * 3 + 3);
  return Math.min(...line.slice(1).map((k, i) => distanceToSegment(place, at(line[i]), at(k))));
}

/** Body vertices of the face tile. */
function faceCorners({ kit, model }: BodySpace): number[] {
  return [...kit.faceTriangles].flatMap((t) => [0, 1, 2].map((k) => model.triangles[t * 3 + k]));
}
