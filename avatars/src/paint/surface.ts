// CONTRIBUTOR NOTES
// A canvas of our own instead of a drawing library: the same bytes in Node and in a browser, light added and glazed in
// linear space, paper that shows through, tiles that go around. Outlines are filled by signed areas summed along rows
// (as font rasterisers do); lines are the union of round-ended segments, so that a line that crosses itself does not
// double. Only pixels touched are looked at again: cost follows the paint, not the picture.
import { clamp, tileFbm } from '../maths/index.ts';
import { linearRgb, toSrgb } from './colour.ts';
import type { Colour, Stroke } from './stroke.ts';

export interface SurfaceOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ground: Colour;
  readonly seed: number;
  /** True when what leaves at one edge comes in at the opposite one. */
  readonly tile: boolean;
}

/** Share of light that the tooth of the paper takes or gives. */
const TOOTH_SHADE = 0.035;
/** Reach over which a wash pools at its rim, in widths of the picture. */
const RIM = 0.007;

/** A picture that strokes are drawn onto, one after another. */
export class PaintSurface {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Linear light, 3 values a pixel. */
  readonly #light: Float32Array;
  /** Tooth of the paper, about -1..1. */
  readonly #tooth: Float32Array;
  readonly #mask: Float32Array;
  readonly #soft: Float32Array;
  readonly #touched: Int32Array;
  #count = 0;
  readonly #tile: boolean;

