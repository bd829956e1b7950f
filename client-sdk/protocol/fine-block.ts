/**
 * CONTRIBUTOR NOTES
 * 32-bit rotations and whole millimetres let a planted toe tremble by 4 to 5 cm/s, which is seen from a few metres. A fine
 * block brings four more bits a component for the body's joints and the hips, 38 bytes. It hangs on no chain, so it can
 * come or stay away from one tick to the next, and who does not know it skips it.
 */
import { BLOCK, CELL_M, FLOOR_M, LAYER_JOINTS } from './pose-format.ts';
import { FINE_STEPS, fineStep, unpackQuat32Fine } from './quat32.ts';

/** Joints that a fine block refines: the body without fingers. */
export const FINE_JOINTS = LAYER_JOINTS[1];
/** Residuals come by three: the hips' place, then the joints. */
export const FINE_TRIPLES = 1 + FINE_JOINTS;
const HEAD_BYTES = 3;
const PAYLOAD_BYTES = Math.ceil((FINE_TRIPLES * 12) / 8);
/** Bytes of a fine block as the stage sends it. */
export const FINE_BYTES = HEAD_BYTES + PAYLOAD_BYTES;
/** Residuals of a body: hips x, y, z, then three for each joint. */
export const FINE_VALUES = 3 * (1 + LAYER_JOINTS[0]);

/** Poses as the pose blocks carry them, by slot, and what is left over: what a fine block adds. */
export interface QuantisedPoses {
  /** x, y, z in mm from the cell's corner and the floor; cell x, z. */
  readonly root: Uint16Array;
  readonly cell: Int8Array;
  /** By slot and triple (the hips' place first), twelve bits as packQuat32Fine gives them. */
  readonly rest: Uint16Array;
}

/** Writes the fine block of a slot at `at`, from its exact place and the quantised pose; returns where it ends. */
export function writeFine(
  hips: Float32Array,
  { root, cell, rest }: QuantisedPoses,
  slot: number,
  bytes: Uint8Array,
  at: number,
): number {
  const first = slot * FINE_TRIPLES;
  rest[first] =
    (placeStep((hips[slot * 3] - cell[slot * 2] * CELL_M) * 1000 - root[slot * 3]) << 8) |
    (placeStep((hips[slot * 3 + 1] - FLOOR_M) * 1000 - root[slot * 3 + 1]) << 4) |
    placeStep((hips[slot * 3 + 2] - cell[slot * 2 + 1] * CELL_M) * 1000 - root[slot * 3 + 2]);
  bytes[at] = BLOCK.fine;
  bytes[at + 1] = PAYLOAD_BYTES;
  bytes[at + 2] = 0;
  let to = at + HEAD_BYTES;
  for (let triple = 0; triple < FINE_TRIPLES; triple += 2) {
    const low = rest[first + triple];
    const high = triple + 1 < FINE_TRIPLES ? rest[first + triple + 1] : 0;
    bytes[to++] = low & 255;
    bytes[to++] = (low >> 8) | ((high & 15) << 4);
    if (triple + 1 < FINE_TRIPLES) bytes[to++] = high >> 4;
  }
  return to;
}

/** A position out of range has no rest: what is left of it is more than half a quantum, or no number. */
function placeStep(quanta: number): number {
  return quanta >= -0.51 && quanta <= 0.51 ? fineStep(quanta) : 8;
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
