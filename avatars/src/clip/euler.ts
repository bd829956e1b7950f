import type { Floats } from '../maths/quat.ts';

/**
 * Angles (rad) about Z, then X, then Y, as BVH writes them (q = Z · X · Y), of unit q; at the pole Y is 0.
 *
 * @param out three angles in the order Z, X, Y
 */
export function quatToEulerZxy(out: Floats, q: Floats, i: number): void {
  const x = q[i];
  const y = q[i + 1];
  const z = q[i + 2];
  const w = q[i + 3];
  // Matrix of Z · X · Y: m21 = sin X, m01 and m11 carry Z, m20 and m22 carry Y.
  const sine = 2 * (y * z + w * x);
  if (Math.abs(sine) > 1 - 1e-9) {
    out[1] = Math.sign(sine) * (Math.PI / 2);
    out[2] = 0;
    const m10 = 2 * (x * y + w * z);
    const m00 = 1 - 2 * (y * y + z * z);
    out[0] = Math.atan2(m10, m00);
    return;
  }
  out[0] = Math.atan2(-2 * (x * y - w * z), 1 - 2 * (x * x + z * z));
  out[1] = Math.asin(sine);
  out[2] = Math.atan2(-2 * (x * z - w * y), 1 - 2 * (x * x + y * y));
}
