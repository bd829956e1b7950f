/**
 * Quaternions (x, y, z, w) in flat arrays: every function takes an array and an offset for each operand and writes
 * into an out array, so a crowd's rotations stay in one buffer and nothing is allocated. `out` may be an operand.
 */
export type Floats = Float32Array | Float64Array | number[];

/** out = identity. */
export function quatIdentity(out: Floats, o: number): void {
  out[o] = 0;
  out[o + 1] = 0;
  out[o + 2] = 0;
  out[o + 3] = 1;
}

/** out = a. */
export function quatCopy(out: Floats, o: number, a: Floats, i: number): void {
  out[o] = a[i];
  out[o + 1] = a[i + 1];
  out[o + 2] = a[i + 2];
  out[o + 3] = a[i + 3];
}

/** out = a · b (b first, then a). */
export function quatMultiply(out: Floats, o: number, a: Floats, i: number, b: Floats, j: number): void {
  const ax = a[i];
  const ay = a[i + 1];
  const az = a[i + 2];
  const aw = a[i + 3];
  const bx = b[j];
  const by = b[j + 1];
  const bz = b[j + 2];
  const bw = b[j + 3];
  out[o] = aw * bx + ax * bw + ay * bz - az * by;
  out[o + 1] = aw * by - ax * bz + ay * bw + az * bx;
  out[o + 2] = aw * bz + ax * by - ay * bx + az * bw;
  out[o + 3] = aw * bw - ax * bx - ay * by - az * bz;
}

/** out = inverse(a) · b, for unit a. */
export function quatInverseMultiply(
  out: Floats,
  o: number,
  a: Floats,
  i: number,
  b: Floats,
  j: number,
): void {
  const ax = -a[i];
  const ay = -a[i + 1];
  const az = -a[i + 2];
  const aw = a[i + 3];
  const bx = b[j];
  const by = b[j + 1];
  const bz = b[j + 2];
  const bw = b[j + 3];
  out[o] = aw * bx + ax * bw + ay * bz - az * by;
  out[o + 1] = aw * by - ax * bz + ay * bw + az * bx;
  out[o + 2] = aw * bz + ax * by - ay * bx + az * bw;
  out[o + 3] = aw * bw - ax * bx - ay * by - az * bz;
}

/** out = a · inverse(b), for unit b: the rotation from b to a, in the space both live in. */
export function quatMultiplyInverse(
  out: Floats,
  o: number,
  a: Floats,
  i: number,
  b: Floats,
  j: number,
): void {
  const ax = a[i];
  const ay = a[i + 1];
  const az = a[i + 2];
  const aw = a[i + 3];
  const bx = -b[j];
  const by = -b[j + 1];
  const bz = -b[j + 2];
  const bw = b[j + 3];
  out[o] = aw * bx + ax * bw + ay * bz - az * by;
  out[o + 1] = aw * by - ax * bz + ay * bw + az * bx;
  out[o + 2] = aw * bz + ax * by - ay * bx + az * bw;
  out[o + 3] = aw * bw - ax * bx - ay * by - az * bz;
}

/** Makes the quaternion at i unit; a zero or non-finite one becomes identity. */
export function quatNormalize(q: Floats, i: number): void {
  const n = q[i] * q[i] + q[i + 1] * q[i + 1] + q[i + 2] * q[i + 2] + q[i + 3] * q[i + 3];
  if (!(n > 1e-12) || n === Number.POSITIVE_INFINITY) {
    quatIdentity(q, i);
    return;
  }
  const s = 1 / Math.sqrt(n);
  q[i] *= s;
  q[i + 1] *= s;
  q[i + 2] *= s;
  q[i + 3] *= s;
}

/** out = v rotated by unit q. */
export function quatRotate(out: Floats, o: number, q: Floats, i: number, v: Floats, j: number): void {
  const x = q[i];
  const y = q[i + 1];
  const z = q[i + 2];
  const w = q[i + 3];
  const vx = v[j];
  const vy = v[j + 1];
  const vz = v[j + 2];
  const tx = 2 * (y * vz - z * vy);
  const ty = 2 * (z * vx - x * vz);
  const tz = 2 * (x * vy - y * vx);
  out[o] = vx + w * tx + y * tz - z * ty;
  out[o + 1] = vy + w * ty + z * tx - x * tz;
  out[o + 2] = vz + w * tz + x * ty - y * tx;
}

/** out = rotation by angle about +Y. */
export function quatFromYaw(out: Floats, o: number, yawRad: number): void {
  out[o] = 0;
  out[o + 1] = Math.sin(yawRad / 2);
  out[o + 2] = 0;
  out[o + 3] = Math.cos(yawRad / 2);
}

/** out = rotation by a rotation vector (axis · angle, rad). */
export function quatFromVector(out: Floats, o: number, x: number, y: number, z: number): void {
  const square = x * x + y * y + z * z;
  // Below 0.4 rad the series is exact to 1e-8 and saves the trigonometry, which is most of the cost of a crowd.
  if (square < 0.16) {
    const s = 0.5 - square * (1 / 48 - square / 3840);
    out[o] = x * s;
    out[o + 1] = y * s;
    out[o + 2] = z * s;
    out[o + 3] = 1 - square * (1 / 8 - square * (1 / 384 - square / 46080));
    return;
  }
  const angle = Math.sqrt(square);
  const s = Math.sin(angle / 2) / angle;
  out[o] = x * s;
  out[o + 1] = y * s;
  out[o + 2] = z * s;
  out[o + 3] = Math.cos(angle / 2);
}

