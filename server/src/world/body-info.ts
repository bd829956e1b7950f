/** What the simulation needs to know of a body; read from assets/bodies/<id>/body.json. */
export interface BodyInfo {
  readonly id: string;
  /** Standing height in m. */
  readonly heightM: number;
  /** Height of the hips joint above the ground in the T-pose, m. */
  readonly hipsHeightM: number;
  /** Upper plus lower leg, m: scales the motion model's stride. */
  readonly legLengthM: number;
  /** Rest offset of each of the 52 joints from its parent in the normalised T-pose (52 x 3, m); hips: from the ground. */
  readonly restOffsets: readonly number[];
}
