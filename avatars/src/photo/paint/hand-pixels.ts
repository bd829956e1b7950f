import type { HandReading } from '../see/read-hand.ts';
import type { Sight } from '../see/see.ts';

/** Landmarks of the pose network on both hands: wrist, little finger, index finger, thumb. */
const HAND_LANDMARKS = [15, 17, 19, 21, 16, 18, 20, 22] as const;
/** A hand reaches this far around each of its landmarks, as a share of the body's extent. */
const REACH_SHARE = 0.035;

/**
 * Pixels where a hand may lie before the clothes: the fitted hand's fingers are only nearly where the photo's are, so its
 * depth alone does not keep them out of a pocket's cloth.
 *
 * @returns 1 where a hand may be
 */
export function handPixels(
  sight: Pick<Sight, 'picture' | 'extentPx'> & Partial<Pick<Sight, 'pose'>>,
  hands: readonly HandReading[] = [],
): Uint8Array {
  const { width, height } = sight.picture;
  const out = new Uint8Array(width * height);
  const reach = Math.max(2, REACH_SHARE * sight.extentPx);
  const disc = (cx: number, cy: number) => {
    for (let y = Math.max(0, Math.ceil(cy - reach)); y <= Math.min(height - 1, cy + reach); y++) {
      const half = Math.sqrt(Math.max(0, reach * reach - (y - cy) ** 2));
      const x0 = Math.max(0, Math.ceil(cx - half));
      const x1 = Math.min(width - 1, Math.floor(cx + half));
      if (x1 >= x0) out.fill(1, y * width + x0, y * width + x1 + 1);
    }
  };
  for (const k of HAND_LANDMARKS) {
    const landmark = sight.pose?.landmarks[k];
    if (landmark) disc(landmark.x, landmark.y);
  }
  for (const { points } of hands)
    for (let i = 0; i + 2 < points.length; i += 3) disc(points[i], points[i + 1]);
  return out;
}
