/**
 * Open Sound Control 1.0 (M. Wright, "The Open Sound Control 1.0 Specification", 2002-03-26): packets as bytes.
 *
 * Big-endian; strings end in at least one zero and fill up to four bytes; an argument list is preceded by its type tags.
 * Beside the tags every receiver must know (i f s b) the ones of the appendix that carry values are read: h t d T F N I.
 */

/** One argument with its type tag. 'h' and 't' are 64 bits. */
export type OscArg =
  | readonly ['i' | 'f' | 'd', number]
  | readonly ['s', string]
  | readonly ['b', Uint8Array]
  | readonly ['h' | 't', bigint]
  | readonly ['T' | 'F' | 'N' | 'I'];

export interface OscMessage {
  readonly address: string;
  readonly args: readonly OscArg[];
}

/** A message and when it is meant for; IMMEDIATELY when no bundle says. */
export interface TimedOscMessage extends OscMessage {
  /** NTP time: seconds since 1900 in the upper 32 bits, fractions of a second in the lower. */
  readonly timeTag: bigint;
}

/** The time tag that means "now" (63 zero bits and a one). */
export const IMMEDIATELY = 1n;

export const OSC_LIMITS = {
  /** Of a packet that is read. */
  bytesMax: 8_192,
  /** Bundles in one another. */
  depthMax: 4,
  /** Messages in a packet, arguments of a message, characters of an address. */
  messagesMax: 64,
  argsMax: 32,
  addressMax: 256,
} as const;

const BUNDLE = '#bundle';
/** Seconds from 1900 to 1970. */
const NTP_OFFSET_S = 2_208_988_800n;

/** NTP time of a Unix time in ms. */
export function timeTagOfUnixMs(unixMs: number): bigint {
  const seconds = Math.floor(unixMs / 1000);
  const fraction = BigInt(Math.floor(((unixMs - seconds * 1000) / 1000) * 2 ** 32));
  return ((BigInt(seconds) + NTP_OFFSET_S) << 32n) | fraction;
}

/** Unix time in ms of an NTP time; 0 for IMMEDIATELY. */
export function unixMsOfTimeTag(timeTag: bigint): number {
  if (timeTag === IMMEDIATELY) return 0;
  return Number((timeTag >> 32n) - NTP_OFFSET_S) * 1000 + (Number(timeTag & 0xffffffffn) / 2 ** 32) * 1000;
}

const padded = (length: number): number => (length + 3) & ~3;

/** A message as bytes. Texts are written as UTF-8, as every receiver in use reads them. */
export function encodeOscMessage({ address, args }: OscMessage): Uint8Array {
  const parts = [stringBytes(address), stringBytes(`,${args.map(([tag]) => tag).join('')}`)];
  for (const arg of args) parts.push(argBytes(arg));
  return join(parts);
}

/** Several packets (messages or bundles) as one bundle. */
export function encodeOscBundle(elements: readonly Uint8Array[], timeTag = IMMEDIATELY): Uint8Array {
  const head = new Uint8Array(16);
  head.set(stringBytes(BUNDLE));
  new DataView(head.buffer).setBigUint64(8, timeTag);
  const parts: Uint8Array[] = [head];
  for (const element of elements) {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setInt32(0, element.length);
    parts.push(size, element);
  }
  return join(parts);
}

function argBytes(arg: OscArg): Uint8Array {
  const [tag, value] = arg;
  if (tag === 's') return stringBytes(value);
  if (tag === 'b') {
    const out = new Uint8Array(4 + padded(value.length));
    new DataView(out.buffer).setInt32(0, value.length);
    out.set(value, 4);
    return out;
  }
  const out = new Uint8Array(tag === 'i' || tag === 'f' ? 4 : value === undefined ? 0 : 8);
  const view = new DataView(out.buffer);
  if (tag === 'i') view.setInt32(0, value);
  else if (tag === 'f') view.setFloat32(0, value);
  else if (tag === 'd') view.setFloat64(0, value);
  else if (tag === 'h') view.setBigInt64(0, value);
  else if (tag === 't') view.setBigUint64(0, value);
  return out;
}

function stringBytes(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text.replaceAll('\0', ''));
  const out = new Uint8Array(padded(bytes.length + 1));
  out.set(bytes);
  return out;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The messages of a packet in order, bundles taken apart; a string says why it is no OSC. Never throws. */
