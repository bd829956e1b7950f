/**
 * A unit quaternion in 32 bits, smallest three: the index of the largest component in bits 30-31, the other three in
 * 10 bits each. Mean error 0.075 degrees, at most 0.18 (Glenn Fiedler, "Snapshot Compression").
 */

const SCALE = 511 * Math.SQRT2;
const OFFSET = 511;
/** Value of each ten bits. */
const COMPONENT = Float64Array.from({ length: 1024 }, (_, bits) => (bits - OFFSET) / SCALE);

/**
 * Packs q[at..at+3] (x, y, z, w). A quaternion that is no number, or zero, packs as identity: a broken joint must not
 * break the stream.
 */
export function packQuat32(q: ArrayLike<number>, at: number): number {
  return packQuat32Signed(q, at) >>> 0;
}

/** The same bits as a signed number: those are small integers to the engine, where unsigned ones would be garbage. */
export function packQuat32Signed(q: ArrayLike<number>, at: number): number {
  let x = q[at];
  let y = q[at + 1];
  let z = q[at + 2];
  let w = q[at + 3];
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  if (!(length > 1e-6) || length === Number.POSITIVE_INFINITY) return IDENTITY_32 | 0;
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
  return (largest << 30) | (qa << 20) | (qb << 10) | qc;
}

/** Unpacks into out[at..at+3] as x, y, z, w; any 32 bits give a unit quaternion. */
export function unpackQuat32(packed: number, out: Float32Array | Float64Array | number[], at: number): void {
  fill(
    packed >>> 30,
    COMPONENT[(packed >>> 20) & 1023],
    COMPONENT[(packed >>> 10) & 1023],
    COMPONENT[packed & 1023],
    out,
    at,
  );
}

/** Puts three components and the fourth that follows from them at out[at..at+3]. */
function fill(
  largest: number,
  a: number,
  b: number,
  c: number,
  out: Float32Array | Float64Array | number[],
  at: number,
): void {
  const square = a * a + b * b + c * c;
  const d = Math.sqrt(Math.max(0, 1 - square));
  // Three components that are too long (never sent, but any bytes may arrive) are shortened to the unit sphere.
  const fit = square > 1 ? 1 / Math.sqrt(square) : 1;
  out[at] = largest === 0 ? d : a * fit;
  out[at + 1] = largest === 1 ? d : (largest === 0 ? a : b) * fit;
  out[at + 2] = largest === 2 ? d : (largest === 3 ? c : b) * fit;
  out[at + 3] = largest === 3 ? d : c * fit;
}

/**
 * How far the exact quaternion q[at..at+3] lies from its packed form, component by component: `round` gets quanta (-0.5 to
 * 0.5) and gives what goes to out[to..to+2].
 */
export function refineQuat32(
  q: ArrayLike<number>,
  at: number,
  packed: number,
  out: Int8Array,
  to: number,
  round: (quanta: number) => number,
): void {
  const largest = packed >>> 30;
  const square = q[at] * q[at] + q[at + 1] * q[at + 1] + q[at + 2] * q[at + 2] + q[at + 3] * q[at + 3];
  const scale = ((q[at + largest] < 0 ? -1 : 1) * SCALE) / Math.sqrt(square);
  const a = q[at + (largest === 0 ? 1 : 0)];
  const b = q[at + (largest <= 1 ? 2 : 1)];
  const c = q[at + (largest === 3 ? 2 : 3)];
  out[to] = round(a * scale + OFFSET - ((packed >>> 20) & 1023));
  out[to + 1] = round(b * scale + OFFSET - ((packed >>> 10) & 1023));
  out[to + 2] = round(c * scale + OFFSET - (packed & 1023));
}

/** Unpacks with residuals r[from..from+2], sixteenths of a quantum, as refineQuat32 gave them. */
export function unpackQuat32Fine(
  packed: number,
  r: Int8Array,
  from: number,
  out: Float32Array,
  at: number,
): void {
  const a = (((packed >>> 20) & 1023) - OFFSET + r[from] / 16) / SCALE;
  const b = (((packed >>> 10) & 1023) - OFFSET + r[from + 1] / 16) / SCALE;
  const c = ((packed & 1023) - OFFSET + r[from + 2] / 16) / SCALE;
  fill(packed >>> 30, a, b, c, out, at);
}

/** Identity, packed. */
export const IDENTITY_32 = ((3 << 30) | (OFFSET << 20) | (OFFSET << 10) | OFFSET) >>> 0;
