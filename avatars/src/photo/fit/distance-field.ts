/** Signed distance to the edge of a mask: positive outside, negative inside, px. */
export interface DistanceField {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/**
 * Exact Euclidean distances: along the columns by two scans, then along the rows by lower envelopes of parabolas (Felzenszwalb and
 * Huttenlocher 2012). The scans go row by row over all columns at once, as memory lies.
 */
export function createDistanceField(
  inside: (i: number) => boolean,
  width: number,
  height: number,
): DistanceField {
  const isInside = new Uint8Array(width * height);
  for (let i = 0; i < isInside.length; i++) isInside[i] = inside(i) ? 1 : 0;
  const toInside = squaredDistance(isInside, 1, width, height);
  const toOutside = squaredDistance(isInside, 0, width, height);
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++)
    values[i] = isInside[i] ? 0.5 - Math.sqrt(toOutside[i]) : Math.sqrt(toInside[i]) - 0.5;
  return { width, height, values };
}

const FAR = 1e12;

/** Squared distance of each pixel to the nearest one of a kind, px². */
function squaredDistance(kinds: Uint8Array, kind: number, width: number, height: number): Float32Array {
  const out = columnDistance(kinds, kind, width, height);
  const line = new Float64Array(width);
  const parabola = new Int32Array(width);
  const edge = new Float64Array(width + 1);
  for (let start = 0; start < out.length; start += width) {
    for (let q = 0; q < width; q++) line[q] = out[start + q] < FAR ? out[start + q] ** 2 : FAR;
    let k = 0;
    parabola[0] = 0;
    edge[0] = -FAR;
    edge[1] = FAR;
    for (let q = 1; q < width; q++) {
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
    for (let q = 0; q < width; q++) {
      while (edge[k + 1] < q) k++;
      const p = parabola[k];
      out[start + q] = (q - p) * (q - p) + line[p];
    }
  }
  return out;
}

/** Distance to the nearest pixel of a kind above or below, px; FAR where the column has none. */
function columnDistance(kinds: Uint8Array, kind: number, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const above = i < width ? FAR : out[i - width];
    out[i] = kinds[i] === kind ? 0 : above < FAR ? above + 1 : FAR;
  }
  for (let i = out.length - 1 - width; i >= 0; i--)
    if (out[i + width] + 1 < out[i]) out[i] = out[i + width] + 1;
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
