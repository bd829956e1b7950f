import { catmullRom, quatNormalize } from '@troupe/avatars/maths';
import type { MotionReel } from '../../protocol/index.ts';

/**
 * Pose of a reel at a time, cubic between its frames.
 *
 * @param hips out, 3 (m)
 * @param joints out, 52 x 4
 */
export function sampleReel(reel: MotionReel, timeS: number, hips: Float32Array, joints: Float32Array): void {
  const last = reel.frames - 1;
  const at = Math.min(last, Math.max(0, timeS * reel.fps));
  const i = Math.min(Math.floor(at), Math.max(0, last - 1));
  const weights = catmullRom(at - i);
  const rows = [Math.max(0, i - 1), i, Math.min(last, i + 1), Math.min(last, i + 2)];
  for (let k = 0; k < 3; k++)
    hips[k] = rows.reduce((sum, row, r) => sum + weights[r] * reel.hips[row * 3 + k], 0);
  const width = joints.length;
  for (let q = 0; q < width; q += 4) {
    for (let k = 0; k < 4; k++) joints[q + k] = 0;
    rows.forEach((row, r) => {
      // q and -q are one rotation: all four are taken on the side of the frame at hand.
      let along = 0;
      for (let k = 0; k < 4; k++) along += reel.joints[i * width + q + k] * reel.joints[row * width + q + k];
      const w = along < 0 ? -weights[r] : weights[r];
      for (let k = 0; k < 4; k++) joints[q + k] += w * reel.joints[row * width + q + k];
    });
    quatNormalize(joints, q);
  }
}
