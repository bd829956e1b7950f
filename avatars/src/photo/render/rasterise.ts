/** What each pixel of a rendered mesh shows. */
export interface PixelHits {
  readonly width: number;
  readonly height: number;
  /** Triangle in front, or -1. */
  readonly triangle: Int32Array;
  /** Shares of the triangle's second and third corner. */
  readonly shares: Float32Array;
  /** Depth of the hit (smaller is nearer). */
  readonly depth: Float32Array;
}

/** An empty canvas. */
export function createHits(width: number, height: number): PixelHits {
  return {
    width,
    height,
    triangle: new Int32Array(width * height).fill(-1),
    shares: new Float32Array(width * height * 2),
    depth: new Float32Array(width * height).fill(Number.POSITIVE_INFINITY),
  };
}

/** A canvas made empty again; the shares of nothing are left as they were. */
function clearHits(hits: PixelHits): PixelHits {
  hits.triangle.fill(-1);
  hits.depth.fill(Number.POSITIVE_INFINITY);
  return hits;
}

/**
 * Canvases that are drawn over by whoever asks next: fresh memory costs more than to clear it.
 *
 * @returns an empty canvas of a size, lent until the next one of that size is asked for
 */
export function lendCanvases(): (width: number, height: number) => PixelHits {
  const known = new Map<string, PixelHits>();
  return (width, height) => {
    const name = `${width} ${height}`;
    const kept = known.get(name);
    if (kept) return clearHits(kept);
    const made = createHits(width, height);
    known.set(name, made);
    return made;
  };
}

/** Rounding of places, px. */
const EDGE_PX = 1e-3;

/**
 * Draws triangles into a z-buffer.
 *
 * @param hits canvas, drawn over
 * @param points vertices x 3: x, y in px and depth
 * @param triangles three vertices each; `first` is added to the triangle numbers written
 * @param grow how far, as a share of the triangle, pixels just outside its edges count as inside
 */
export function rasterise(
  hits: PixelHits,
  points: Float32Array,
  triangles: ArrayLike<number>,
  options: {
    first?: number;
    grow?: number;
    /** Asked for every pixel that would be drawn; false lets what lies behind shine through. */
    solid?: (triangle: number, u: number, v: number, pixel: number) => boolean;
  } = {},
): void {
  const { width, height } = hits;
  const first = options.first ?? 0;
  const grow = (options.grow ?? 0) + 1e-6;
  const low = -grow;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t] * 3;
    const b = triangles[t + 1] * 3;
    const c = triangles[t + 2] * 3;
    const ax = points[a];
    const ay = points[a + 1];
    const e1x = points[b] - ax;
    const e1y = points[b + 1] - ay;
    const e2x = points[c] - ax;
    const e2y = points[c + 1] - ay;
    const area = e1x * e2y - e1y * e2x;
    if (!(Math.abs(area) > 1e-12)) continue;
    const perArea = 1 / area;
    // The corners of the triangle as grown: only pixels whose middles lie in its box are asked.
    const over = 1 + 3 * grow;
    const gx = ax - grow * (e1x + e2x);
    const gy = ay - grow * (e1y + e2y);
    const lowX = gx + Math.min(0, over * e1x, over * e2x);
    const highX = gx + Math.max(0, over * e1x, over * e2x);
    const lowY = gy + Math.min(0, over * e1y, over * e2y);
    const highY = gy + Math.max(0, over * e1y, over * e2y);
    const x0 = Math.max(0, Math.ceil(lowX - 0.5 - EDGE_PX));
    const x1 = Math.min(width - 1, Math.floor(highX - 0.5 + EDGE_PX));
    const y0 = Math.max(0, Math.ceil(lowY - 0.5 - EDGE_PX));
    const y1 = Math.min(height - 1, Math.floor(highY - 0.5 + EDGE_PX));
    for (let y = y0; y <= y1; y++) {
      const dy = y + 0.5 - ay;
      for (let x = x0; x <= x1; x++) {
        const dx = x + 0.5 - ax;
        const u = (dx * e2y - dy * e2x) * perArea;
        const v = (dy * e1x - dx * e1y) * perArea;
        if (u < low || v < low || u + v > 1 - low) continue;
        const depth = points[a + 2] * (1 - u - v) + points[b + 2] * u + points[c + 2] * v;
        const at = y * width + x;
        if (depth >= hits.depth[at] || (options.solid && !options.solid(t / 3, u, v, at))) continue;
        hits.depth[at] = depth;
        hits.triangle[at] = first + t / 3;
        hits.shares[at * 2] = u;
        hits.shares[at * 2 + 1] = v;
      }
    }
  }
}
