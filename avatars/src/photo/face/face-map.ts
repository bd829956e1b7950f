import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';

/** Where each of the network's points lies in the face tile: points x 2, u right, v down, 0..1; NaN off the tile. */
export function facePointUvs(space: BodySpace, facePoints: readonly (FacePoint | null)[]): Float32Array {
  const { triangles, uvTriangles, uvs } = space.model;
  const [u0, v0, u1, v1] = space.kit.manifest.faceRect;
  const byCorners = new Map<string, number>();
  for (const t of space.kit.faceTriangles) {
    byCorners.set([0, 1, 2].map((k) => triangles[t * 3 + k]).join(), t);
  }
  const out = new Float32Array(facePoints.length * 2).fill(Number.NaN);
  facePoints.forEach((point, k) => {
    const t = point && byCorners.get(point.vertices.join());
    if (!point || t === undefined || t === null) return;
    let [u, v] = [0, 0];
    for (let c = 0; c < 3; c++) {
      u += point.shares[c] * uvs[uvTriangles[t * 3 + c] * 2];
      v += point.shares[c] * uvs[uvTriangles[t * 3 + c] * 2 + 1];
    }
    out.set([(u - u0) / (u1 - u0), 1 - (v - v0) / (v1 - v0)], k * 2);
  });
  return out;
}

/** FaceMesh points around each brow, inner end first along the top and back along the bottom. */
export const BROWS = [
  [107, 66, 105, 63, 70, 46, 53, 52, 65, 55],
  [336, 296, 334, 293, 300, 276, 283, 282, 295, 285],
] as const;

/** Full inside so many half heights of a brow and gone outside so many, and shorter ends than this share of it. */
const FADE_FROM = 0.7;
const FADE_TO = 1.5;
const ENDS = 0.1;

interface Station {
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

/**
 * Share of brow of each texel of the face tile, 0..1, row by row. A tile may lie any way round: brows run along their stations.
 *
 * @param thick height of the brow as a share of the network's own
 */
export function browMask(uvs: Float32Array, size: number, thick = 1): Float32Array {
  const out = new Float32Array(size * size);
  for (const brow of BROWS) {
    const at = (k: number): [number, number] => [uvs[k * 2] * size, uvs[k * 2 + 1] * size];
    const stations = Array.from({ length: brow.length / 2 }, (_, i): Station => {
      const [top, low] = [at(brow[i]), at(brow[brow.length - 1 - i])];
      const half = (Math.hypot(top[0] - low[0], top[1] - low[1]) / 2) * thick;
      return { x: (top[0] + low[0]) / 2, y: (top[1] + low[1]) / 2, half: Math.max(0.5, half) };
    });
    const far = FADE_TO * Math.max(...stations.map(({ half }) => half));
    const [xs, ys] = [stations.map(({ x }) => x), stations.map(({ y }) => y)];
    const from = (values: number[]) => Math.max(0, Math.floor(Math.min(...values) - far));
    const to = (values: number[]) => Math.min(size - 1, Math.ceil(Math.max(...values) + far));
    for (let y = from(ys); y <= to(ys); y++) {
      for (let x = from(xs); x <= to(xs); x++) {
        out[y * size + x] = Math.max(out[y * size + x], browShare(stations, x, y));
      }
    }
  }
  return out;
}

/** Share of brow at a place: by the nearest place of the line of stations. */
function browShare(stations: readonly Station[], x: number, y: number): number {
  let [least, along] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i + 1 < stations.length; i++) {
    const [a, b] = [stations[i], stations[i + 1]];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const t = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)));
    const off = Math.hypot(x - a.x - t * dx, y - a.y - t * dy) / (a.half + t * (b.half - a.half));
    if (off < least) [least, along] = [off, (i + t) / (stations.length - 1)];
  }
  const across = Math.min(1, Math.max(0, (FADE_TO - least) / (FADE_TO - FADE_FROM)));
  return across * Math.min(1, along / ENDS, (1 - along) / ENDS);
}
