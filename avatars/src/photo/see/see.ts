import { PhotoRefused } from '../refusal.ts';
import { type Detection, detectPeople } from './detect-people.ts';
import { type LoadModel, NETWORKS_HERE } from './networks.ts';
import { FACE_POINTS, type FaceReading, readFace } from './read-face.ts';
import type { Picture } from './read-photo.ts';
import { type PoseReading, readPose, roiFromPoints, unwarpMask } from './read-pose.ts';

/** Everything the networks saw of one person. */
export interface Sight {
  readonly picture: Picture;
  readonly pose: PoseReading;
  /** Person mask over the picture, 0..255. */
  readonly mask: Uint8Array;
  readonly face: FaceReading;
  /** Body extent: the longer side of the box of shoulders to ankles, px. */
  readonly extentPx: number;
}

export const SEE_DEFAULTS = {
  flagMin: 0.9,
  /** The same for the first look. */
  scoutFlagMin: 0.6,
  /** Share of the main joints that must lie in the picture. */
  jointsMin: 0.7,
  /** Eyes to mouth, px: below this a face has no detail. */
  eyeToMouthMinPx: 9,
} as const;

/** Shoulders, elbows, wrists, hips, knees, ankles. */
const MAIN = [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28] as const;

export interface WantedSight {
  /** The person may be seen from the side or from behind. */
  readonly faceless?: boolean;
  /** Begun once it is known that there is a person, and waited for. */
  readonly meanwhile?: () => Promise<unknown>;
}

/**
 * Looks at a picture with all networks but that of the hands and turns away what cannot become a body.
 *
 * @param load where the networks run
 * @throws PhotoRefused
 */
export async function see(
  picture: Picture,
  tell: (step: string) => void = () => {},
  wanted: WantedSight = {},
  load: LoadModel = NETWORKS_HERE.load,
): Promise<Sight> {
  tell('person');
  // The smaller network finds where to look, and turns half people away before the large one is loaded.
  const [detector, scout] = await Promise.all([load('pose_detection'), load('pose_landmark_full')]);
  const people = await detectPeople(detector, picture);
  refusePeople(picture, people);
  refuseDrawing(picture, people[0]);
  tell('landmarks');
  const first = await readPose(scout, picture, roiFromPoints(people[0].hips, people[0].reach));
  refuseReading(first, SEE_DEFAULTS.scoutFlagMin);
  refuseParts(picture, first);
  // Asked before anything else is begun: where it runs beside this thread, it is loaded and run while the rest is made ready.
  const reading = readPose(await load('pose_landmark_heavy'), picture, first.next);
  const [pose, faces] = await Promise.all([reading, load('face_landmark'), wanted.meanwhile?.()]);
  refuseReading(pose, SEE_DEFAULTS.flagMin);
  refuseParts(picture, pose);
  const mask = unwarpMask(picture, pose);
  tell('face');
  const face = await readFace(faces, picture, pose.landmarks);
  if (!wanted.faceless) refuseFace(picture, face);
  return { picture, pose, mask, face, extentPx: extentOf(pose) };
}

function extentOf(pose: PoseReading): number {
  const body = pose.landmarks.slice(11, 29);
  const span = (pick: (l: (typeof body)[number]) => number) =>
    Math.max(...body.map(pick)) - Math.min(...body.map(pick));
  return Math.max(
    span((l) => l.x),
    span((l) => l.y),
  );
}

function refusePeople(picture: Picture, people: readonly Detection[]): void {
  if (people.length === 0) {
    throw new PhotoRefused(
      'no-person',
      'There is no person in the picture.',
      'Send a photo of one whole person.',
    );
  }
  const size = (d: Detection) => Math.hypot(d.reach[0] - d.hips[0], d.reach[1] - d.hips[1]);
  const others = people.slice(1).filter((other) => size(other) > 0.45 * size(people[0]));
  if (others.length > 0) {
    throw new PhotoRefused(
      'several-people',
      `There are ${others.length + 1} people in the picture.`,
      'Crop it to the one who shall become a body.',
    );
  }
  const [x, y] = people[0].hips;
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) {
    throw new PhotoRefused('half-person', 'The hips lie outside the picture.', WHOLE_PERSON);
  }
}

