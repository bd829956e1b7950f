import type { Colour } from './stroke.ts';

/** A colour as people see it: lightness 0..1, chroma 0..0.37, hue in degrees (OKLCH, Björn Ottosson, public domain). */
export interface Lch {
  readonly l: number;
  readonly c: number;
  readonly h: number;
}

export const lch = (l: number, c: number, h: number): Lch => ({ l, c, h });

/** sRGB of an OKLCH colour; chroma is taken back until it fits. */
export function colourOf({ l, c, h }: Lch): Colour {
  let chroma = c;
  for (let i = 0; i < 12; i++) {
    const rgb = linearOf(l, chroma, h);
    if (rgb.every((value) => value >= -0.002 && value <= 1.002)) return pack(rgb);
    chroma *= 0.88;
  }
  return pack(linearOf(l, 0, h));
}

function linearOf(l: number, c: number, h: number): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
}

function pack(rgb: readonly number[]): Colour {
  const [r, g, b] = rgb.map((value) => Math.round(toSrgb(Math.min(1, Math.max(0, value))) * 255));
  return (r << 16) | (g << 8) | b;
}

/** Linear light 0..1 to sRGB 0..1. */
export function toSrgb(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Linear light, 0..1, of the three parts of an sRGB colour. */
export function linearRgb(colour: Colour): [number, number, number] {
  const part = (shift: number): number => {
    const value = ((colour >> shift) & 255) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(16), part(8), part(0)];
}

/** `#rrggbb`. */
export function hexOf(colour: Colour): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}

/** Between two OKLCH colours, the short way around the hues. */
export function mixLch(a: Lch, b: Lch, t: number): Lch {
  const turn = ((b.h - a.h + 540) % 360) - 180;
  return { l: a.l + (b.l - a.l) * t, c: a.c + (b.c - a.c) * t, h: a.h + turn * t };
}
