import { cropSquare, fromRoi, type Roi, sigmoid } from './crop.ts';
import type { Picture } from './read-photo.ts';
import type { Landmark } from './read-pose.ts';
import type { Network } from './run-network.ts';

/** 468 face points in px (x, y) and depth in the same scale (negative: nearer). */
export interface FaceReading {
  /** Likelihood of a face, 0..1. */
  readonly flag: number;
  readonly points: Float32Array;
  /** Distance from eyes to mouth, px. */
  readonly eyeToMouthPx: number;
}

export const FACE_POINTS = 468;
const INPUT = 192;
const ROI_SCALE = 3.6;

/** Square of the face from the pose landmarks of eyes, ears, nose and mouth. */
export function faceRoi(l: readonly Landmark[]): { roi: Roi; eyeToMouthPx: number } {
  const cx = (l[7].x + l[8].x + l[0].x * 2 + l[9].x + l[10].x) / 6;
  const cy = (l[7].y + l[8].y + l[0].y * 2 + l[9].y + l[10].y) / 6;
  const eye = [(l[2].x + l[5].x) / 2, (l[2].y + l[5].y) / 2];
  const mouth = [(l[9].x + l[10].x) / 2, (l[9].y + l[10].y) / 2];
  const down = Math.hypot(eye[0] - mouth[0], eye[1] - mouth[1]);
  // Eyes close together mean a turned head: then the line from eyes to mouth tells the tilt better.
  const turn = Math.atan2(mouth[1] - eye[1], mouth[0] - eye[0]) - Math.PI / 2;
  return { roi: { cx, cy, size: down * ROI_SCALE, turn }, eyeToMouthPx: down };
}

/** Reads the 468 points of the person whose pose landmarks are given. */
export async function readFace(
  net: Network,
  picture: Picture,
  landmarks: readonly Landmark[],
): Promise<FaceReading> {
  const { roi, eyeToMouthPx } = faceRoi(landmarks);
  return { ...(await readFaceSteadily(net, picture, roi)), eyeToMouthPx };
}

/** Squares a little larger, smaller and shifted (shares of the square): the mean of what is seen in them shakes less. */
const AROUND = [
  [0, 0, 1],
  [0.02, 0.015, 1.06],
  [-0.02, 0.015, 0.95],
  [0.015, -0.02, 0.98],
  [-0.015, -0.02, 1.1],
] as const;

/** Mean of several looks around a first one. */
export async function readFaceSteadily(net: Network, picture: Picture, roi: Roi) {
  const first = await readFaceAround(net, picture, roi);
  if (first.flag < 0.5) return first;
  const square = roiAround(first.points);
  const points = new Float32Array(FACE_POINTS * 3);
  for (const [dx, dy, scale] of AROUND) {
    const size = square.size * scale;
    const look = { ...square, size, cx: square.cx + dx * size, cy: square.cy + dy * size };
    const read = await readFaceSquare(net, picture, look);
    for (let i = 0; i < points.length; i++) points[i] += read.points[i] / AROUND.length;
  }
  return { flag: first.flag, points };
}

/** Looks again in a square centred on what was seen, as a tracker does, until the face sits well or it looked often enough. */
export async function readFaceAround(net: Network, picture: Picture, roi: Roi, looks = LOOKS) {
  let best = await readFaceSquare(net, picture, roi);
  for (let look = 0; look < looks && best.flag >= 0.5; look++) {
    const again = await readFaceSquare(net, picture, roiAround(best.points));
    if (again.flag < best.flag - 0.1) break;
    best = again;
  }
  return best;
}

const LOOKS = 3;
/** FaceMesh points at the outer corners of the eyes. */
const CORNERS = [33, 263] as const;

/** The square in which the network reads a face best, from what it read of it. */
export function roiAround(points: Float32Array): Roi {
  const [right, left] = CORNERS.map((k) => [points[k * 3], points[k * 3 + 1]]);
  let x0 = Number.POSITIVE_INFINITY;
  let y0 = x0;
  let x1 = -x0;
  let y1 = -x0;
  for (let k = 0; k < FACE_POINTS; k++) {
    x0 = Math.min(x0, points[k * 3]);
    x1 = Math.max(x1, points[k * 3]);
    y0 = Math.min(y0, points[k * 3 + 1]);
    y1 = Math.max(y1, points[k * 3 + 1]);
  }
  const size = Math.max(x1 - x0, y1 - y0) * 1.5;
  return {
    cx: (x0 + x1) / 2,
    cy: (y0 + y1) / 2,
    size,
    turn: Math.atan2(left[1] - right[1], left[0] - right[0]),
  };
}

async function readFaceSquare(net: Network, picture: Picture, roi: Roi) {
  const input = cropSquare(picture, roi, { size: INPUT, low: 0, high: 1 });
  const outputs = await net.run(input, [1, INPUT, INPUT, 3]);
  const mesh = outputs.find((o) => o.length === FACE_POINTS * 3);
  const flag = outputs.find((o) => o.length === 1);
  if (!mesh || !flag) throw new Error('the face network gave outputs of another shape');
  const points = new Float32Array(FACE_POINTS * 3);
  for (let k = 0; k < FACE_POINTS; k++) {
    const [x, y] = fromRoi(roi, mesh[k * 3] / INPUT, mesh[k * 3 + 1] / INPUT);
    points.set([x, y, (mesh[k * 3 + 2] / INPUT) * roi.size], k * 3);
  }
  return { flag: sigmoid(flag[0]), points };
}
