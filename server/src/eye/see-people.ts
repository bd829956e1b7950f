import { detectPeople, type Landmark, type Network, readPose, roiFromPoints } from '@troupe/avatars/sight';
import { PICTURE_SIGHT_LIMITS, type SeenPerson, type Third } from '../world/picture-sight.ts';
import type { Pixels } from './see-colours.ts';

const SEEN = { flagMin: 0.5, visibleMin: 0.5 } as const;
/** Landmarks of the pose network. */
const AT = { shoulder: [11, 12], wrist: [15, 16], hip: [23, 24], knee: [25, 26], ankle: [27, 28] } as const;

/** Everybody in a picture, from left to right. */
export async function seePeople(
  picture: Pixels,
  nets: { readonly people: Network; readonly pose: Network },
): Promise<SeenPerson[]> {
  const found: { x: number; person: SeenPerson }[] = [];
  for (const one of (await detectPeople(nets.people, picture)).slice(0, PICTURE_SIGHT_LIMITS.peopleMax)) {
    const { flag, landmarks } = await readPose(nets.pose, picture, roiFromPoints(one.hips, one.reach));
    if (flag < SEEN.flagMin || !landmarks.every(({ x, y }) => Number.isFinite(x + y))) continue;
    found.push({ x: middle(landmarks, AT.shoulder).x, person: readPerson(landmarks, picture) });
  }
  return found.sort((a, b) => a.x - b.x).map(({ person }) => person);
}

/** What the 33 landmarks of somebody say. */
export function readPerson(
  landmarks: readonly Landmark[],
  { width, height }: { readonly width: number; readonly height: number },
): SeenPerson {
  const shoulders = middle(landmarks, AT.shoulder);
  const hips = middle(landmarks, AT.hip);
  const torso = Math.hypot(hips.x - shoulders.x, hips.y - shoulders.y);
  const inside = (pair: readonly number[]): boolean =>
    pair.some((i) => {
      const { x, y, visible } = landmarks[i];
      return visible >= SEEN.visibleMin && x >= 0 && y >= 0 && x < width && y < height;
    });
  const shows = inside(AT.ankle) ? 'whole' : inside(AT.hip) ? 'half' : 'close';
  const third: Third = shoulders.x < width / 3 ? 'first' : shoulders.x < (2 * width) / 3 ? 'middle' : 'last';
  return {
    pose: poseOf(landmarks, shoulders, hips, torso, inside),
    arms: armsOf(landmarks, torso),
    shows,
    across: third,
  };
}

type Point = { readonly x: number; readonly y: number };

function poseOf(
  landmarks: readonly Landmark[],
  shoulders: Point,
  hips: Point,
  torso: number,
  inside: (pair: readonly number[]) => boolean,
): SeenPerson['pose'] {
  if (!inside(AT.hip) || torso < 1) return 'unclear';
  // Who lies has the shoulders beside the hips rather than above them.
  if (Math.abs(shoulders.x - hips.x) > 1.4 * Math.abs(shoulders.y - hips.y)) return 'lying';
  if (!inside(AT.knee)) return 'unclear';
  // Who sits has the knees hardly below the hips: thighs come forward or go aside.
  const drop = (middle(landmarks, AT.knee).y - hips.y) / torso;
  return drop > 0.5 ? 'standing' : 'sitting';
}

function armsOf(landmarks: readonly Landmark[], torso: number): SeenPerson['arms'] {
  let seen = 0;
  let up = 0;
  for (const side of [0, 1]) {
    const wrist = landmarks[AT.wrist[side]];
    if (wrist.visible < SEEN.visibleMin) continue;
    seen += 1;
    if (wrist.y < landmarks[AT.shoulder[side]].y - 0.1 * torso) up += 1;
  }
  if (seen === 0) return 'unclear';
  return up === 2 ? 'bothUp' : up === 1 ? 'oneUp' : 'down';
}

function middle(landmarks: readonly Landmark[], [a, b]: readonly [number, number]): Point {
  return { x: (landmarks[a].x + landmarks[b].x) / 2, y: (landmarks[a].y + landmarks[b].y) / 2 };
}