export function decodeOsc(bytes: Uint8Array): TimedOscMessage[] | string {
  if (bytes.length > OSC_LIMITS.bytesMax)
    return `a packet of ${bytes.length} bytes; ${OSC_LIMITS.bytesMax} are read`;
  const out: TimedOscMessage[] = [];
  const problem = readPacket(bytes, IMMEDIATELY, 0, out);
  return problem === '' ? out : problem;
}

function readPacket(bytes: Uint8Array, timeTag: bigint, depth: number, out: TimedOscMessage[]): string {
  if (bytes.length === 0 || bytes.length % 4 !== 0) return 'a packet whose size is no multiple of four';
  if (bytes[0] === 0x23) return readBundle(bytes, timeTag, depth, out);
  if (bytes[0] !== 0x2f) return 'a packet that begins with neither "/" nor "#bundle"';
  if (out.length >= OSC_LIMITS.messagesMax) return `more than ${OSC_LIMITS.messagesMax} messages in a packet`;
  const message = readMessage(bytes);
  if (typeof message === 'string') return message;
  out.push({ ...message, timeTag });
  return '';
}

function readBundle(bytes: Uint8Array, outer: bigint, depth: number, out: TimedOscMessage[]): string {
  if (depth >= OSC_LIMITS.depthMax) return `bundles nested deeper than ${OSC_LIMITS.depthMax}`;
  const name = readString(bytes, 0);
  if (name?.text !== BUNDLE || bytes.length < 16) return 'a bundle that is cut off';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const own = view.getBigUint64(8);
  // A bundle inside another may not be earlier than it.
  const timeTag = own < outer ? outer : own;
  for (let at = 16; at < bytes.length; ) {
    if (at + 4 > bytes.length) return 'a bundle that is cut off';
    const size = view.getInt32(at);
    if (size < 0 || at + 4 + size > bytes.length) return 'an element longer than its bundle';
    const problem = readPacket(bytes.subarray(at + 4, at + 4 + size), timeTag, depth + 1, out);
    if (problem !== '') return problem;
    at += 4 + size;
  }
  return '';
}

function readMessage(bytes: Uint8Array): OscMessage | string {
  const address = readString(bytes, 0);
  if (!address || address.text.length > OSC_LIMITS.addressMax) return 'an address without an end';
  // Some old senders leave the type tags out; then there is nothing that could be read.
  if (address.next >= bytes.length) return { address: address.text, args: [] };
  const tags = readString(bytes, address.next);
  if (!tags?.text.startsWith(',')) return 'a message without type tags';
  if (tags.text.length - 1 > OSC_LIMITS.argsMax) return `more than ${OSC_LIMITS.argsMax} arguments`;
  const args: OscArg[] = [];
  let at = tags.next;
  for (const tag of tags.text.slice(1)) {
    const read = readArg(bytes, at, tag);
    if (typeof read === 'string') return read;
    args.push(read.arg);
    at = read.next;
  }
  return { address: address.text, args };
}

function readArg(bytes: Uint8Array, at: number, tag: string): { arg: OscArg; next: number } | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (count: number): boolean => at + count <= bytes.length;
  const cut = 'an argument that is cut off';
  if (tag === 'T' || tag === 'F' || tag === 'N' || tag === 'I') return { arg: [tag], next: at };
  if (tag === 's') {
    const read = readString(bytes, at);
    return read ? { arg: ['s', read.text], next: read.next } : 'a text without an end';
  }
  if (!has(4)) return cut;
  if (tag === 'i') return { arg: ['i', view.getInt32(at)], next: at + 4 };
  if (tag === 'f') return { arg: ['f', view.getFloat32(at)], next: at + 4 };
  if (tag === 'b') {
    const size = view.getInt32(at);
    if (size < 0 || !has(4 + size)) return cut;
    return { arg: ['b', bytes.slice(at + 4, at + 4 + size)], next: at + 4 + padded(size) };
  }
  if (!has(8)) return cut;
  if (tag === 'd') return { arg: ['d', view.getFloat64(at)], next: at + 8 };
  if (tag === 'h') return { arg: ['h', view.getBigInt64(at)], next: at + 8 };
  if (tag === 't') return { arg: ['t', view.getBigUint64(at)], next: at + 8 };
  return `the type tag "${tag}", whose size is not known`;
}

function readString(bytes: Uint8Array, at: number): { text: string; next: number } | undefined {
  const end = bytes.indexOf(0, at);
  if (end < 0) return undefined;
  return { text: new TextDecoder().decode(bytes.subarray(at, end)), next: at + padded(end - at + 1) };
}
