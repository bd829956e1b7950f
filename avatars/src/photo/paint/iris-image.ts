import { type Rgb, toLinear, toSrgb } from '../understand/colour.ts';

const IRIS = 0.315;
const PUPIL = 0.115;
/** The upper lid shades the eye from here upwards (shares of 90°), most at its edge; the corners lie deep as well. */
const SHADE_FROM = -0.02;
const SHADE_TO = -0.3;
const SHADE = 0.5;
const CORNER_SHADE = 0.35;

/** An eye's texture, RGB bytes: radius 0..1 is 0..90° from the pupil. */
export function irisImage(size: number, colour: Rgb): Uint8Array {
  const base = brighten(colour).map(toLinear);
  const out = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = ((x + 0.5) / size) * 2 - 1;
      const v = ((y + 0.5) / size) * 2 - 1;
      const radius = Math.hypot(u, v);
      const angle = Math.atan2(v, u);
      const fibres = [40, 83, 131].reduce(
        (sum, n, i) => sum + (0.5 - 0.15 * i) * Math.sin(angle * n + i * 2 + 2.5 * Math.sin(radius * 22 + i)),
        0,
      );
      const t = Math.min(1, Math.max(0, (radius - PUPIL) / (IRIS - PUPIL)));
      const limbus = step(0.72, 1, t);
      const hole = step(PUPIL + 0.012, PUPIL - 0.012, radius);
      const edge = step(IRIS + 0.022, IRIS - 0.022, radius);
      const white = [0.5 - 0.05 * radius, 0.45 - 0.08 * radius, 0.415 - 0.08 * radius];
      const lit =
        (1 - SHADE * step(SHADE_FROM, SHADE_TO, v)) * (1 - CORNER_SHADE * step(0.3, 0.6, Math.abs(u)));
      for (let k = 0; k < 3; k++) {
        let c =
          base[k] *
          (0.75 + 0.28 * fibres) *
          (1.25 - 0.5 * t) *
          (1 + 0.45 * Math.max(-1, Math.min(1, v / IRIS)));
        c = c * (1 - 0.85 * limbus) + 0.008 * limbus;
        c = c * (1 - hole) + 0.003 * hole;
        out[(y * size + x) * 3 + k] = toSrgb(lit * (white[k] * (1 - edge) + c * edge));
      }
    }
  }
  return out;
}

/** Irises lie in the shadow of the lids: what the photo shows is too dark. A dark one is brown, whatever tints so few pixels. */
function brighten(colour: Rgb): Rgb {
  const most = Math.max(...colour, 1);
  const gain = Math.max(1, Math.min(1.7, 88 / most));
  const brown = step(95, 60, most);
  const warm: Rgb = [most, most * 0.66, most * 0.46];
  return [0, 1, 2].map((k) => gain * (colour[k] + (warm[k] - colour[k]) * 0.7 * brown)) as unknown as Rgb;
}

/** 0 at `a` to 1 at `b`, which may lie below it. */
function step(a: number, b: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - a) / (b - a)));
  return t * t * (3 - 2 * t);
}