  constructor({ widthPx, heightPx, ground, seed, tile }: SurfaceOptions) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.#tile = tile;
    const size = widthPx * heightPx;
    this.#light = new Float32Array(size * 3);
    this.#tooth = new Float32Array(size);
    this.#mask = new Float32Array(size);
    this.#soft = new Float32Array(size);
    this.#touched = new Int32Array(size);
    const [r, g, b] = linearRgb(ground);
    for (let i = 0; i < size; i++) {
      this.#light[i * 3] = r;
      this.#light[i * 3 + 1] = g;
      this.#light[i * 3 + 2] = b;
    }
    for (let y = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++) {
        const [u, v] = [x / widthPx, y / widthPx];
        const fine = tileFbm(u, v, { period: 190, octaves: 2, seed }) - 0.5;
        const broad = tileFbm(u, v, { period: 5, octaves: 3, seed: seed + 7 }) - 0.5;
        this.#tooth[y * widthPx + x] = clamp(fine * 2.2 + broad * 0.9, -1, 1);
      }
  }

  /** Draws one stroke. */
  draw(stroke: Stroke): void {
    if (!this.#tile || stroke.whole) {
      this.#drawAt(stroke, 0, 0);
      return;
    }
    const tall = this.heightPx / this.widthPx;
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) this.#drawAt(stroke, dx, dy * tall);
  }

  #drawAt(stroke: Stroke, dx: number, dy: number): void {
    const [left, top, right, bottom] = boundsOf(stroke);
    const tall = this.heightPx / this.widthPx;
    if (right + dx <= 0 || left + dx >= 1 || bottom + dy <= 0 || top + dy >= tall) return;
    if (stroke.kind === 'glow') {
      this.#glow(stroke, dx, dy);
      return;
    }
    if (stroke.kind === 'line') this.#coverLine(stroke, dx, dy);
    else this.#fill(stroke, dx, dy);
    if (stroke.kind === 'wash' && (stroke.wet ?? 0) > 0) this.#pool(stroke.wet!);
    this.#lay(stroke);
  }

  /** Coverage of a closed outline into the mask. */
  #fill({ points }: Stroke, dx: number, dy: number): void {
    const { widthPx: w, heightPx: h } = this;
    const mask = this.#mask;
    let [top, bottom, left, right] = [h, -1, w, -1];
    for (let i = 0; i < points.length; i += 2) {
      const j = (i + 2) % points.length;
      const x0 = (points[i] + dx) * w;
      const y0 = (points[i + 1] + dy) * w;
      const x1 = (points[j] + dx) * w;
      const y1 = (points[j + 1] + dy) * w;
      top = Math.min(top, y0);
      bottom = Math.max(bottom, y0);
      left = Math.min(left, x0);
      right = Math.max(right, x0);
      addEdge(mask, w, h, x0, y0, x1, y1);
    }
    const rowFrom = clamp(Math.floor(top), 0, h);
    const rowTo = clamp(Math.ceil(bottom) + 1, 0, h);
    const from = clamp(Math.floor(left) - 1, 0, w);
    const to = clamp(Math.ceil(right) + 2, 0, w);
    for (let y = rowFrom; y < rowTo; y++) {
      let sum = 0;
      for (let x = from; x < to; x++) {
        const i = y * w + x;
        sum += mask[i];
        const cover = Math.min(1, Math.abs(sum));
        if (cover > 0.004) {
          mask[i] = cover;
          this.#touched[this.#count++] = i;
        } else mask[i] = 0;
      }
      // What an edge beyond the right side left behind.
      if (to < w) mask[y * w + to] = 0;
    }
  }

  /** Coverage of a line with round ends into the mask. */
  #coverLine({ points, widths }: Stroke, dx: number, dy: number): void {
    const { widthPx: w, heightPx: h } = this;
    const last = points.length / 2 - 1;
    for (let k = 0; k < Math.max(1, last); k++) {
      const m = Math.min(k + 1, last);
      const x0 = (points[k * 2] + dx) * w;
      const y0 = (points[k * 2 + 1] + dy) * w;
      const ux = (points[m * 2] + dx) * w - x0;
      const uy = (points[m * 2 + 1] + dy) * w - y0;
      // Thinner than a pixel is a pixel of less colour.
      const r0 = widths![k] * w * 0.5;
      const r1 = widths![m] * w * 0.5;
      const reach = Math.max(r0, r1) + 1;
      const length2 = Math.max(1e-9, ux * ux + uy * uy);
      const xFrom = clamp(Math.floor(Math.min(x0, x0 + ux) - reach), 0, w);
      const xTo = clamp(Math.ceil(Math.max(x0, x0 + ux) + reach) + 1, 0, w);
      const yFrom = clamp(Math.floor(Math.min(y0, y0 + uy) - reach), 0, h);
      const yTo = clamp(Math.ceil(Math.max(y0, y0 + uy) + reach) + 1, 0, h);
      for (let y = yFrom; y < yTo; y++)
        for (let x = xFrom; x < xTo; x++) {
          const px = x + 0.5 - x0;
          const py = y + 0.5 - y0;
          const t = clamp((px * ux + py * uy) / length2, 0, 1);
          const radius = r0 + (r1 - r0) * t;
          const far = Math.sqrt((px - ux * t) ** 2 + (py - uy * t) ** 2);
          const cover = Math.min(1, radius * 2) * clamp(Math.max(radius, 0.5) + 0.5 - far, 0, 1);
          if (cover > 0.004) this.#touch(y * w + x, cover);
        }
    }
  }

  #touch(i: number, cover: number): void {
    if (this.#mask[i] === 0) this.#touched[this.#count++] = i;
    if (cover > this.#mask[i]) this.#mask[i] = cover;
  }

  /** Makes a wash darker at its rim: what a blurred mask has lost there. */
  #pool(wet: number): void {
    const { widthPx: w, heightPx: h } = this;
    const reach = Math.max(1, Math.round(RIM * w));
    const soft = this.#soft;
    for (let n = 0; n < this.#count; n++) {
      const i = this.#touched[n];
      const [x, y] = [i % w, (i / w) | 0];
      const at = (ox: number, oy: number): number => {
        const [ax, ay] = [x + ox, y + oy];
        return ax < 0 || ay < 0 || ax >= w || ay >= h ? 1 : this.#mask[ay * w + ax];
      };
      const near =
        at(reach, 0) +
        at(-reach, 0) +
        at(0, reach) +
        at(0, -reach) +
        at(reach >> 1, reach >> 1) +
        at(-(reach >> 1), reach >> 1) +
        at(reach >> 1, -(reach >> 1)) +
        at(-(reach >> 1), -(reach >> 1));
      soft[i] = this.#mask[i] * (1 + wet * 1.6 * (1 - near / 8));
    }
    for (let n = 0; n < this.#count; n++) this.#mask[this.#touched[n]] = soft[this.#touched[n]];
  }

  /** Puts the colour where the mask is, and clears the mask. */
  #lay({ kind, colour, alpha, rough = 0, glaze }: Stroke): void {
    const [r, g, b] = linearRgb(colour);
    const light = this.#light;
    const thin = kind === 'wash' || glaze === true;
    for (let n = 0; n < this.#count; n++) {
      const i = this.#touched[n];
      const tooth = this.#tooth[i];
      // Rough paint misses the valleys; a wash gathers in them.
      const grain = kind === 'line' ? clamp(1 - rough * (tooth + 0.35) * 2.2, 0, 1) : 1 + rough * tooth * 0.9;
      const a = clamp(this.#mask[i] * alpha * grain, 0, 1);
      this.#mask[i] = 0;
      const at = i * 3;
      if (thin) {
        light[at] *= 1 - a + a * r;
        light[at + 1] *= 1 - a + a * g;
        light[at + 2] *= 1 - a + a * b;
      } else {
        light[at] += (r - light[at]) * a;
        light[at + 1] += (g - light[at + 1]) * a;
        light[at + 2] += (b - light[at + 2]) * a;
      }
    }
    this.#count = 0;
  }

  #glow({ points, widths, colour, alpha }: Stroke, dx: number, dy: number): void {
    const { widthPx: w, heightPx: h } = this;
    const [r, g, b] = linearRgb(colour);
    const [cx, cy, reach] = [(points[0] + dx) * w, (points[1] + dy) * w, widths![0] * w];
    for (let y = clamp(Math.floor(cy - reach), 0, h); y < clamp(Math.ceil(cy + reach), 0, h); y++)
      for (let x = clamp(Math.floor(cx - reach), 0, w); x < clamp(Math.ceil(cx + reach), 0, w); x++) {
        const far = Math.hypot(x + 0.5 - cx, y + 0.5 - cy) / reach;
        if (far >= 1) continue;
        const a = alpha * (1 - far * far) ** 3;
        const at = (y * w + x) * 3;
        this.#light[at] += (1 - Math.min(1, this.#light[at])) * r * a;
        this.#light[at + 1] += (1 - Math.min(1, this.#light[at + 1])) * g * a;
        this.#light[at + 2] += (1 - Math.min(1, this.#light[at + 2])) * b * a;
      }
  }

  /** The picture as RGBA, 4 bytes a pixel, rows from the top. */
  rgba(out = new Uint8ClampedArray(this.widthPx * this.heightPx * 4)): Uint8ClampedArray {
    for (let i = 0; i < this.widthPx * this.heightPx; i++) {
      const shade = (1 - this.#tooth[i] * TOOTH_SHADE) * (LEVELS - 1);
      for (let k = 0; k < 3; k++)
        out[i * 4 + k] = SRGB_BYTES[clamp(Math.round(this.#light[i * 3 + k] * shade), 0, LEVELS - 1)];
      out[i * 4 + 3] = 255;
    }
    return out;
  }
}

/** Levels of linear light that are told apart, and the sRGB byte of each: a power a pixel would be ten times dearer. */
const LEVELS = 8_192;
const SRGB_BYTES = Uint8Array.from({ length: LEVELS }, (_, i) => Math.round(toSrgb(i / (LEVELS - 1)) * 255));

function boundsOf({ points, widths }: Stroke): [number, number, number, number] {
  const wide = widths ? Math.max(...widths) : 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i] - wide);
    right = Math.max(right, points[i] + wide);
    top = Math.min(top, points[i + 1] - wide);
    bottom = Math.max(bottom, points[i + 1] + wide);
  }
  return [left, top, right, bottom];
}

