import type { SenseEvent } from '@troupe/client-sdk/protocol';

/**
 * Values of a point and places of points in each layout: MediaPipe's 33 as x, y, z, visibility with y down, our first 22 joints
 * as x, y, z with y up. A head (nose, or the joint under the skull) that is over the shoulders by no more than `hangs` lengths of the
 * trunk hangs; upright people hold it about twice as high.
 */
const LAYOUTS = {
  mediapipe33: {
    values: 4,
    points: 33,
    up: -1,
    hangs: 0.25,
    head: [0, 0],
    shoulders: [11, 12],
    hips: [23, 24],
    hands: [15, 16],
  },
  human22: {
    values: 3,
    points: 22,
    up: 1,
    hangs: 0.12,
    head: [11, 11],
    shoulders: [6, 7],
    hips: [2, 3],
    hands: [18, 19],
  },
} as const;
/** Points seen less surely than this are not believed. */
const SEEN = 0.5;
/** A posture tells of a mood, but less than a face does (Kleinsmith and Bianchi-Berthouze, 2013). */
const DOUBT = 0.7;

/** What a posture says of a mood: both hands over the head are joy, a hanging head is not; undefined when nothing can be said. */
export function postureMood(data: Pose): { valence: number; arousal: number; sd: number } | undefined {
  const form = formOf(data);
  if (form?.hands.every((up) => up)) return { valence: 0.5, arousal: 0.6, sd: DOUBT };
  return form?.hangs ? { valence: -0.4, arousal: -0.4, sd: DOUBT } : undefined;
}

/** True when a hand is held over the head. */
export const handIsUp = (data: Pose): boolean => formOf(data)?.hands.some((up) => up) ?? false;

type Pose = SenseEvent<'pose'>['data'];

/** Which hands are over the head, and whether the head hangs; undefined when too little is seen. */
function formOf({ layout, values }: Pose): { hands: readonly boolean[]; hangs: boolean } | undefined {
  const form = LAYOUTS[layout];
  if (values.length !== form.points * form.values) return undefined;
  const seen = (point: number): boolean => form.values === 3 || values[point * 4 + 3] >= SEEN;
  const needed = [...form.head, ...form.shoulders, ...form.hips];
  if (!needed.every(seen)) return undefined;
  const height = ([a, b]: readonly [number, number]): number =>
    ((values[a * form.values + 1] + values[b * form.values + 1]) / 2) * form.up;
  const trunk = height(form.shoulders) - height(form.hips);
  // Whoever lies, or hangs upside down, has no posture that is read here.
  if (!(trunk > 0.05)) return undefined;
  const up = (point: number): boolean =>
    seen(point) && height([point, point]) > height(form.head) + 0.1 * trunk;
  const hangs = (height(form.head) - height(form.shoulders)) / trunk < form.hangs;
  return { hands: form.hands.map(up), hangs };
}
