/** Signed distance to the edge of a mask: positive outside, negative inside, px. */
export interface DistanceField {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Exact Euclidean distances by two passes of lower envelopes (Felzenszwalb and Huttenlocher). */
export function createDistanceField(
  inside: (i: number) => boolean,
  width: number,
  height: number,
): DistanceField {
  const toInside = squaredDistance(inside, width, height);
  const toOutside = squaredDistance((i) => !inside(i), width, height);
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    values[i] = toInside[i] > 0 ? Math.sqrt(toInside[i]) - 0.5 : 0.5 - Math.sqrt(toOutside[i]);
  }
  return { width, height, values };
}

const FAR = 1e12;

function squaredDistance(zero: (i: number) => boolean, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) out[i] = zero(i) ? 0 : FAR;
  const longest = Math.max(width, height);
  const line = new Float64Array(longest);
  const parabola = new Int32Array(longest);
  const edge = new Float64Array(longest + 1);
  const pass = (start: number, stride: number, count: number) => {
    for (let q = 0; q < count; q++) line[q] = out[start + q * stride];
    let k = 0;
    parabola[0] = 0;
    edge[0] = -FAR;
    edge[1] = FAR;
    for (let q = 1; q < count; q++) {
      let s: number;
      do {
        const p = parabola[k];
        s = (line[q] + q * q - line[p] - p * p) / (2 * (q - p));
      } while (s <= edge[k] && k-- > 0);
      k++;
      parabola[k] = q;
      edge[k] = s;
      edge[k + 1] = FAR;
    }
    k = 0;
    for (let q = 0; q < count; q++) {
      while (edge[k + 1] < q) k++;
      const p = parabola[k];
      out[start + q * stride] = (q - p) * (q - p) + line[p];
    }
  };
  for (let x = 0; x < width; x++) pass(x, width, height);
  for (let y = 0; y < height; y++) pass(y * width, 1, width);
  return out;
}

/** Distance at a place alone, bilinear: what the innermost loops of painting ask, without a list. */
export function distanceOf({ width, height, values }: DistanceField, x: number, y: number): number {
  const cx = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const at = y0 * width + x0;
  const above = values[at] * (1 - fx) + values[at + 1] * fx;
  return above * (1 - fy) + (values[at + width] * (1 - fx) + values[at + width + 1] * fx) * fy;
}

/** Distance and its slope at a place, bilinear; places outside take the nearest edge. */
export function distanceAt(field: DistanceField, x: number, y: number): [number, number, number] {
  const { width, height, values } = field;
  const cx = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const at = y0 * width + x0;
  const a = values[at];
  const b = values[at + 1];
  const c = values[at + width];
  const d = values[at + width + 1];
  return [
    (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy,
    (b - a) * (1 - fy) + (d - c) * fy,
    (c - a) * (1 - fx) + (d - b) * fx,
  ];
}
