import { fileURLToPath } from 'node:url';
import { drawBody, readParts } from '@troupe/avatars/photo';
import sharp from 'sharp';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PHOTO_SIZE = { width: 700, height: 1000 } as const;

/** A "photo" of one of our own bodies before a wall with a little grain (JPEG). */
export async function photograph(id: string, turn = 0.2): Promise<Buffer<ArrayBuffer>> {
  const parts = await readParts(`${ROOT}assets/bodies/${id}/${id}.vrm`);
  const view = { turn, centreY: groundOf(parts) + 0.86, heightM: 2.1 };
  const data = await drawBody(parts, view, PHOTO_SIZE);
  let seed = 9;
  for (let i = 0; i < data.length; i++) {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    const wall = data[i] === 58 ? 120 + (i % (PHOTO_SIZE.width * 3)) / 40 : data[i];
    data[i] = Math.min(255, Math.max(0, wall + (seed >>> 28) - 8));
  }
  const raw = { ...PHOTO_SIZE, channels: 3 as const };
  return Buffer.from(await sharp(data, { raw }).jpeg({ quality: 95 }).toBuffer());
}

function groundOf(parts: Awaited<ReturnType<typeof readParts>>): number {
  return parts.reduce(
    (low, part) => part.positions.reduce((least, y, i) => (i % 3 === 1 ? Math.min(least, y) : least), low),
    9,
  );
}
