import type { Rgb } from '../understand/colour.ts';

/** Carries colours a few texels over the edge of the islands, and a plain one everywhere else. */
export function bleed(data: Uint8Array, known: Uint8Array, size: number, fallback: Rgb): void {
  const beside = [-1, 1, -size, size];
  const inside = (i: number) => i >= size && i < size * size - size;
  let edge: number[] = [];
  for (let i = 0; i < known.length; i++) {
    if (!known[i]) continue;
    if (!(known[i - 1] && known[i + 1] && known[i - size] && known[i + size])) edge.push(i);
  }
  for (let round = 0; round < BLEED_TEXELS; round++) {
    const next: number[] = [];
    for (const from of edge) {
      for (const step of beside) {
        const i = from + step;
        if (known[i] !== 0 || !inside(i)) continue;
        known[i] = 1;
        for (let k = 0; k < 3; k++) data[i * 3 + k] = data[from * 3 + k];
        next.push(i);
      }
    }
    edge = next;
  }
  const [red, green, blue] = fallback.map(Math.round);
  for (let i = 0; i < size * size; i++) {
    if (known[i]) continue;
    data[i * 3] = red;
    data[i * 3 + 1] = green;
    data[i * 3 + 2] = blue;
  }
}

const BLEED_TEXELS = 6;