const WHOLE_PERSON = 'Send a photo that shows the person from head to feet.';

function refuseReading(pose: PoseReading, flagMin: number): void {
  const sane = pose.landmarks.every((l) => Number.isFinite(l.x + l.y)) && pose.mask.every(Number.isFinite);
  if (!sane || !(pose.flag >= flagMin)) {
    throw new PhotoRefused(
      'uncertain',
      `What looks like a person is too unclear (${Math.round(pose.flag * 100)} % sure).`,
      'Send a sharper photo in which the whole person stands free.',
    );
  }
}

function refuseParts(picture: Picture, pose: PoseReading): void {
  const inside = (k: number) => {
    const { x, y, present } = pose.landmarks[k];
    return x >= 0 && y >= 0 && x < picture.width && y < picture.height && present > 0.3;
  };
  const seen = MAIN.filter(inside).length / MAIN.length;
  if (seen < SEE_DEFAULTS.jointsMin) {
    const below = [23, 24, 25, 26, 27, 28].filter(inside).length < 5;
    throw new PhotoRefused(
      'half-person',
      `Only ${Math.round(seen * 100)} % of the joints are in the picture${below ? '; the legs are cut off' : ''}.`,
      WHOLE_PERSON,
    );
  }
}

/** Whether the points of a face can be believed. */
export function faceIsRead(face: FaceReading): boolean {
  return face.flag >= 0.5 && face.points.length === FACE_POINTS * 3 && face.points.every(Number.isFinite);
}

function refuseFace(picture: Picture, face: FaceReading): void {
  if (face.eyeToMouthPx < SEE_DEFAULTS.eyeToMouthMinPx) {
    throw new PhotoRefused(
      'no-face',
      `The face is only ${Math.round(face.eyeToMouthPx * 3)} pixels high in ${picture.width} × ${picture.height}.`,
      'Go nearer, or send the photo in full size.',
    );
  }
  if (!faceIsRead(face)) {
    throw new PhotoRefused(
      'no-face',
      'No face can be read.',
      'Send a photo in which the face is seen, not from behind.',
    );
  }
}

/** Share of flat pixels above which a picture was drawn, not photographed. */
const FLAT_MAX = 0.7;

/** Photographs have grain everywhere; drawings and cartoons have areas of one exact colour. */
export function refuseDrawing(picture: Picture, person: Pick<Detection, 'hips' | 'reach'>): void {
  const reach = Math.hypot(person.reach[0] - person.hips[0], person.reach[1] - person.hips[1]);
  const x0 = Math.max(1, Math.floor(person.hips[0] - reach * 0.35));
  const x1 = Math.min(picture.width - 2, Math.ceil(person.hips[0] + reach * 0.35));
  const y0 = Math.max(1, Math.floor(person.hips[1] - reach));
  const y1 = Math.min(picture.height - 2, Math.ceil(person.hips[1] + reach));
  const { data, width } = picture;
  let flat = 0;
  let total = 0;
  for (let y = y0; y <= y1; y += 2) {
    for (let x = x0; x <= x1; x += 2) {
      const at = (y * width + x) * 3;
      let same = true;
      for (let k = 0; k < 3 && same; k++) {
        same =
          data[at + k] === data[at + 3 + k] &&
          data[at + k] === data[at + width * 3 + k] &&
          data[at + k] === data[at - 3 + k];
      }
      // Blown highlights and black are flat in photographs too.
      const light = data[at] + data[at + 1] + data[at + 2];
      if (light > 735 || light < 30) continue;
      total++;
      if (same) flat++;
    }
  }
  if (total > 400 && flat / total > FLAT_MAX) {
    throw new PhotoRefused(
      'drawing',
      'The picture is drawn, not photographed.',
      'Send a photo; for drawn figures the learned landmarks cannot be trusted.',
    );
  }
}
