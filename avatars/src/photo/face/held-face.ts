import type { BodySpace } from '../fit/body-space.ts';
import type { FaceBelief } from './regress-face.ts';

/** Components of a face that was found are held this well while the body is fitted around it. */
const DEVIATION = 0.1;

/** A belief of these components of the face and of nothing else. */
export function heldFace({ bodyCount, faceCount }: BodySpace, components: Float64Array): FaceBelief {
  const size = bodyCount + faceCount;
  const modes = new Float32Array(faceCount * size);
  const precision = new Float32Array(faceCount * faceCount);
  for (let c = 0; c < faceCount; c++) {
    modes[c * size + bodyCount + c] = 1;
    precision[c * faceCount + c] = DEVIATION ** -2;
  }
  return { modes, middle: new Float32Array(size), wanted: components, precision };
}
