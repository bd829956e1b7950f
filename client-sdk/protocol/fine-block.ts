/**
 * CONTRIBUTOR NOTES
 * 32-bit rotations and whole millimetres let a planted toe tremble by 4 to 5 cm/s, which is seen from a few metres. A fine
 * block brings four more bits a component for the body's joints and the hips, 38 bytes. It hangs on no chain, so it can
 * come or stay away from one tick to the next, and who does not know it skips it.
 */
import { BLOCK, CELL_M, FLOOR_M, LAYER_JOINTS } from './pose-format.ts';
import { refineQuat32, unpackQuat32Fine } from './quat32.ts';

/** Steps of a residual in one quantum. */
export const FINE_STEPS = 16;
/** Largest residual in steps; half a quantum is 8, so at most a sixteenth of a quantum is lost. */
const FINE_MOST = 7;
/** Joints that a fine block refines: the body without fingers. */
export const FINE_JOINTS = LAYER_JOINTS[1];
const TRIPLES = 1 + FINE_JOINTS;
const HEAD_BYTES = 3;
const PAYLOAD_BYTES = Math.ceil((TRIPLES * 12) / 8);
/** Bytes of a fine block as the stage sends it. */
export const FINE_BYTES = HEAD_BYTES + PAYLOAD_BYTES;
/** Residuals of a body: hips x, y, z, then three for each joint. */
export const FINE_VALUES = 3 * (1 + LAYER_JOINTS[0]);

/** Poses as the pose blocks carry them, by slot: what a fine block adds to. */
export interface QuantisedPoses {
  /** x, y, z in mm from the cell's corner and the floor; cell x, z. */
  readonly root: Uint16Array;
  readonly cell: Int8Array;
  readonly packed: Int32Array;
}

const residuals = new Int8Array(FINE_VALUES);

/** Writes the fine block of a slot at `at`, from its exact pose and the quantised one; returns where it ends. */
export function writeFine(
  exact: { readonly hips: Float32Array; readonly joints: Float32Array },
  quantised: QuantisedPoses,
  slot: number,
  bytes: Uint8Array,
  at: number,
): number {
  const { hips, joints } = exact;
  const { root, cell, packed } = quantised;
  for (let axis = 0; axis < 3; axis++) {
    const corner = axis === 1 ? FLOOR_M : cell[slot * 2 + (axis >> 1)] * CELL_M;
    residuals[axis] = residual((hips[slot * 3 + axis] - corner) * 1000 - root[slot * 3 + axis]);
  }
  const from = slot * LAYER_JOINTS[0];
  for (let joint = 0; joint < FINE_JOINTS; joint++) {
    refineQuat32(joints, (from + joint) * 4, packed[from + joint], residuals, 3 + joint * 3, residual);
  }
  bytes[at] = BLOCK.fine;
  bytes[at + 1] = PAYLOAD_BYTES;
  bytes[at + 2] = 0;
  let to = at + HEAD_BYTES;
  for (let triple = 0; triple < TRIPLES; triple += 2) {
    const low = tripleBits(triple);
    const high = triple + 1 < TRIPLES ? tripleBits(triple + 1) : 0;
    bytes[to++] = low & 255;
    bytes[to++] = (low >> 8) | ((high & 15) << 4);
    if (triple + 1 < TRIPLES) bytes[to++] = high >> 4;
  }
  return to;
}

function tripleBits(triple: number): number {
  const i = triple * 3;
  return ((residuals[i] + 8) << 8) | ((residuals[i + 1] + 8) << 4) | (residuals[i + 2] + 8);
}

/** A rest of -0.5 to 0.5 quanta in steps; anything else, as of a position out of range, is nothing. */
function residual(quanta: number): number {
  if (!(quanta >= -0.51 && quanta <= 0.51)) return 0;
  return Math.max(-FINE_MOST, Math.min(FINE_MOST, Math.floor(quanta * FINE_STEPS + 0.5)));
}

/** Reads the payload of a fine block into residuals; returns how many joints it refines, -1 when it is empty. */
export function readFine(bytes: Uint8Array, start: number, length: number, out: Int8Array): number {
  const triples = Math.min(FINE_VALUES / 3, Math.floor((length * 8) / 12));
  for (let triple = 0; triple < triples; triple++) {
    const at = start + (triple >> 1) * 3;
    const bits =
      (triple & 1) === 0
        ? bytes[at] | ((bytes[at + 1] & 15) << 8)
        : (bytes[at + 1] >> 4) | (bytes[at + 2] << 4);
    out[triple * 3] = (bits >> 8) - 8;
    out[triple * 3 + 1] = ((bits >> 4) & 15) - 8;
    out[triple * 3 + 2] = (bits & 15) - 8;
  }
  return triples - 1;
}

/** Adds residuals to a body that was decoded without: `hips` in m, `joints` as quaternions. */
export function applyFine(
  fine: Int8Array,
  count: number,
  packed: Uint32Array,
  hips: Float64Array,
  joints: Float32Array,
): void {
  for (let axis = 0; axis < 3; axis++) hips[axis] += fine[axis] / (FINE_STEPS * 1000);
  for (let joint = 0; joint < count; joint++) {
    unpackQuat32Fine(packed[joint], fine, 3 + joint * 3, joints, joint * 4);
  }
}
