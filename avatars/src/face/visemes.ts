/** The 15 mouth shapes of speech (Oculus set, in its order): what a phoneme looks like. */
export const VISEMES = [
  'sil',
  'PP',
  'FF',
  'TH',
  'DD',
  'kk',
  'CH',
  'SS',
  'nn',
  'RR',
  'aa',
  'E',
  'I',
  'O',
  'U',
] as const;

export type Viseme = (typeof VISEMES)[number];

/** Index of each viseme by name. */
export const VISEME_INDEX = Object.fromEntries(VISEMES.map((name, i) => [name, i])) as Record<Viseme, number>;

/**
 * Mouth shapes of a line over time: pairs of viseme (index into VISEMES) and the ms from the start of the line at which
 * it begins; each lasts until the next. The last pair is always silence. Plain numbers: sent and recorded as they are.
 */
export type VisemeTrack = readonly number[];

/** The five mouth weights of a face: aa, ih, ou, ee, oh, as VRM 1.0 names them. */
export const MOUTH_SHAPES = ['aa', 'ih', 'ou', 'ee', 'oh'] as const;

/** What each viseme does with the five mouth weights; lips closed is all of them at rest. */
const SHAPES: Readonly<Record<Viseme, readonly [number, number, number, number, number]>> = {
  sil: [0, 0, 0, 0, 0],
  PP: [0, 0, 0, 0, 0],
  FF: [0, 0.1, 0, 0.06, 0],
  TH: [0.12, 0.16, 0, 0, 0],
  DD: [0.08, 0.22, 0, 0.08, 0],
  kk: [0.2, 0.14, 0, 0, 0],
  CH: [0, 0.1, 0.36, 0.08, 0],
  SS: [0, 0.18, 0, 0.24, 0],
  nn: [0.08, 0.2, 0, 0.06, 0],
  RR: [0.04, 0.04, 0.3, 0, 0.1],
  aa: [0.72, 0, 0, 0, 0],
  E: [0.12, 0, 0, 0.56, 0],
  I: [0, 0.56, 0, 0.06, 0],
  O: [0.08, 0, 0, 0, 0.64],
  U: [0, 0, 0.64, 0, 0.04],
};
const TABLE = VISEMES.map((name) => SHAPES[name]);

/** Lips and jaw need time: shapes within this of a moment show in it, ms; and lips that must meet are seen to meet. */
const BLEND_MS = 55;
const CLOSE_MS = 34;
const CLOSED: ReadonlySet<number> = new Set([VISEME_INDEX.PP, VISEME_INDEX.FF]);

/**
 * The five mouth weights at a moment of a line, into `out`: neighbours blended as lips do (triangle of ±55 ms), with a
 * closure of the lips kept whole, since at 20 pictures a second an average would swallow it.
 *
 * @param atMs ms from the start of the line
 * @param out five weights 0..1 in the order of MOUTH_SHAPES
 */
export function mouthWeights(track: VisemeTrack, atMs: number, out: Float32Array | number[]): void {
  out[0] = out[1] = out[2] = out[3] = out[4] = 0;
  let shut = 0;
  for (let i = 0; i < track.length; i += 2) {
    const from = track[i + 1] - atMs;
    const to = i + 3 < track.length ? track[i + 3] - atMs : Number.POSITIVE_INFINITY;
    if (to <= -BLEND_MS) continue;
    if (from >= BLEND_MS) break;
    const share = triangle(to) - triangle(from);
    const shape = TABLE[track[i]] ?? TABLE[0];
    for (let k = 0; k < 5; k++) out[k] += shape[k] * share;
    if (CLOSED.has(track[i])) {
      const met = Math.min(to, CLOSE_MS) - Math.max(from, -CLOSE_MS);
      if (met > 0) shut = Math.max(shut, Math.min(1, met / CLOSE_MS));
    }
  }
  for (let k = 0; k < 5; k++) out[k] *= 1 - 0.92 * shut;
}

/** Area under the blending triangle up to x, 0..1. */
function triangle(x: number): number {
  if (x <= -BLEND_MS) return 0;
  if (x >= BLEND_MS) return 1;
  const u = x / BLEND_MS;
  return u < 0 ? ((1 + u) * (1 + u)) / 2 : 1 - ((1 - u) * (1 - u)) / 2;
}
