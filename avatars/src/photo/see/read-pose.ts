import { cropSquare, fromRoi, type Roi, sigmoid } from './crop.ts';
import type { Picture } from './read-photo.ts';
import type { Network } from './run-network.ts';

/** One of 33 body landmarks: place in px, how likely it is seen and inside the picture. */
export interface Landmark {
  readonly x: number;
  readonly y: number;
  readonly visible: number;
  readonly present: number;
}

/** What the landmark network says of one square. */
export interface PoseReading {
  /** Likelihood that there is a person, 0..1. */
  readonly flag: number;
  readonly landmarks: readonly Landmark[];
  /** 33 x 3, m about the hips, x to the picture's right, y down, z away; directions only, not metric truth. */
  readonly world: Float32Array;
  /** 256 x 256 logits of the person in the square. */
  readonly mask: Float32Array;
  readonly roi: Roi;
  /** Square for a second, better centred look. */
  readonly next: Roi;
}

const INPUT = 256;
const HEAT = 64;
const POINTS = 39;
const LANDMARKS = 33;
const REFINE = 3;
const ROI_SCALE = 1.25;

/** The square whose centre is `from` and whose upper edge lies beyond `to`. */
export function roiFromPoints(from: readonly [number, number], to: readonly [number, number]): Roi {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const turn = Math.PI / 2 - Math.atan2(-dy, dx);
  return {
    cx: from[0],
    cy: from[1],
    size: 2 * Math.hypot(dx, dy) * ROI_SCALE,
    turn: Math.atan2(Math.sin(turn), Math.cos(turn)),
  };
}

/** Reads 33 landmarks, 3D directions and mask in one square. */
export async function readPose(net: Network, picture: Picture, roi: Roi): Promise<PoseReading> {
  const input = cropSquare(picture, roi, { size: INPUT, low: 0, high: 1 });
  const outputs = await net.run(input, [1, INPUT, INPUT, 3]);
  const by = (length: number): Float32Array => {
    const found = outputs.find((o) => o.length === length);
    if (!found) throw new Error(`the pose network gave no output of ${length} values`);
    return found;
  };
  const raw = by(POINTS * 5);
  const heat = by(HEAT * HEAT * POINTS);
  const rawWorld = by(POINTS * 3);
  const points = Array.from({ length: POINTS }, (_, k) => {
    const [u, v] = refine(heat, k, raw[k * 5] / INPUT, raw[k * 5 + 1] / INPUT);
    const [x, y] = fromRoi(roi, u, v);
    return { x, y, visible: sigmoid(raw[k * 5 + 3]), present: sigmoid(raw[k * 5 + 4]) };
  });
  const cos = Math.cos(roi.turn);
  const sin = Math.sin(roi.turn);
  const world = new Float32Array(LANDMARKS * 3);
  for (let k = 0; k < LANDMARKS; k++) {
    const x = rawWorld[k * 3];
    const y = rawWorld[k * 3 + 1];
    world.set([x * cos - y * sin, x * sin + y * cos, rawWorld[k * 3 + 2]], k * 3);
  }
  const next = roiFromPoints([points[33].x, points[33].y], [points[34].x, points[34].y]);
  return { flag: by(1)[0], landmarks: points.slice(0, LANDMARKS), world, mask: by(INPUT * INPUT), roi, next };
}

/** Moves a landmark to the centre of mass of its heat nearby, where the heat is sure. */
function refine(heat: Float32Array, k: number, u: number, v: number): [number, number] {
  const cx = Math.floor(u * HEAT);
  const cy = Math.floor(v * HEAT);
  if (!(cx >= 0 && cy >= 0 && cx < HEAT && cy < HEAT)) return [u, v];
  let sum = 0;
  let sx = 0;
  let sy = 0;
  let peak = 0;
  for (let y = Math.max(0, cy - REFINE); y <= Math.min(HEAT - 1, cy + REFINE); y++) {
    for (let x = Math.max(0, cx - REFINE); x <= Math.min(HEAT - 1, cx + REFINE); x++) {
      const share = sigmoid(heat[(y * HEAT + x) * POINTS + k]);
      peak = Math.max(peak, share);
      sum += share;
      sx += share * x;
      sy += share * y;
    }
  }
  return peak >= 0.5 ? [sx / sum / HEAT, sy / sum / HEAT] : [u, v];
}

/** The mask of a square laid over the picture: width x height, 0..255. */
export function unwarpMask(picture: Picture, reading: PoseReading): Uint8Array {
  const { width, height } = picture;
  const { roi, mask } = reading;
  const out = new Uint8Array(width * height);
  const cos = (Math.cos(roi.turn) / roi.size) * INPUT;
  const sin = (Math.sin(roi.turn) / roi.size) * INPUT;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x + 0.5 - roi.cx;
      const dy = y + 0.5 - roi.cy;
      const u = dx * cos + dy * sin + INPUT / 2 - 0.5;
      const v = -dx * sin + dy * cos + INPUT / 2 - 0.5;
      if (u < 0 || v < 0 || u >= INPUT - 1 || v >= INPUT - 1) continue;
      const at = Math.floor(v) * INPUT + Math.floor(u);
      const fx = u - Math.floor(u);
      const fy = v - Math.floor(v);
      const upper = mask[at] * (1 - fx) + mask[at + 1] * fx;
      const lower = mask[at + INPUT] * (1 - fx) + mask[at + INPUT + 1] * fx;
      out[y * width + x] = Math.round(255 * sigmoid(upper * (1 - fy) + lower * fy));
    }
  }
  return out;
}
