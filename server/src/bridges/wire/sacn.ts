/**
 * Streaming ACN, ANSI E1.31-2018: one universe of DMX512-A as a UDP packet.
 *
 * Big-endian. Root layer (table 5-1, 38 bytes), framing layer (table 6-1, 77 bytes), DMP layer (table 7-1, 10 bytes, then
 * the start code and up to 512 slots).
 */

export const SACN_PORT = 5568;
/** Slots of a universe, fastest refresh of DMX512-A with all of them, Hz. */
export const DMX_SLOTS = 512;
export const DMX_HZ_MAX = 44;

const HEAD_BYTES = 126;
/** "ASC-E1.17\0\0\0" */
const ACN_ID = [0x41, 0x53, 0x43, 0x2d, 0x45, 0x31, 0x2e, 0x31, 0x37, 0, 0, 0];
const VECTOR_ROOT_E131_DATA = 4;
const VECTOR_E131_DATA_PACKET = 2;
const VECTOR_DMP_SET_PROPERTY = 2;
const ADDRESS_AND_DATA_TYPE = 0xa1;
const NAME_BYTES = 64;

export interface SacnFrame {
  /** Component identifier: 16 bytes that stay the same for a source. */
  readonly cid: Uint8Array;
  /** Name of the source, at most 63 bytes of UTF-8. */
  readonly source: string;
  /** 0 least .. 200 most, 100 usual. */
  readonly priority: number;
  /** 0..255, rising by one with each packet of a universe. */
  readonly sequence: number;
  /** 1..63999. */
  readonly universe: number;
  /** The source stops sending this universe (option bit 6). */
  readonly terminated: boolean;
  readonly slots: Uint8Array;
}

/** A data packet; at most 512 slots are written. */
export function encodeSacn(frame: SacnFrame): Uint8Array {
  const count = Math.min(DMX_SLOTS, frame.slots.length);
  const out = new Uint8Array(HEAD_BYTES + count);
  const view = new DataView(out.buffer);
  // Flags 0x7 in the upper four bits, the length of the layer to the end of the packet below.
  const layer = (at: number): void => view.setUint16(at, 0x7000 | (out.length - at));
  view.setUint16(0, 0x0010);
  out.set(ACN_ID, 4);
  layer(16);
  view.setUint32(18, VECTOR_ROOT_E131_DATA);
  out.set(frame.cid.subarray(0, 16), 22);
  layer(38);
  view.setUint32(40, VECTOR_E131_DATA_PACKET);
  out.set(nameBytes(frame.source), 44);
  out[108] = frame.priority;
  out[111] = frame.sequence & 0xff;
  out[112] = frame.terminated ? 0x40 : 0;
  view.setUint16(113, frame.universe);
  layer(115);
  out[117] = VECTOR_DMP_SET_PROPERTY;
  out[118] = ADDRESS_AND_DATA_TYPE;
  view.setUint16(121, 1);
  view.setUint16(123, count + 1);
  out.set(frame.slots.subarray(0, count), HEAD_BYTES);
  return out;
}

/** UTF-8, cut at a whole character, with a zero at its end. */
function nameBytes(name: string): Uint8Array {
  const out = new Uint8Array(NAME_BYTES);
  new TextEncoder().encodeInto(name, out.subarray(0, NAME_BYTES - 1));
  return out;
}

/** Reads a data packet, as a receiver would; a string says why it is none. Never throws. */
export function decodeSacn(bytes: Uint8Array): SacnFrame | string {
  if (bytes.length < HEAD_BYTES || ACN_ID.some((byte, i) => bytes[4 + i] !== byte)) return 'no ACN packet';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(18) !== VECTOR_ROOT_E131_DATA || view.getUint32(40) !== VECTOR_E131_DATA_PACKET)
    return 'an ACN packet that carries no DMX';
  for (const at of [16, 38, 115])
    if (view.getUint16(at) !== (0x7000 | (bytes.length - at))) return `a wrong length at byte ${at}`;
  const count = view.getUint16(123) - 1;
  if (count < 0 || count !== bytes.length - HEAD_BYTES || count > DMX_SLOTS) return 'a wrong count of slots';
  const name = bytes.subarray(44, 44 + NAME_BYTES);
  const end = name.indexOf(0);
  return {
    cid: bytes.slice(22, 38),
    source: new TextDecoder().decode(name.subarray(0, end < 0 ? NAME_BYTES : end)),
    priority: bytes[108],
    sequence: bytes[111],
    universe: view.getUint16(113),
    terminated: (bytes[112] & 0x40) !== 0,
    slots: bytes.slice(HEAD_BYTES),
  };
}

/** Multicast group of a universe (9.3.1): 239.255, then its number. */
export function sacnGroup(universe: number): string {
  return `239.255.${universe >> 8}.${universe & 0xff}`;
}
