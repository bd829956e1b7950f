/**
 * Layout of a VHP/1 pose message (SPEC.md has the prose; little-endian, bytes as they stand):
 *
 *   header  u8 version, u8 skeletonRevision, u32 tick, u32 presentAtMs (stage time of the pose), then blocks
 *   block   u8 head: bits 0-2 class, bits 3-4 layer, bit 5 key, bit 6 face
 *   pose    head, u16 netId, u8 seq, [key: i8 cellX, i8 cellZ], root, joints, [face]
 *     root    u16 x, y, z: hips in mm from the cell's corner; u32 hips rotation (world)
 *     joints  key: u32 each; delta: 2-bit modes, ceil((J-1)/4) bytes, then per joint by mode
 *             0 unchanged, 1: u16 with three 5-bit differences, 2: three i8 differences, 3: u32
 *     face    u32 mask of weights that are not 0, then u8 each
 *   act     head, u16 length, for each pose block of layer 3 before it in the message, in their order: u8 motion, u8 phase (far-motion.ts)
 *   fine    head, u16 length, triples of 12 bits: refines the pose block of layer 0 that follows (fine-block.ts)
 *   prop    head, u16 index, u16 x, y, z (mm from cell 0), u32 rotation
 *   own     head, u16 netId, u32 ackSeq, f32 x, y, z, yaw, vx, vz: the client's own body as the server settled it
 *   others  head, u16 length, bytes: skipped by a client that does not know the class
 */
export const HEADER_BYTES = 10;

export const BLOCK = { pose: 0, prop: 1, own: 2, fine: 3, act: 4 } as const;

/** Joints that a layer carries, the hips (root) included. */
export const LAYER_JOINTS = [52, 22, 8, 1] as const;
/** A layer is encoded every so many ticks: 20, 10, 5 and 2 Hz. */
export const LAYER_PERIOD_TICKS = [1, 2, 4, 10] as const;
export const LAYER_COUNT = 4;
/** Number of face weights, the VRM presets. */
export const FACE_COUNT = 18;

/** Cells are 32 m wide; offsets reach 65 m, so a walk across a cell's edge needs no key at once. */
export const CELL_M = 32;
/** Lowest height that can be sent, m. */
export const FLOOR_M = -8;
const MM = 1000;

/** Largest block of a layer, key or delta. */
export const BLOCK_BYTES_MAX = 4 + 2 + 10 + 13 + 51 * 4 + 4 + FACE_COUNT;
export const PROP_BYTES = 1 + 2 + 6 + 4;
export const OWN_BYTES = 1 + 2 + 4 + 24;

/** Cell of a coordinate: its corner lies 16 to 48 m below it. */
export function cellOf(metres: number): number {
  return Math.max(-128, Math.min(127, Math.floor(metres / CELL_M - 0.5)));
}

/** Offset in mm from a cell's corner; outside 0..65535 the cell no longer fits. */
export function toMillimetres(metres: number, cornerM: number): number {
  return Math.floor((metres - cornerM) * MM + 0.5);
}

export function fromMillimetres(mm: number, cornerM: number): number {
  return mm / MM + cornerM;
}
