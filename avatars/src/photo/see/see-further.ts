/**
 * A further photo of the same person: a whole body from any side, or a close-up of the face.
 *
 * CONTRIBUTOR NOTES: in a close-up the detector's box may lie beside the face, so several squares are tried and the one is taken
 * in which a second look moves the points least. What of a close-up may be
 * believed ends at the oval of the face: hair, hands and clothes around it are another day's.
 */
import { type Camera, guessCamera } from '../fit/camera.ts';
import { PhotoRefused } from '../refusal.ts';
import type { Roi } from './crop.ts';
import { detectPeople } from './detect-people.ts';
import type { LoadModel } from './networks.ts';
import { type FaceReading, faceRoi, readFaceSteadily, roiAround } from './read-face.ts';
import type { Picture } from './read-photo.ts';
import { readPose, roiFromPoints } from './read-pose.ts';
import { faceIsRead, refuseDrawing, type Sight, see } from './see.ts';

/** A face seen from near. */
export interface FaceSight extends Pick<Sight, 'picture' | 'mask' | 'face' | 'extentPx'> {
  readonly camera: Camera;
}

export type FurtherSight =
  | { readonly kind: 'body'; readonly sight: Sight }
  | { readonly kind: 'face'; readonly sight: FaceSight };

export const SEE_FURTHER_DEFAULTS = {
  /** Eyes to mouth of a close-up, px: below this it shows no more than a photo of the whole body. */
  eyeToMouthMinPx: 30,
  /** Points that move farther than this when looked at again, share of eyes to mouth, were read beside the face. */
  shakeMax: 0.08,
  /** The picture is cut to this many times the face's box. */
  margin: 1.5,
  /** Body extent of somebody whose eyes are this far from the mouth, times. */
  extentShare: 20,
} as const;

/** Squares around the detector's box of a face, and in the middle of the picture. */
const FACE_SQUARES = [1.9, 2.8] as const;
const MIDDLE_SHARES = [1, 0.7] as const;

/** Looks at a further photo. @throws PhotoRefused */
export async function seeFurther(
  picture: Picture,
  tell: (step: string) => void,
  load: LoadModel,
): Promise<FurtherSight> {
  try {
    return { kind: 'body', sight: await see(picture, tell, { faceless: true }, load) };
  } catch (error) {
    if (!(error instanceof PhotoRefused) || !NOT_WHOLE.has(error.code)) throw error;
    const face = await seeFace(picture, tell, load);
    if (face) return { kind: 'face', sight: face };
    throw new PhotoRefused(
      error.code,
      error.message.slice(0, -error.advice.length).trim(),
      'As a further photo send the whole person from another side, or a sharp close-up of the face from the front.',
    );
  }
}

const NOT_WHOLE: ReadonlySet<string> = new Set(['no-person', 'half-person', 'uncertain']);

async function seeFace(
  picture: Picture,
  tell: (step: string) => void,
  load: LoadModel,
): Promise<FaceSight | undefined> {
  tell('close-up of the face');
  const net = await load('face_landmark');
  let best: { face: FaceReading; shake: number } | undefined;
  for (const roi of await squaresFor(picture, load)) {
    const first = await readFaceSteadily(net, picture, roi);
    if (first.flag < 0.5) continue;
    const again = await readFaceSteadily(net, picture, roiAround(first.points));
    const face = { ...again, eyeToMouthPx: eyesToMouth(again.points) };
    const shake = meanMove(first.points, again.points) / face.eyeToMouthPx;
    if (faceIsRead(face) && shake < (best?.shake ?? SEE_FURTHER_DEFAULTS.shakeMax)) best = { face, shake };
  }
  if (!best || best.face.eyeToMouthPx < SEE_FURTHER_DEFAULTS.eyeToMouthMinPx) return undefined;
  const { face } = best;
  const [x, y] = [face.points[3], face.points[4]];
  refuseDrawing(picture, { hips: [x, y], reach: [x, y - face.eyeToMouthPx * 2] });
  return cutOut(picture, face);
}

