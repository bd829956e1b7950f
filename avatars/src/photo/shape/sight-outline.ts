import { LIMBS, SPANS } from '../fit/landmark-map.ts';
import { worldPoint } from '../fit/start-pose.ts';
import type { Sight } from '../see/see.ts';
import { isSkin, pixelAt, readSkin } from '../understand/seen-body.ts';
import { FACE, type OutlineSight } from './person-features.ts';

/** What the networks saw, as the features want it. */
export function outlineOfSight(sight: Sight): OutlineSight {
  const { width, height } = sight.picture;
  const { landmarks, world } = sight.pose;
  const skin = readSkin(sight);
  const points = new Float64Array(landmarks.length * 2);
  landmarks.forEach((l, k) => {
    points[k * 2] = l.x;
    points[k * 2 + 1] = l.y;
  });
  const directions = new Float64Array((LIMBS.length + SPANS.length) * 3);
  [...LIMBS, ...SPANS].forEach(([from, to], i) => {
    const [a, b] = [worldPoint(world, from), worldPoint(world, to)];
    const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const length = Math.hypot(...d) || 1;
    for (let k = 0; k < 3; k++) directions[i * 3 + k] = d[k] / length;
  });
  const face = new Float64Array(FACE.length * 2);
  FACE.forEach((k, i) => {
    face[i * 2] = sight.face.points[k * 3];
    face[i * 2 + 1] = sight.face.points[k * 3 + 1];
  });
  return {
    width,
    height,
    points,
    directions,
    face,
    inside: (x, y) => {
      const [px, py] = [Math.floor(x), Math.floor(y)];
      return px >= 0 && py >= 0 && px < width && py < height && sight.mask[py * width + px] > 127;
    },
    skin: (_, x, y) => {
      const colour = pixelAt(sight, x, y);
      return colour !== undefined && isSkin(skin, colour);
    },
  };
}
