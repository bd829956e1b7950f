/**
 * Strands over the forehead are hair's, not skin's: their colour lies on the way from the skin's to the hair's, and what has
 * gone some of that way is not painted on the forehead. On temples and along the hairline hair grows: there it stays.
 */
import { smoothStep } from '../../maths/angle.ts';
import { meanFacePoints } from '../face/face-frame.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { colourDistance, labOf, type Rgb } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';

/** Below the hairline, mm: here hair grows (from, to), and here the forehead ends (from, to). */
const ROOTS_MM = [-16, -7] as const;
const ENDS_MM = [-60, -35] as const;
/** FaceMesh points at the outer ends of the brows: beyond them are the temples; the shares of the way there. */
const BROW_ENDS = [70, 300] as const;
const WITHIN = [0.8, 1] as const;
/** Shares of hair in a colour from which, and to which, it loses its say. */
const STRAND = [0.1, 0.22] as const;
/** Hair this far from skin can be told from it. */
const APART = 14;

/** How surely each vertex of the body lies on the bare forehead, 0..1. */
export function foreheadShares(space: BodySpace, facePoints: readonly (FacePoint | null)[]): Float32Array {
  const { hairline, faceTriangles } = space.kit;
  const mean = meanFacePoints(space, facePoints);
  const half = Math.max(...BROW_ENDS.map((k) => Math.abs(mean[k * 3])));
  const browY = Math.min(...BROW_ENDS.map((k) => mean[k * 3 + 1]));
  const out = new Float32Array(space.vertices);
  for (const triangle of faceTriangles) {
    for (const v of space.model.triangles.subarray(triangle * 3, triangle * 3 + 3)) {
      if (space.mean[v * 3 + 1] < browY) continue;
      const across = smoothStep(WITHIN[1], WITHIN[0], Math.abs(space.mean[v * 3]) / half);
      const up =
        smoothStep(ENDS_MM[0], ENDS_MM[1], hairline[v]) * smoothStep(ROOTS_MM[1], ROOTS_MM[0], hairline[v]);
      out[v] = across * up;
    }
  }
  return out;
}

/** How surely a colour is no longer skin but hair across it, 0..1. */
export function strandLike(skinLab: readonly [number, number, number], { hair }: Look): (c: Rgb) => number {
  const way = labOf(...hair.colour).map((x, k) => x - skinLab[k]);
  const squared = way.reduce((sum, x) => sum + x * x, 0);
  if (hair.style === 'none' || colourDistance(labOf(...hair.colour), skinLab, 1) < APART) return () => 0;
  return (c) => {
    const share = labOf(...c).reduce((sum, x, k) => sum + way[k] * (x - skinLab[k]), 0) / squared;
    return smoothStep(STRAND[0], STRAND[1], share);
  };
}
