import { crc32, deflateSync } from 'node:zlib';

/** RGBA without its alpha as a PNG, 8 bit RGB. Same pixels, same bytes. */
export function pngOf({
  widthPx,
  heightPx,
  rgba,
}: {
  widthPx: number;
  heightPx: number;
  rgba: Uint8ClampedArray;
}): Buffer {
  const row = widthPx * 3 + 1;
  const raw = Buffer.alloc(row * heightPx);
  for (let y = 0; y < heightPx; y++) {
    // Filter 1: each value is told as what it differs by from the pixel to its left.
    raw[y * row] = 1;
    for (let x = 0; x < widthPx; x++)
      for (let k = 0; k < 3; k++) {
        const at = (y * widthPx + x) * 4 + k;
        raw[y * row + 1 + x * 3 + k] = rgba[at] - (x > 0 ? rgba[at - 4] : 0);
      }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}
