interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/**
 * Moves a pose from where its body stood to where it stands now: the same movement, elsewhere. So the own body is
 * drawn where prediction has it while its limbs come from the stage.
 *
 * @param body hips (world, m) and joints whose first is the hips' rotation in world space; changed in place
 */
export function reroot(
  body: { readonly hips: Float64Array | Float32Array; readonly joints: Float32Array },
  from: Place,
  to: Place,
): void {
  const turn = to.yaw - from.yaw;
  const sin = Math.sin(turn);
  const cos = Math.cos(turn);
  const dx = body.hips[0] - from.x;
  const dz = body.hips[2] - from.z;
  body.hips[0] = to.x + cos * dx + sin * dz;
  body.hips[1] += to.y - from.y;
  body.hips[2] = to.z - sin * dx + cos * dz;
  const s = Math.sin(turn / 2);
  const c = Math.cos(turn / 2);
  const [x, y, z, w] = body.joints;
  body.joints[0] = c * x + s * z;
  body.joints[1] = c * y + s * w;
  body.joints[2] = c * z - s * x;
  body.joints[3] = c * w - s * y;
}
