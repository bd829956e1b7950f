import type { Picture } from './read-photo.ts';

/** A turned square of a picture: centre and size in px, turn in rad (clockwise on the screen). */
export interface Roi {
  readonly cx: number;
  readonly cy: number;
  readonly size: number;
  readonly turn: number;
}

/** Samples a turned square bilinearly to size x size x 3 floats between low and high; outside is black. */
export function cropSquare(
  picture: Picture,
  roi: Roi,
  options: { size: number; low: number; high: number },
): Float32Array {
  const { size, low, high } = options;
  const { data, width, height } = picture;
  const out = new Float32Array(size * size * 3).fill(low);
  const cos = (Math.cos(roi.turn) * roi.size) / size;
  const sin = (Math.sin(roi.turn) * roi.size) / size;
  const scale = (high - low) / 255;
  for (let j = 0, o = 0; j < size; j++) {
    for (let i = 0; i < size; i++, o += 3) {
      const u = i + 0.5 - size / 2;
      const v = j + 0.5 - size / 2;
      const x = roi.cx + u * cos - v * sin - 0.5;
      const y = roi.cy + u * sin + v * cos - 0.5;
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      for (let corner = 0; corner < 4; corner++) {
        const px = x0 + (corner & 1);
        const py = y0 + (corner >> 1);
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const weight = (corner & 1 ? x - x0 : 1 - x + x0) * (corner >> 1 ? y - y0 : 1 - y + y0) * scale;
        const at = (py * width + px) * 3;
        out[o] += weight * data[at];
        out[o + 1] += weight * data[at + 1];
        out[o + 2] += weight * data[at + 2];
      }
    }
  }
  return out;
}

/** A point of the square (0..1 each) in the picture, px. */
export function fromRoi(roi: Roi, u: number, v: number): [number, number] {
  const a = (u - 0.5) * roi.size;
  const b = (v - 0.5) * roi.size;
  const cos = Math.cos(roi.turn);
  const sin = Math.sin(roi.turn);
  return [roi.cx + a * cos - b * sin, roi.cy + a * sin + b * cos];
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
