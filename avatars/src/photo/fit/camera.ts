/** A pinhole at the origin that looks along -Z; x to the right, y up in the world, y down in the picture. */
export interface Camera {
  readonly focalPx: number;
  readonly cx: number;
  readonly cy: number;
}

/** Focal length of a photo whose lens is unknown, as a share of its longer side (about 47° across). */
const FOCAL_SHARE = 1.15;

export function guessCamera(width: number, height: number): Camera {
  return { focalPx: FOCAL_SHARE * Math.max(width, height), cx: width / 2, cy: height / 2 };
}

/** A point in px. */
export function project(camera: Camera, x: number, y: number, z: number): [number, number] {
  const scale = camera.focalPx / -z;
  return [camera.cx + x * scale, camera.cy - y * scale];
}

/** Points x 3 to points x 3: px, px and distance along the view in m. */
export function projectAll(camera: Camera, points: Float32Array): Float32Array {
  const out = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 3) {
    const scale = camera.focalPx / -points[i + 2];
    out[i] = camera.cx + points[i] * scale;
    out[i + 1] = camera.cy - points[i + 1] * scale;
    out[i + 2] = -points[i + 2];
  }
  return out;
}

/**
 * Turns derivatives of a point into derivatives of its picture, in place: rows 0 and 1 of `rows` become px.
 *
 * @param rows 3 x count derivatives of x, y, z
 */
export function projectRows(
  camera: Camera,
  point: readonly [number, number, number],
  rows: Float64Array,
  count: number,
): void {
  const scale = camera.focalPx / -point[2];
  const [u, v] = [point[0] / -point[2], point[1] / -point[2]];
  for (let c = 0; c < count; c++) {
    const dz = rows[2 * count + c];
    rows[c] = scale * (rows[c] + u * dz);
    rows[count + c] = -scale * (rows[count + c] + v * dz);
  }
}