/** out = rotation vector (rad) of unit q, the short way round. */
export function quatToVector(out: Floats, o: number, q: Floats, i: number): void {
  const flip = q[i + 3] < 0 ? -1 : 1;
  const x = q[i] * flip;
  const y = q[i + 1] * flip;
  const z = q[i + 2] * flip;
  const w = q[i + 3] * flip;
  const sine = Math.sqrt(x * x + y * y + z * z);
  const s = sine > 1e-8 ? (2 * Math.atan2(sine, w)) / sine : 2;
  out[o] = x * s;
  out[o + 1] = y * s;
  out[o + 2] = z * s;
}

/** out = a turned towards b by share t, the short way, normalised. Exact slerp where nlerp would be visibly uneven. */
export function quatSlerp(
  out: Floats,
  o: number,
  a: Floats,
  i: number,
  b: Floats,
  j: number,
  t: number,
): void {
  let dot = a[i] * b[j] + a[i + 1] * b[j + 1] + a[i + 2] * b[j + 2] + a[i + 3] * b[j + 3];
  let sign = 1;
  if (dot < 0) {
    dot = -dot;
    sign = -1;
  }
  let wa = 1 - t;
  let wb = t * sign;
  if (dot < 0.98) {
    const angle = Math.acos(dot);
    const s = 1 / Math.sin(angle);
    wa = Math.sin((1 - t) * angle) * s;
    wb = Math.sin(t * angle) * s * sign;
  }
  out[o] = wa * a[i] + wb * b[j];
  out[o + 1] = wa * a[i + 1] + wb * b[j + 1];
  out[o + 2] = wa * a[i + 2] + wb * b[j + 2];
  out[o + 3] = wa * a[i + 3] + wb * b[j + 3];
  quatNormalize(out, o);
}

/** out = the smallest rotation that turns direction a to direction b; neither need be unit, both must be non-zero. */
export function quatBetween(
  out: Floats,
  o: number,
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
): void {
  const scale = Math.sqrt((ax * ax + ay * ay + az * az) * (bx * bx + by * by + bz * bz));
  const w = scale + ax * bx + ay * by + az * bz;
  if (w < 1e-9 * scale) {
    // Opposite: half a turn about any axis across a.
    const flat = Math.abs(ax) < Math.abs(ay);
    out[o] = flat ? 0 : -az;
    out[o + 1] = flat ? -az : 0;
    out[o + 2] = flat ? ay : ax;
    out[o + 3] = 0;
  } else {
    out[o] = ay * bz - az * by;
    out[o + 1] = az * bx - ax * bz;
    out[o + 2] = ax * by - ay * bx;
    out[o + 3] = w;
  }
  quatNormalize(out, o);
}

/**
 * out = the rotation told by the first two columns of its matrix (images of +X and +Y), as a network gives them: they
 * need be neither unit nor square (Zhou et al. 2019). Returns false, leaving out alone, when they tell no rotation.
 */
export function quatFromColumns(out: Floats, o: number, six: Floats, i: number): boolean {
  let ax = six[i];
  let ay = six[i + 1];
  let az = six[i + 2];
  let bx = six[i + 3];
  let by = six[i + 4];
  let bz = six[i + 5];
  const a = ax * ax + ay * ay + az * az;
  if (!(a > 1e-10)) return false;
  let s = 1 / Math.sqrt(a);
  ax *= s;
  ay *= s;
  az *= s;
  const along = ax * bx + ay * by + az * bz;
  bx -= along * ax;
  by -= along * ay;
  bz -= along * az;
  const b = bx * bx + by * by + bz * bz;
  if (!(b > 1e-10)) return false;
  s = 1 / Math.sqrt(b);
  bx *= s;
  by *= s;
  bz *= s;
  const cx = ay * bz - az * by;
  const cy = az * bx - ax * bz;
  const cz = ax * by - ay * bx;
  // Shepperd: take the largest component first, so that nothing is divided by almost zero.
  const trace = ax + by + cz;
  if (trace > 0) {
    s = Math.sqrt(trace + 1) * 2;
    out[o + 3] = s / 4;
    out[o] = (bz - cy) / s;
    out[o + 1] = (cx - az) / s;
    out[o + 2] = (ay - bx) / s;
  } else if (ax > by && ax > cz) {
    s = Math.sqrt(1 + ax - by - cz) * 2;
    out[o + 3] = (bz - cy) / s;
    out[o] = s / 4;
    out[o + 1] = (bx + ay) / s;
    out[o + 2] = (cx + az) / s;
  } else if (by > cz) {
    s = Math.sqrt(1 + by - ax - cz) * 2;
    out[o + 3] = (cx - az) / s;
    out[o] = (bx + ay) / s;
    out[o + 1] = s / 4;
    out[o + 2] = (cy + bz) / s;
  } else {
    s = Math.sqrt(1 + cz - ax - by) * 2;
    out[o + 3] = (ay - bx) / s;
    out[o] = (cx + az) / s;
    out[o + 1] = (cy + bz) / s;
    out[o + 2] = s / 4;
  }
  return Number.isFinite(out[o] + out[o + 1] + out[o + 2] + out[o + 3]);
}
