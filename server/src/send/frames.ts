/**
 * CONTRIBUTOR NOTES
 * Messages are made into WebSocket frames here (RFC 6455, section 5.2: from a server unmasked, so header and bytes as they
 * stand), because then any number of them go to a socket in one write. A write of 1.5 kB costs 7 to 8 us of kernel time over
 * loopback; through ws each message is framed anew for each client and written as two pieces.
 */

/** First byte of a frame: binary, whole. */
const BINARY = 0x82;
/** Second byte when a length of two or of eight bytes follows; shorter lengths stand in it. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** Code of Colyseus' protocol for a bytes message to the client. */
const ROOM_DATA_BYTES = 17;
/** Code and type before a bytes message's own. */
const CODE_BYTES = 2;

/** Bytes to be left free before a bytes message that is to be sealed. */
export const PREFIX_BYTES = 4 + CODE_BYTES;
/** Most bytes that a frame's header takes. */
export const HEADER_BYTES_MAX = 10;

/**
 * Makes what lies behind PREFIX_BYTES free bytes at `start`, up to `end`, a frame with a bytes message of a type; returns
 * where it ends. A short message moves forward, because its header is shorter.
 *
 * @throws RangeError when it is longer than 65,533 bytes
 */
export function sealFrame(frames: Uint8Array, start: number, end: number, type: number): number {
  const length = end - start - PREFIX_BYTES + CODE_BYTES;
  if (length > 0xffff) throw new RangeError(`frame: ${length} bytes in one message; at most 65535`);
  frames[start] = BINARY;
  if (length < LENGTH_16) {
    frames[start + 1] = length;
    frames.copyWithin(start + 2, start + 4, end);
  } else {
    frames[start + 1] = LENGTH_16;
    frames[start + 2] = length >> 8;
    frames[start + 3] = length & 255;
  }
  const codeAt = length < LENGTH_16 ? start + 2 : start + 4;
  frames[codeAt] = ROOM_DATA_BYTES;
  frames[codeAt + 1] = type;
  return codeAt + length;
}

/** Writes a whole message as a frame at `at`; returns where it ends. Takes at most HEADER_BYTES_MAX more than the message. */
export function writeFrame(frames: Uint8Array, start: number, message: Uint8Array): number {
  const { length } = message;
  let at = start;
  frames[at++] = BINARY;
  const bytes = length < LENGTH_16 ? 0 : length <= 0xffff ? 2 : 8;
  frames[at++] = bytes === 0 ? length : bytes === 2 ? LENGTH_16 : LENGTH_64;
  for (let i = bytes - 1; i >= 0; i--) frames[at++] = i < 4 ? (length >>> (i * 8)) & 255 : 0;
  frames.set(message, at);
  return at + length;
}

/** Messages of a run of frames, in order: what a client reads. */
export function readFrames(frames: Uint8Array): Uint8Array[] {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  const messages: Uint8Array[] = [];
  let at = 0;
  while (at < frames.length) {
    const short = frames[at + 1];
    const header = short < LENGTH_16 ? 2 : short === LENGTH_16 ? 4 : HEADER_BYTES_MAX;
    const length = header === 2 ? short : header === 4 ? view.getUint16(at + 2) : view.getUint32(at + 6);
    messages.push(frames.subarray(at + header, at + header + length));
    at += header + length;
  }
  return messages;
}

/** The bytes messages of a type among a run of frames, without code and type. */
export function readBytesMessages(frames: Uint8Array, type: number): Uint8Array[] {
  return readFrames(frames)
    .filter((message) => message[0] === ROOM_DATA_BYTES && message[1] === type)
    .map((message) => message.subarray(CODE_BYTES));
}
