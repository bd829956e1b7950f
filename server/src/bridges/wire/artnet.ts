/**
 * Art-Net 4 (Artistic Licence, "Specification for the Art-Net 4 Ethernet Communication Protocol"): ArtDmx, OpCode 0x5000.
 *
 * ID and version as they stand, OpCode little-endian, length big-endian; a port address is 15 bits: net (7), sub-net (4),
 * universe (4).
 */

export const ARTNET_PORT = 6454;

const HEAD_BYTES = 18;
/** "Art-Net\0" */
const ID = [0x41, 0x72, 0x74, 0x2d, 0x4e, 0x65, 0x74, 0];
const OP_DMX = 0x5000;
const PROTOCOL = 14;

export interface ArtDmx {
  /** 1..255, then 1 again; 0 means that the order is not told. */
  readonly sequence: number;
  /** Port address, 0..32767. */
  readonly universe: number;
  /** 2..512 slots; an odd count is filled up by one. */
  readonly slots: Uint8Array;
}

/** An ArtDmx packet. */
export function encodeArtDmx({ sequence, universe, slots }: ArtDmx): Uint8Array {
  const count = Math.min(512, Math.max(2, slots.length + (slots.length % 2)));
  const out = new Uint8Array(HEAD_BYTES + count);
  const view = new DataView(out.buffer);
  out.set(ID);
  view.setUint16(8, OP_DMX, true);
  view.setUint16(10, PROTOCOL);
  out[12] = sequence & 0xff;
  out[14] = universe & 0xff;
  out[15] = (universe >> 8) & 0x7f;
  view.setUint16(16, count);
  out.set(slots.subarray(0, count), HEAD_BYTES);
  return out;
}

/** Reads an ArtDmx packet, as a node would; a string says why it is none. Never throws. */
export function decodeArtDmx(bytes: Uint8Array): ArtDmx | string {
  if (bytes.length < HEAD_BYTES || ID.some((byte, i) => bytes[i] !== byte)) return 'no Art-Net packet';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(8, true) !== OP_DMX) return 'an Art-Net packet that carries no DMX';
  const count = view.getUint16(16);
  if (count < 2 || count > 512 || count % 2 !== 0 || bytes.length < HEAD_BYTES + count)
    return 'a wrong count of slots';
  return {
    sequence: bytes[12],
    universe: bytes[14] | (bytes[15] << 8),
    slots: bytes.slice(HEAD_BYTES, HEAD_BYTES + count),
  };
}
