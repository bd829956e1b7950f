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

/**
 * Share of brow of each texel of the face tile, 0..1, row by row.
 *
 * @param thick height of the brow as a share of the network's own
 */
export function browMask(uvs: Float32Array, size: number, thick = 1): Float32Array {
  const out = new Float32Array(size * size);
  for (const brow of BROWS) {
    const at = (k: number): [number, number] => [uvs[k * 2] * size, uvs[k * 2 + 1] * size];
    const half = brow.length / 2;
    // Stations along the brow: middle and half height.
    const stations = Array.from({ length: half }, (_, i) => {
      const [top, low] = [at(brow[i]), at(brow[brow.length - 1 - i])];
      const x = (top[0] + low[0]) / 2;
      const y = (top[1] + low[1]) / 2;
      return { x, y, half: (Math.abs(top[1] - low[1]) / 2) * thick };
    }).sort((a, b) => a.x - b.x);
    const [first, last] = [stations[0], stations[half - 1]];
    for (let px = Math.max(0, Math.floor(first.x)); px <= Math.min(size - 1, Math.ceil(last.x)); px++) {
      const i = Math.max(0, Math.min(half - 2, stations.findIndex((s) => s.x > px) - 1));
      const [a, b] = [stations[i], stations[i + 1]];
      const t = Math.min(1, Math.max(0, (px - a.x) / (b.x - a.x)));
      const y = a.y + (b.y - a.y) * t;
      const reach = a.half + (b.half - a.half) * t;
      const along = (px - first.x) / (last.x - first.x);
      const ends = Math.min(1, along / 0.1, (1 - along) / 0.1);
      for (let py = Math.max(0, Math.floor(y - reach * 1.6)); py < Math.min(size, y + reach * 1.6); py++) {
        const off = Math.abs(py - y) / Math.max(0.5, reach);
        const share = Math.min(1, Math.max(0, (1.5 - off) / 0.8)) * ends;
        out[py * size + px] = Math.max(out[py * size + px], share);
      }
    }
  }
  return out;
}
