/**
 * A unit quaternion in 32 bits, smallest three: the index of the largest component in bits 30-31, the other three in
 * 10 bits each. Mean error 0.075 degrees, at most 0.18 (Glenn Fiedler, "Snapshot Compression").
 */

const SCALE = 511 * Math.SQRT2;
const OFFSET = 511;
/** Steps of a rest in one quantum. */
export const FINE_STEPS = 16;
/** A rest of nothing in each component. */
const EXACT = 0x888;
/** Where rests go that nobody wants. */
const NO_REST = new Uint16Array(1);
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
  return packQuat32Fine(q, at, NO_REST, 0);
}

/**
 * Packs as packQuat32Signed does, and puts at rest[to] how far the exact rotation lies from that: twelve bits, four a component,
 * sixteenths of a quantum plus 8, as a fine block carries them. In one pass, because the second would do the first anew.
 */
export function packQuat32Fine(q: ArrayLike<number>, at: number, rest: Uint16Array, to: number): number {
  let x = q[at];
  let y = q[at + 1];
  let z = q[at + 2];
  let w = q[at + 3];
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  if (!(length > 1e-6) || length === Number.POSITIVE_INFINITY) {
    rest[to] = EXACT;
    return IDENTITY_32 | 0;
  }
  const inverse = 1 / length;
  x *= inverse;
  y *= inverse;
  z *= inverse;
  w *= inverse;
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const az = Math.abs(z);
  const aw = Math.abs(w);
  if (aw >= ax && aw >= ay && aw >= az) return join(3, w < 0 ? -SCALE : SCALE, x, y, z, rest, to);
  if (ax >= ay && ax >= az) return join(0, x < 0 ? -SCALE : SCALE, y, z, w, rest, to);
  if (ay >= az) return join(1, y < 0 ? -SCALE : SCALE, x, z, w, rest, to);
  return join(2, z < 0 ? -SCALE : SCALE, x, y, w, rest, to);
}

function join(
  largest: number,
  scale: number,
  a: number,
  b: number,
  c: number,
  rest: Uint16Array,
  to: number,
): number {
  const exactA = a * scale + OFFSET;
  const exactB = b * scale + OFFSET;
  const exactC = c * scale + OFFSET;
  // floor(x + 0.5), as Colyseus' quantize: one rounding rule for every language. None is below 0, so cutting off is floor.
  const qa = (exactA + 0.5) | 0;
  const qb = (exactB + 0.5) | 0;
  const qc = (exactC + 0.5) | 0;
  rest[to] = (fineStep(exactA - qa) << 8) | (fineStep(exactB - qb) << 4) | fineStep(exactC - qc);
  return (largest << 30) | (qa << 20) | (qb << 10) | qc;
}

/** A rest of -0.5 to 0.5 quanta in sixteenths, from 1 to 15 with 8 for none: at most a sixteenth of a quantum is lost. */
export function fineStep(quanta: number): number {
  return Math.min(15, Math.max(1, (quanta * FINE_STEPS + 8.5) | 0));
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

/** Unpacks with residuals r[from..from+2], sixteenths of a quantum. */
export function unpackQuat32Fine(
  packed: number,
  r: Int8Array,
  from: number,
  out: Float32Array,
  at: number,
): void {
  const a = (((packed >>> 20) & 1023) - OFFSET + r[from] / FINE_STEPS) / SCALE;
  const b = (((packed >>> 10) & 1023) - OFFSET + r[from + 1] / FINE_STEPS) / SCALE;
  const c = ((packed & 1023) - OFFSET + r[from + 2] / FINE_STEPS) / SCALE;
  fill(packed >>> 30, a, b, c, out, at);
}

/** Identity, packed. */
export const IDENTITY_32 = ((3 << 30) | (OFFSET << 20) | (OFFSET << 10) | OFFSET) >>> 0;
