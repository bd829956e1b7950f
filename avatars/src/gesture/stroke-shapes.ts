// Authored by hand for this project, not captured and not learned: where a hand goes in each kind of gesture. Values are
// those of motion/strokes.ts: out, up, front in arm lengths from the shoulder, roll (0 palm in, + up, - down), flex,
// swivel of the elbow, weight.
import { createRandom } from '../maths/random.ts';

/** Kinds of talking gestures: beats, and the few meanings that hands show without the words being known. */
export const GESTURE_KINDS = [
  'beat',
  'open',
  'offer',
  'sweep',
  'self',
  'you',
  'there',
  'enumerate',
  'negate',
  'large',
  'small',
  'question',
] as const;
export type GestureKind = (typeof GESTURE_KINDS)[number];
/** Which hand or hands a gesture uses. */
export type GestureHand = 'left' | 'right' | 'both';

type ArmPose = readonly [number, number, number, number, number, number];
interface Shape {
  readonly ready: ArmPose;
  readonly stroke: ArmPose;
  /** Share of the way back to ready that the hand recoils after the stroke. */
  readonly recoil: number;
  /** Length of the stroke phase, s. */
  readonly strokeS: number;
  /** Name in HAND_SHAPES. */
  readonly fingers: 'relaxed' | 'open' | 'flat' | 'point' | 'pinch';
}

/** Beats differ: down, down and out, forward, and a small turn of the palm. */
const BEATS: readonly Shape[] = [
  shape([0.1, -0.4, 0.46, 0.2, 0.1, 0.1], [0.06, -0.6, 0.52, 0.05, -0.05, 0.05], 0.3, 0.2, 'relaxed'),
  shape([0.0, -0.42, 0.44, 0.35, 0.1, 0.2], [0.22, -0.58, 0.52, 0.65, -0.1, 0.15], 0.22, 0.2, 'relaxed'),
  shape([0.08, -0.46, 0.38, 0.1, 0.2, 0.2], [0.1, -0.5, 0.64, 0.25, -0.15, 0.1], 0.35, 0.2, 'open'),
  shape([0.06, -0.36, 0.5, -0.5, 0.1, 0.25], [0.1, -0.54, 0.55, -0.8, -0.1, 0.15], 0.25, 0.2, 'flat'),
  shape([0.04, -0.38, 0.45, 0.2, 0.15, 0.1], [0.08, -0.5, 0.5, 0.9, -0.1, 0.0], 0.2, 0.25, 'open'),
  shape([0.08, -0.34, 0.48, 0.0, 0.1, 0.15], [0.04, -0.56, 0.5, -0.05, 0, 0.1], 0.3, 0.2, 'pinch'),
];

