// A strip of pictures in two rows under headings, as one JPEG.
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

export const STRIP_CELL = { width: 150, height: 232, label: 20, heading: 24, title: 30 } as const;
/** Pictures of a report stay this small; quality gives way first. */
const BYTES_MAX = 150_000;
const QUALITIES = [84, 76, 68, 58];

/** One picture of a row: when, and which feet are planted (bit 0 left, bit 1 right). */
export interface StripCell {
  readonly picture: Buffer;
  readonly seconds: number;
  readonly contacts: number;
}

const INK = '#14151c';
const TEXT = '#ecebe6';
const QUIET = '#a6a8b3';
const AMBER = '#f2b263';

/** Draws recording over model; returns the bytes written. */
export async function writeStrip(
  file: string,
  words: { readonly title: string; readonly truth: string; readonly model: string },
  rows: readonly [readonly StripCell[], readonly StripCell[]],
): Promise<number> {
  const { width, height, label, heading, title } = STRIP_CELL;
  const across = rows[0].length * width;
  const rowHeight = heading + height + label;
  const parts = rows.flatMap((row, r) => {
    const top = title + r * rowHeight;
    const head = {
      input: text(across, heading, 8, 17, 14, r === 0 ? words.truth : words.model, QUIET),
      left: 0,
      top,
    };
    const cells = row.flatMap((cell, i) => [
      { input: cell.picture, left: i * width, top: top + heading },
      { input: caption(cell), left: i * width, top: top + heading + height },
    ]);
    return [head, ...cells];
  });
  const sheet = sharp({
    create: { width: across, height: title + 2 * rowHeight, channels: 3, background: INK },
  }).composite([{ input: text(across, title, 8, 21, 17, words.title, TEXT), left: 0, top: 0 }, ...parts]);
  const flat = await sheet.png().toBuffer();
  let out = Buffer.alloc(0);
  for (const quality of QUALITIES) {
    out = await sharp(flat).jpeg({ quality, mozjpeg: true }).toBuffer();
    if (out.length <= BYTES_MAX) break;
  }
  writeFileSync(file, out);
  return out.length;
}

function escapeXml(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

function text(
  width: number,
  height: number,
  x: number,
  y: number,
  size: number,
  words: string,
  color: string,
): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${x}" y="${y}" font-size="${size}" font-family="sans-serif" fill="${color}">${escapeXml(words)}</text></svg>`,
  );
}

/** Time under a picture, and the planted feet in amber. */
function caption({ seconds, contacts }: StripCell): Buffer {
  const { width, label } = STRIP_CELL;
  const feet = `${contacts & 1 ? 'L' : '·'} ${contacts & 2 ? 'R' : '·'}`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${label}"><text x="8" y="14" font-size="12" font-family="sans-serif" fill="${QUIET}">${seconds.toFixed(2)} s</text><text x="${width - 34}" y="14" font-size="12" font-family="sans-serif" fill="${AMBER}">${feet}</text></svg>`,
  );
}
