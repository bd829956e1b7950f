import type { Camera } from '../fit/camera.ts';
import { projectAll } from '../fit/camera.ts';
import type { DistanceField } from '../fit/distance-field.ts';
import { createHits, type PixelHits, rasterise } from '../render/rasterise.ts';
import type { Picture } from '../see/read-photo.ts';

/** The photo, softened too, and the depth of what stands where. */
export interface PaintScene {
  readonly picture: Picture;
  /** The photo without fine detail. */
  readonly soft: Picture;
  readonly mask: DistanceField;
  readonly hits: PixelHits;
  readonly camera: Camera;
  /** Edges of mask and fit are this blurred, px. */
  readonly edgePx: number;
}

/** Draws meshes in the photo's pose over one another. */
export function drawDepth(
  width: number,
  height: number,
  camera: Camera,
  meshes: readonly { points: Float32Array; triangles: ArrayLike<number> }[],
): PixelHits {
  const hits = createHits(width, height);
  let first = 0;
  for (const mesh of meshes) {
    rasterise(hits, projectAll(camera, mesh.points), mesh.triangles, { first });
    first += mesh.triangles.length / 3;
  }
  return hits;
}

/** Box blur of the given radius, twice; pixels outside `inside` neither give nor take. */
export function soften(picture: Picture, inside: (i: number) => boolean, radius: number): Picture {
  const { width, height } = picture;
  let values = Float32Array.from({ length: width * height * 4 }, (_, i) => {
    const at = Math.floor(i / 4);
    if (!inside(at)) return 0;
    return i % 4 === 3 ? 1 : picture.data[at * 3 + (i % 4)];
  });
  for (let round = 0; round < 2; round++) {
    values = blurLines(values, width, height, 1, radius);
    values = blurLines(values, width, height, width, radius);
  }
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const share = values[i * 4 + 3];
    for (let k = 0; k < 3; k++)
      data[i * 3 + k] = share > 0.01 ? values[i * 4 + k] / share : picture.data[i * 3 + k];
  }
  return { data, width, height };
}

function blurLines(values: Float32Array, width: number, height: number, stride: number, radius: number) {
  const out = new Float32Array(values.length);
  const count = stride === 1 ? width : height;
  const lines = stride === 1 ? height : width;
  for (let line = 0; line < lines; line++) {
    const start = stride === 1 ? line * width : line;
    for (let k = 0; k < 4; k++) {
      let sum = 0;
      for (let i = -radius; i < count + radius; i++) {
        const [ahead, behind, middle] = [i + radius, i - radius - 1, i];
        if (ahead >= 0 && ahead < count) sum += values[(start + ahead * stride) * 4 + k];
        if (behind >= 0 && behind < count) sum -= values[(start + behind * stride) * 4 + k];
        if (middle >= 0 && middle < count) out[(start + middle * stride) * 4 + k] = sum / (2 * radius + 1);
      }
    }
  }
  return out;
}