/** Where a face may be: by the eyes and mouth of the pose network, the detector's box, and the middle of the picture. */
async function squaresFor(picture: Picture, load: LoadModel): Promise<Roi[]> {
  const side = Math.min(picture.width, picture.height);
  const squares = MIDDLE_SHARES.map(
    (share): Roi => ({ cx: picture.width / 2, cy: picture.height / 2, size: side * share, turn: 0 }),
  );
  const [found] = await detectPeople(await load('pose_detection'), picture);
  if (!found) return squares;
  const scout = await readPose(
    await load('pose_landmark_full'),
    picture,
    roiFromPoints(found.hips, found.reach),
  );
  const [cx, cy, wide, high] = found.box;
  const boxes = FACE_SQUARES.map((times): Roi => ({ cx, cy, size: times * Math.max(wide, high), turn: 0 }));
  return [faceRoi(scout.landmarks).roi, ...boxes, ...squares];
}

/** Mean distance between two readings, px. */
function meanMove(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 3) sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
  return (3 * sum) / a.length;
}

/** Middles of eyes and mouth, FaceMesh points. */
const EYES = [33, 133, 362, 263] as const;
const MOUTH = [61, 291] as const;

function eyesToMouth(points: Float32Array): number {
  const middle = (ks: readonly number[], axis: number) =>
    ks.reduce((sum, k) => sum + points[k * 3 + axis], 0) / ks.length;
  return Math.hypot(middle(EYES, 0) - middle(MOUTH, 0), middle(EYES, 1) - middle(MOUTH, 1));
}

/** The face alone: the rest of a close-up would cost time and memory for nothing. */
function cutOut(picture: Picture, face: FaceReading): FaceSight {
  const { points } = face;
  const axis = (k: 0 | 1) => Array.from({ length: points.length / 3 }, (_, i) => points[i * 3 + k]);
  const [xs, ys] = [axis(0), axis(1)];
  const spare = ((SEE_FURTHER_DEFAULTS.margin - 1) / 2) * (Math.max(...xs) - Math.min(...xs));
  const x0 = Math.max(0, Math.floor(Math.min(...xs) - spare));
  const y0 = Math.max(0, Math.floor(Math.min(...ys) - spare));
  const width = Math.min(picture.width, Math.ceil(Math.max(...xs) + spare)) - x0;
  const height = Math.min(picture.height, Math.ceil(Math.max(...ys) + spare)) - y0;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((y + y0) * picture.width + x0) * 3;
    data.set(picture.data.subarray(from, from + width * 3), y * width * 3);
  }
  const moved = points.map((x, i) => (i % 3 === 0 ? x - x0 : i % 3 === 1 ? x - y0 : x));
  const lens = guessCamera(picture.width, picture.height);
  return {
    picture: { data, width, height },
    face: { ...face, points: moved },
    mask: ovalMask(moved, width, height),
    extentPx: face.eyeToMouthPx * SEE_FURTHER_DEFAULTS.extentShare,
    camera: { ...lens, cx: lens.cx - x0, cy: lens.cy - y0 },
  };
}

/** FaceMesh points around the face, from the forehead over the person's left. */
const OVAL = [
  ...[10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152],
  ...[148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109],
];

/** 255 inside the oval of the face. */
function ovalMask(points: Float32Array, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const cuts: number[] = [];
    OVAL.forEach((k, i) => {
      const l = OVAL[(i + 1) % OVAL.length];
      const [ay, by] = [points[k * 3 + 1], points[l * 3 + 1]];
      if (ay > y === by > y) return;
      cuts.push(points[k * 3] + ((y - ay) / (by - ay)) * (points[l * 3] - points[k * 3]));
    });
    cuts.sort((a, b) => a - b);
    for (let c = 0; c + 1 < cuts.length; c += 2) {
      const [from, to] = [Math.max(0, Math.ceil(cuts[c])), Math.min(width, Math.ceil(cuts[c + 1]))];
      if (from < to) mask.fill(255, y * width + from, y * width + to);
    }
  }
  return mask;
}
