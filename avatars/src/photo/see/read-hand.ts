import { cropSquare, fromRoi, type Roi } from './crop.ts';
import type { Picture } from './read-photo.ts';
import type { Landmark } from './read-pose.ts';
import type { Network } from './run-network.ts';

/** 21 hand points in px (x, y) and depth in the same scale. */
export interface HandReading {
  readonly side: 'left' | 'right';
  /** Likelihood of a hand, 0..1. */
  readonly flag: number;
  readonly points: Float32Array;
}

const INPUT = 224;
const POINTS = 21;
/** Pose landmarks: wrist, index knuckle, little knuckle. */
const PLACES = { left: [15, 19, 17], right: [16, 20, 18] } as const;

/** Reads one hand in a square laid from the wrist over the knuckles. */
export async function readHand(
  net: Network,
  picture: Picture,
  landmarks: readonly Landmark[],
  side: 'left' | 'right',
): Promise<HandReading> {
  const [wrist, index, little] = PLACES[side].map((k) => landmarks[k]);
  const mx = (index.x + little.x) / 2;
  const my = (index.y + little.y) / 2;
  const roi: Roi = {
    cx: wrist.x + (mx - wrist.x) * 1.2,
    cy: wrist.y + (my - wrist.y) * 1.2,
    size: Math.hypot(mx - wrist.x, my - wrist.y) * 4,
    turn: Math.atan2(my - wrist.y, mx - wrist.x) + Math.PI / 2,
  };
  const outputs = await net.run(cropSquare(picture, roi, { size: INPUT, low: 0, high: 1 }), [
    1,
    INPUT,
    INPUT,
    3,
  ]);
  const raw = outputs.find((o) => o.length === POINTS * 3);
  const flag = outputs.find((o) => o.length === 1);
  if (!raw || !flag) throw new Error('the hand network gave outputs of another shape');
  const points = new Float32Array(POINTS * 3);
  for (let k = 0; k < POINTS; k++) {
    const [x, y] = fromRoi(roi, raw[k * 3] / INPUT, raw[k * 3 + 1] / INPUT);
    points.set([x, y, (raw[k * 3 + 2] / INPUT) * roi.size], k * 3);
  }
  return { side, flag: flag[0], points };
}