const SHAPES: Readonly<Record<Exclude<GestureKind, 'beat'>, readonly Shape[]>> = {
  open: [
    shape([-0.04, -0.44, 0.44, 0.3, 0.1, 0.2], [0.34, -0.46, 0.52, 1.15, -0.15, 0.1], 0.1, 0.3, 'open'),
    shape([0.02, -0.5, 0.42, 0.2, 0.1, 0.2], [0.24, -0.36, 0.58, 0.95, -0.15, 0.1], 0.12, 0.3, 'open'),
  ],
  offer: [
    shape([0.0, -0.5, 0.38, 0.5, 0.1, 0.1], [0.14, -0.44, 0.7, 1.35, -0.15, 0.0], 0.1, 0.3, 'open'),
    shape([-0.06, -0.46, 0.42, 0.4, 0.1, 0.15], [0.36, -0.42, 0.58, 1.25, -0.2, 0.05], 0.1, 0.3, 'open'),
  ],
  sweep: [
    shape([-0.22, -0.38, 0.48, -1.1, 0.1, 0.4], [0.52, -0.42, 0.52, -1.0, -0.1, 0.3], 0.08, 0.4, 'flat'),
    shape([-0.16, -0.44, 0.46, 0.3, 0.1, 0.3], [0.56, -0.36, 0.5, 1.0, -0.1, 0.2], 0.08, 0.4, 'open'),
  ],
  self: [
    shape([0.02, -0.42, 0.44, 0.0, 0.1, 0.2], [-0.24, -0.34, 0.34, -0.1, 0.35, 0.3], 0.06, 0.25, 'open'),
    shape([0.04, -0.46, 0.42, 0.0, 0.1, 0.15], [-0.2, -0.4, 0.36, 0.1, 0.3, 0.2], 0.06, 0.25, 'relaxed'),
  ],
  you: [
    shape([0.02, -0.46, 0.4, 0.4, 0.1, 0.1], [0.06, -0.36, 0.76, 0.95, -0.1, 0.0], 0.12, 0.25, 'open'),
    shape([0.06, -0.48, 0.4, 0.3, 0.1, 0.1], [0.12, -0.42, 0.72, 1.2, -0.15, 0.0], 0.12, 0.25, 'open'),
  ],
  there: [
    shape([0.06, -0.42, 0.42, 0.1, 0.1, 0.2], [0.62, -0.22, 0.56, 0.2, -0.05, 0.1], 0.06, 0.3, 'point'),
    shape([0.02, -0.44, 0.42, 0.3, 0.1, 0.2], [0.66, -0.34, 0.5, 0.9, -0.1, 0.1], 0.08, 0.3, 'open'),
  ],
  enumerate: [
    shape([0.02, -0.44, 0.42, 0.2, 0.2, 0.1], [0.06, -0.2, 0.44, 0.15, -0.1, 0.1], 0.15, 0.25, 'point'),
    shape([0.04, -0.3, 0.44, 0.1, 0.15, 0.15], [0.08, -0.46, 0.52, 0.1, 0.0, 0.1], 0.4, 0.2, 'point'),
  ],
  negate: [
    shape([-0.14, -0.4, 0.48, -1.2, 0.0, 0.4], [0.36, -0.48, 0.48, -1.25, -0.25, 0.3], 0.05, 0.25, 'flat'),
    shape([-0.06, -0.34, 0.5, -0.9, -0.3, 0.3], [0.26, -0.38, 0.58, -1.1, -0.5, 0.3], 0.15, 0.25, 'flat'),
  ],
  large: [shape([-0.14, -0.4, 0.44, 0.0, 0.1, 0.3], [0.5, -0.3, 0.48, 0.1, -0.1, 0.35], 0.06, 0.35, 'open')],
  small: [shape([0.1, -0.42, 0.46, 0.1, 0.0, 0.2], [-0.2, -0.36, 0.5, 0.05, 0.05, 0.25], 0.05, 0.25, 'flat')],
  question: [
    shape([0.06, -0.54, 0.4, 0.6, 0.1, 0.1], [0.34, -0.46, 0.44, 1.45, -0.3, 0.05], 0.05, 0.3, 'open'),
  ],
};

function shape(
  ready: ArmPose,
  stroke: ArmPose,
  recoil: number,
  strokeS: number,
  fingers: Shape['fingers'],
): Shape {
  return { ready, stroke, recoil, strokeS, fingers };
}

/** Length of the stroke phase of a gesture of that seed, s. */
export function strokePhaseS(kind: GestureKind, seed: number): number {
  return pick(kind, createRandom(seed)).strokeS;
}

function pick(kind: GestureKind, random: () => number): Shape {
  const shapes = kind === 'beat' ? BEATS : SHAPES[kind];
  return shapes[Math.floor(random() * shapes.length)];
}

/** Key poses of one arm (ARM_VALUES each) and its fingers. */
export interface StrokePoses {
  readonly ready: number[];
  readonly stroke: number[];
  readonly after: number[];
  readonly fingers: Shape['fingers'];
}

/** How much poses vary from one gesture to the next: arm lengths and rad. */
const VARIES = { place: 0.045, turn: 0.16 } as const;

/**
 * Key poses of a gesture. The same seed gives the same poses; another seed another variant, place and size, so that no
 * two gestures are alike.
 *
 * @param amplitude 1: as authored; scales the way of the hand and how far it is raised
 */
export function strokePoses(
  kind: GestureKind,
  amplitude: number,
  seed: number,
  mirrored = false,
): StrokePoses {
  const random = createRandom(seed);
  const { ready, stroke, recoil, fingers } = pick(kind, random);
  // Two hands that do the same are never quite each other's mirror image.
  if (mirrored) for (let k = 0; k < 5; k++) random();
  const vary = (size: number): number => (random() * 2 - 1) * size;
  const place = [vary(VARIES.place), vary(VARIES.place), vary(VARIES.place)];
  const turns = [vary(VARIES.turn), vary(VARIES.turn) * 0.6, vary(VARIES.turn)];
  const shift = [...place, ...turns];
  const low = (1 - Math.min(1, amplitude)) * 0.22;
  const middle = ready.map((value, k) => (value + stroke[k]) / 2);
  const at = (pose: ArmPose): number[] => [
    ...pose.map(
      (value, k) =>
        middle[k] + (value - middle[k]) * (k < 3 ? amplitude : 1) + shift[k] - (k === 1 ? low : 0),
    ),
    1,
  ];
  const from = at(ready);
  const to = at(stroke);
  return {
    ready: from,
    stroke: to,
    after: to.map((value, k) => value + (from[k] - value) * recoil),
    fingers,
  };
}
