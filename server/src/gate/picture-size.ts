/** Kind and size of a picture by its header alone: nothing is unpacked, so a bomb is only ever read as two numbers. */
export interface PictureSize {
  readonly mime: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** Segments looked at before a JPEG is given up. */
const SEGMENTS_MAX = 64;

/** Reads the size of a PNG, JPEG or WebP; undefined when it is none of them or cut. */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 30) return undefined;
  if (bytes.toString('latin1', 1, 4) === 'PNG' && bytes.toString('latin1', 12, 16) === 'IHDR')
    return { mime: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return webpSize(bytes);
  return undefined;
}

function jpegSize(bytes: Buffer): PictureSize | undefined {
  let at = 2;
  for (let i = 0; i < SEGMENTS_MAX && at + 9 < bytes.length; i++) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame)
      return { mime: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function webpSize(bytes: Buffer): PictureSize | undefined {
  const kind = bytes.toString('latin1', 12, 16);
  const mime = 'image/webp';
  if (kind === 'VP8X')
    return { mime, width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  if (kind === 'VP8 ')
    return { mime, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (kind !== 'VP8L') return undefined;
  const bits = bytes.readUInt32LE(21);
  return { mime, width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
}
