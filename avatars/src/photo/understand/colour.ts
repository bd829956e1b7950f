import { length3 } from '../../maths/angle.ts';

export type Rgb = readonly [number, number, number];
export type Lab = readonly [number, number, number];

/** sRGB byte to linear light 0..1. */
export const toLinear = (byte: number): number => {
  const x = byte / 255;
  return x < 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
};

/** Linear light 0..1 to sRGB byte. */
export const toSrgb = (x: number): number => {
  const c = Math.min(1, Math.max(0, x));
  return 255 * (c < 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);
};

/** `toSrgb` at equal steps of linear light; between them the curve is straight to a hundredth of a byte. */
const SRGB_STEPS = 4096;
const SRGB = Float64Array.from({ length: SRGB_STEPS + 2 }, (_, i) => toSrgb(i / SRGB_STEPS));

/** `toSrgb` from a table, for whole pictures. */
export function toSrgbFast(x: number): number {
  const at = SRGB_STEPS * Math.min(1, Math.max(0, x));
  const i = at | 0;
  return SRGB[i] + (at - i) * (SRGB[i + 1] - SRGB[i]);
}

/** `toLinear` of every byte. */
export const LINEAR = Float64Array.from({ length: 256 }, (_, i) => toLinear(i));
const cube = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);

/** Colours that were asked for last, by a hash of their bytes: neighbours in a picture are often alike. */
const LAB_SLOTS = 1 << 14;
const labKeys = new Int32Array(LAB_SLOTS).fill(-1);
const labs: Lab[] = [];

/** CIE Lab (D65) of sRGB bytes. */
export function labOf(r: number, g: number, b: number): Lab {
  const key = ((r | 0) << 16) | ((g | 0) << 8) | (b | 0);
  const slot = (Math.imul(key, 0x9e3779b1) >>> 18) & (LAB_SLOTS - 1);
  if (labKeys[slot] === key) return labs[slot];
  const lab = computeLab(LINEAR[r | 0], LINEAR[g | 0], LINEAR[b | 0]);
  labKeys[slot] = key;
  labs[slot] = lab;
  return lab;
}

/** @param lr linear light 0..1, and so on */
function computeLab(lr: number, lg: number, lb: number): Lab {
  const x = cube((0.4124 * lr + 0.3576 * lg + 0.1805 * lb) / 0.9505);
  const y = cube(0.2126 * lr + 0.7152 * lg + 0.0722 * lb);
  const z = cube((0.0193 * lr + 0.1192 * lg + 0.9505 * lb) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Distance of two colours in which light and shade count less than hue. */
export function colourDistance(a: Lab, b: Lab, lightShare = 0.4): number {
  return length3((a[0] - b[0]) * lightShare, a[1] - b[1], a[2] - b[2]);
}

/** Colours nearer than this to the main one are its light and shade; fewer than this share are no second one. */
const SECOND_APART = 22;
const SECOND_SHARE = 0.15;
const LIGHT_OF_CLOTH = 0.7;

/** The colour of what is not of the main colour, where that is much: the other stripe. @returns undefined of plain cloth */
export function secondColour(colours: readonly Rgb[], main: Rgb): Rgb | undefined {
  const lab = labOf(...main);
  const others = colours.filter((c) => colourDistance(labOf(...c), lab, LIGHT_OF_CLOTH) > SECOND_APART);
  return others.length < SECOND_SHARE * colours.length ? undefined : medianColour(others);
}

/** Median of each channel. @returns undefined of nothing */
export function medianColour(colours: readonly Rgb[]): Rgb | undefined {
  if (colours.length === 0) return undefined;
  const pick = (k: number) => {
    const sorted = colours.map((c) => c[k]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  };
  return [pick(0), pick(1), pick(2)];
}