/** Adds the signed area of an edge to its rows; an edge left of the picture counts at its first pixel. */
function addEdge(
  mask: Float32Array,
  w: number,
  h: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): void {
  if (ay === by) return;
  const down = ay < by;
  const [x0, y0, x1, y1] = down ? [ax, ay, bx, by] : [bx, by, ax, ay];
  const slope = (x1 - x0) / (y1 - y0);
  const sign = down ? 1 : -1;
  const yTo = Math.min(h, Math.ceil(y1));
  for (let y = Math.max(0, Math.floor(y0)); y < yTo; y++) {
    const from = Math.max(y0, y);
    const to = Math.min(y1, y + 1);
    const area = (to - from) * sign;
    if (area === 0) continue;
    const xa = clamp(x0 + (from - y0) * slope, 0, w - 0.001);
    const xb = clamp(x0 + (to - y0) * slope, 0, w - 0.001);
    spread(mask.subarray(y * w, (y + 1) * w), Math.min(xa, xb), Math.max(xa, xb), area);
  }
}

/** Spreads an edge's area in one row over the pixels that it crosses and the first one right of them. */
function spread(row: Float32Array, left: number, right: number, area: number): void {
  const first = Math.floor(left);
  const last = Math.floor(right);
  // What is written beyond the end of the row is lost, as it should be.
  if (first === last) {
    const middle = (left + right) * 0.5 - first;
    row[first] += area * (1 - middle);
    row[first + 1] += area * middle;
    return;
  }
  const per = area / (right - left);
  let carried = 0;
  for (let x = first; x <= last; x++) {
    const a = Math.max(left, x);
    const b = Math.min(right, x + 1);
    const part = (b - a) * per;
    const middle = (a + b) * 0.5 - x;
    row[x] += part * (1 - middle) + carried;
    carried = part * middle;
  }
  row[last + 1] += carried;
}
