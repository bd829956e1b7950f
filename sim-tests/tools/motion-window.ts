/** Sizes of the window that the judges of motion take (avatars/train/motion/EVALUATION.md). */
export const WINDOW_POSES = 42;
export const WINDOW_LENGTH = 40;
export const WINDOW_CHANNELS = 132;
const JOINTS = 22;
const HZ = 20;

/**
 * Writes one window of the pose stream as the judges see it: joints relative to the hips, turned to their heading, then
 * the velocities of these.
 *
 * @param positions world joint positions in m of 42 poses at 20 Hz, x y z of 22 joints each, canonical person
 * @param hipsYaw heading of the hips of each pose in rad
 * @param out 132 x 40 values from `at` on
 */
export function encodeWindow(
  positions: ArrayLike<number>,
  hipsYaw: ArrayLike<number>,
  out: Float32Array,
  at = 0,
): void {
  const values = JOINTS * 3;
  const seen = new Float64Array(WINDOW_POSES * values);
  for (let t = 0; t < WINDOW_POSES; t++) {
    const cos = Math.cos(hipsYaw[t]);
    const sin = Math.sin(hipsYaw[t]);
    const o = t * values;
    for (let j = o; j < o + values; j += 3) {
      const x = positions[j] - positions[o];
      const z = positions[j + 2] - positions[o + 2];
      seen[j] = cos * x - sin * z;
      seen[j + 1] = positions[j + 1];
      seen[j + 2] = sin * x + cos * z;
    }
  }
  for (let t = 1; t <= WINDOW_LENGTH; t++) {
    for (let k = 0; k < values; k++) {
      const i = t * values + k;
      out[at + k * WINDOW_LENGTH + t - 1] = seen[i];
      out[at + (values + k) * WINDOW_LENGTH + t - 1] = (seen[i + values] - seen[i - values]) * (HZ / 2);
    }
  }
}
