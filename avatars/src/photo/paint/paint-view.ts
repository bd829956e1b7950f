import type { Part } from '../dress/part.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { Camera } from '../fit/camera.ts';
import type { DistanceField } from '../fit/distance-field.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { type Posture, poseSkinned } from '../fit/pose-state.ts';
import type { HandReading } from '../see/read-hand.ts';
import type { Sight } from '../see/see.ts';

/** How a body stood before a camera. */
export interface StoodBody {
  readonly posed: Posture;
  /** Vertices x 3 of the body at rest with the expression of the photo, m. */
  readonly shaped: Float32Array;
}

/** A photo to paint from, and how the body stood before it. */
export interface PaintView extends StoodBody {
  readonly sight: Pick<Sight, 'picture' | 'mask' | 'extentPx'> & Partial<Pick<Sight, 'pose' | 'face'>>;
  readonly hands?: readonly HandReading[];
  readonly camera: Camera;
  /** Distance to the edge of where the photo may be believed: of the person, or of the face. */
  readonly mask: DistanceField;
}

/** The model that a painted body is made of. */
export interface PaintedModel {
  readonly space: BodySpace;
  readonly facePoints: readonly (FacePoint | null)[];
}

/** Who is painted, as the first photo shows them. */
export interface PaintedPerson extends PaintView, PaintedModel {}

/** A part as it stood before the camera; skin wears the expression of the photo. */
export function posedForPhoto({ posed, shaped }: StoodBody, part: Part): Float32Array {
  if (!part.name.startsWith('skin')) return poseSkinned(posed, part.positions, part.joints, part.weights);
  const rest = Float32Array.from(
    part.positions,
    (_, i) => shaped[part.point[Math.floor(i / 3)] * 3 + (i % 3)],
  );
  return poseSkinned(posed, rest, part.joints, part.weights);
}
