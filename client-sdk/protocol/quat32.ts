/**
 * A unit quaternion in 32 bits, smallest three: the index of the largest component in bits 30-31, the other three in
 * 10 bits each. Mean error 0.075 degrees, at most 0.18 (Glenn Fiedler, "Snapshot Compression").
 */

const SCALE = 511 * Math.SQRT2;
const OFFSET = 511;

/**
 * Packs q[at..at+3] (x, y, z, w). A quaternion that is no number, or zero, packs as identity: a broken joint must not
 * break the stream.
 */
export function packQuat32(q: ArrayLike<number>, at: number): number {
  let x = q[at];
  let y = q[at + 1];
  let z = q[at + 2];
  let w = q[at + 3];
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  if (!(length > 1e-6) || length === Number.POSITIVE_INFINITY) return IDENTITY_32;
  const inverse = 1 / length;
  x *= inverse;
  y *= inverse;
  z *= inverse;
  w *= inverse;
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const az = Math.abs(z);
  const aw = Math.abs(w);
  if (aw >= ax && aw >= ay && aw >= az) return join(3, w < 0 ? -1 : 1, x, y, z);
  if (ax >= ay && ax >= az) return join(0, x < 0 ? -1 : 1, y, z, w);
  if (ay >= az) return join(1, y < 0 ? -1 : 1, x, z, w);
  return join(2, z < 0 ? -1 : 1, x, y, w);
}

function join(largest: number, sign: number, a: number, b: number, c: number): number {
  // floor(x + 0.5), as Colyseus' quantize: one rounding rule for every language.
  const qa = Math.floor(a * sign * SCALE + OFFSET + 0.5);
  const qb = Math.floor(b * sign * SCALE + OFFSET + 0.5);
  const qc = Math.floor(c * sign * SCALE + OFFSET + 0.5);
  return ((largest << 30) | (qa << 20) | (qb << 10) | qc) >>> 0;
}

/** Unpacks into out[at..at+3] as x, y, z, w; any 32 bits give a unit quaternion. */
export function unpackQuat32(packed: number, out: Float32Array | Float64Array | number[], at: number): void {
  const largest = packed >>> 30;
  const a = (((packed >>> 20) & 1023) - OFFSET) / SCALE;
  const b = (((packed >>> 10) & 1023) - OFFSET) / SCALE;
  const c = ((packed & 1023) - OFFSET) / SCALE;
  const square = a * a + b * b + c * c;
  const d = Math.sqrt(Math.max(0, 1 - square));
  // Three components that are too long (never sent, but any bytes may arrive) are shortened to the unit sphere.
  const fit = square > 1 ? 1 / Math.sqrt(square) : 1;
  out[at] = largest === 0 ? d : a * fit;
  out[at + 1] = largest === 1 ? d : (largest === 0 ? a : b) * fit;
  out[at + 2] = largest === 2 ? d : (largest === 3 ? c : b) * fit;
  out[at + 3] = largest === 3 ? d : c * fit;
}

/** Identity, packed. */
export const IDENTITY_32 = ((3 << 30) | (OFFSET << 20) | (OFFSET << 10) | OFFSET) >>> 0;
