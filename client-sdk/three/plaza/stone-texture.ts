import {
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  NoColorSpace,
  RepeatWrapping,
  RGBAFormat,
  SRGBColorSpace,
} from 'three';
import { hash2, tileFbm } from './noise.ts';

/** One tile of paving covers this many metres both ways. */
export const STONE_TILE_M = 2.4;

const ROWS = 4;
const SLABS_PER_ROW = 2;
const GROUT = 0.012;

export interface StoneTextures {
  readonly map: DataTexture;
  readonly normalMap: DataTexture;
  dispose(): void;
}

/** Pale limestone: `paving` is laid in slabs, `plain` is one dressed surface. */
export type StoneFinish = 'paving' | 'plain';

/**
 * Makes colour and normal of limestone, tileable, by code (no files). Colour is close to neutral so that light and
 * vertex tints give the hue.
 */
export function createStoneTextures(finish: StoneFinish, sizePx = 512): StoneTextures {
  const height = new Float32Array(sizePx * sizePx);
  const colour = new Uint8Array(sizePx * sizePx * 4);
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) shadeStone(finish, x, y, sizePx, height, colour);
  }
  const map = texture(colour, sizePx, true);
  const normalMap = texture(normalsOf(height, sizePx, finish === 'paving' ? 2.6 : 1.2), sizePx, false);
  return {
    map,
    normalMap,
    dispose() {
      map.dispose();
      normalMap.dispose();
    },
  };
}

function shadeStone(
  finish: StoneFinish,
  x: number,
  y: number,
  sizePx: number,
  height: Float32Array,
  colour: Uint8Array,
): void {
  const u = x / sizePx;
  const v = y / sizePx;
  const cloud = tileFbm(u, v, { period: 5, octaves: 4, seed: 3 });
  const grain = tileFbm(u, v, { period: 70, octaves: 2, seed: 11 });
  let level = 0.8 + (cloud - 0.5) * 0.16 + (grain - 0.5) * 0.13;
  let relief = cloud * 0.25 + grain * 0.35;
  let warmth = (cloud - 0.5) * 0.05;
  // Small pits of travertine.
  const pits = tileFbm(u, v, { period: 48, octaves: 2, seed: 29 });
  if (pits > 0.72) {
    level -= (pits - 0.72) * 0.7;
    relief -= (pits - 0.72) * 1.6;
  }
  if (finish === 'paving') {
    const row = Math.floor(v * ROWS);
    const along = u * SLABS_PER_ROW + (row % 2) * 0.5 + (row % 4 > 1 ? 0.17 : 0);
    const slab = ((Math.floor(along) % SLABS_PER_ROW) + SLABS_PER_ROW) % SLABS_PER_ROW;
    const inRow = v * ROWS - row;
    const inSlab = along - Math.floor(along);
    const edge = Math.min(
      (Math.min(inRow, 1 - inRow) / ROWS) * 1,
      Math.min(inSlab, 1 - inSlab) / SLABS_PER_ROW,
    );
    const tone = hash2(slab, row, 5);
    level += (tone - 0.5) * 0.13;
    warmth += (hash2(slab, row, 9) - 0.5) * 0.05;
    const worn = edge - (grain - 0.5) * 0.006;
    const joint = Math.min(1, Math.max(0, worn / GROUT));
    level *= 0.62 + 0.38 * joint;
    relief = relief * joint + (joint - 1) * 1.1;
  }
  const i = y * sizePx + x;
  height[i] = relief;
  colour[i * 4] = byte(level * (1 + warmth) * 0.985);
  colour[i * 4 + 1] = byte(level * 0.955);
  colour[i * 4 + 2] = byte(level * (1 - warmth) * 0.9);
  colour[i * 4 + 3] = 255;
}

const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value * 255)));

function normalsOf(height: Float32Array, sizePx: number, strength: number): Uint8Array {
  const out = new Uint8Array(sizePx * sizePx * 4);
  const at = (x: number, y: number): number =>
    height[((y + sizePx) % sizePx) * sizePx + ((x + sizePx) % sizePx)];
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      const dx = (at(x - 1, y) - at(x + 1, y)) * strength;
      const dy = (at(x, y - 1) - at(x, y + 1)) * strength;
      const length = Math.hypot(dx, dy, 1);
      const i = (y * sizePx + x) * 4;
      out[i] = byte(0.5 + (0.5 * dx) / length);
      out[i + 1] = byte(0.5 + (0.5 * dy) / length);
      out[i + 2] = byte(0.5 + 0.5 / length);
      out[i + 3] = 255;
    }
  }
  return out;
}

function texture(bytes: Uint8Array, sizePx: number, isColour: boolean): DataTexture {
  const made = new DataTexture(bytes as Uint8Array<ArrayBuffer>, sizePx, sizePx, RGBAFormat);
  made.colorSpace = isColour ? SRGBColorSpace : NoColorSpace;
  made.wrapS = RepeatWrapping;
  made.wrapT = RepeatWrapping;
  made.magFilter = LinearFilter;
  made.minFilter = LinearMipmapLinearFilter;
  made.generateMipmaps = true;
  made.anisotropy = 8;
  made.needsUpdate = true;
  return made;
}
