const TAU = 2 * Math.PI;

/** The same angle within [-pi, pi). */
export function wrapAngle(rad: number): number {
  if (rad >= -Math.PI && rad < Math.PI) return rad;
  return rad - TAU * Math.floor((rad + Math.PI) / TAU);
}

/** Limits a number to [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** 0 below `from`, 1 above `to`, a smooth S between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** S-curve of t in [0, 1] with no velocity and no acceleration at both ends. */
export function minimumJerk(t: number): number {
  const u = clamp(t, 0, 1);
  return u * u * u * (10 + u * (6 * u - 15));
}

/** Length of (x, y). Math.hypot guards against overflow and is many times slower; a crowd asks for this a lot. */
export function length2(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** Length of (x, y, z). */
export function length3(x: number, y: number, z: number): number {
  return Math.sqrt(x * x + y * y + z * z);
}
