import type { FaceBelief } from './regress-face.ts';

/** What one photo says of a face, and how large it shows it. */
export interface SeenFace {
  readonly belief: FaceBelief;
  readonly eyeToMouthPx: number;
}

/** The network reads a face at about this size; more pixels say no more. */
const FULL_PX = 60;
/** Looks of one network at one person err alike: however many, they are not surer than so many. */
const LOOKS_MOST = 2;

const sayOf = ({ eyeToMouthPx }: SeenFace): number => Math.min(FULL_PX, eyeToMouthPx) ** 2;

/** One belief from all photos, larger faces first; the first photo's own sureness is the measure. */
export function combineFaces(faces: readonly SeenFace[]): FaceBelief {
  const [{ belief }] = faces;
  if (faces.length === 1) return belief;
  const total = faces.reduce((sum, face) => sum + sayOf(face), 0);
  const wanted = new Float64Array(belief.wanted.length);
  for (const face of faces) {
    const share = sayOf(face) / total;
    for (let m = 0; m < wanted.length; m++) wanted[m] += share * face.belief.wanted[m];
  }
  const surer = Math.min(LOOKS_MOST, total / sayOf(faces[0]));
  return { ...belief, wanted, precision: belief.precision.map((x) => x * surer) };
}
