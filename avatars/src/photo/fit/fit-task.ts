import type { FaceBelief } from '../face/regress-face.ts';
import type { Sight } from '../see/see.ts';
import type { BodySpace } from './body-space.ts';
import type { Camera } from './camera.ts';
import type { DistanceField } from './distance-field.ts';
import type { Cover } from './outline.ts';
import type { PosedBones } from './pose-state.ts';
import type { ShapePrior } from './shape-prior.ts';

/** One place of the face network on the body's surface. */
export interface FacePoint {
  readonly vertices: readonly number[];
  readonly shares: readonly number[];
  readonly spreadMm: number;
}

/** What a fit is given besides the sight. */
export interface FitTask {
  readonly space: BodySpace;
  readonly sight: Sight;
  readonly camera: Camera;
  readonly facePoints: readonly (FacePoint | null)[];
  readonly mask: DistanceField;
  /** Stature, m, if known. */
  readonly heightM?: number;
  readonly prior: ShapePrior;
  /** What the face's points say of its shape. */
  readonly face: FaceBelief;
  readonly cover: (vertex: number) => Cover;
}

/** Adds a residual; robust terms give their own cost, of which the weight is the local slope. */
export type Add = (row: number, residual: number, weight: number, cost?: number) => void;

/** One gathering of residuals; without derivatives only the cost is wanted and `rows` stays empty. */
export interface Gathering {
  readonly posed: PosedBones;
  readonly rows: Float64Array;
  readonly add: Add;
  readonly derivatives: boolean;
}
