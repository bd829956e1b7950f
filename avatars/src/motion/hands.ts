import { clamp, minimumJerk } from '../maths/angle.ts';
import { quatFromVector, quatMultiply, quatSlerp } from '../maths/quat.ts';
import type { MotionState } from './motion-state.ts';
import { FINGER_VALUES } from './motion-state.ts';

/** Shapes of a hand; index 0 leaves the choice to the action that plays. Keyed by hand, not captured. */
export const HAND_SHAPES = [
  'auto',
  'relaxed',
  'open',
  'flat',
  'fist',
  'point',
  'thumbsUp',
  'pinch',
  'wave',
  'grip',
  'victory',
] as const;
export type HandShape = (typeof HAND_SHAPES)[number];

/** Flexion of the joints of one finger (rad, base to tip) and its spread away from the middle finger. */
interface Finger {
  readonly curl: readonly [number, number, number];
  readonly spread: number;
}
/** Thumb: opposition (roll towards the palm), flexion of its three joints, and how far it lies off the palm. */
interface Thumb {
  readonly oppose: number;
  readonly away: number;
  readonly curl: readonly [number, number];
}
interface Shape {
  readonly thumb: Thumb;
  readonly fingers: readonly [Finger, Finger, Finger, Finger];
}

const finger = (a: number, b: number, c: number, spread: number): Finger => ({ curl: [a, b, c], spread });

/** A hand at rest curls more from index to little finger; a straight hand reads as a mannequin's. */
const SHAPES: Readonly<Record<Exclude<HandShape, 'auto'>, Shape>> = {
  relaxed: {
    thumb: { oppose: 0.35, away: 0.1, curl: [0.18, 0.28] },
    fingers: [
      finger(0.3, 0.42, 0.24, 0.05),
      finger(0.4, 0.5, 0.28, 0),
      finger(0.48, 0.56, 0.3, -0.03),
      finger(0.54, 0.56, 0.32, -0.1),
    ],
  },
  open: {
    thumb: { oppose: 0.05, away: 0.35, curl: [-0.05, 0.05] },
    fingers: [
      finger(0.02, 0.08, 0.05, 0.14),
      finger(0, 0.06, 0.05, 0.02),
      finger(0.02, 0.08, 0.05, -0.1),
      finger(0.05, 0.12, 0.08, -0.24),
    ],
  },
  flat: {
    thumb: { oppose: 0.15, away: -0.1, curl: [0.05, 0.1] },
    fingers: [
      finger(0.05, 0.06, 0.04, 0),
      finger(0.05, 0.06, 0.04, 0),
      finger(0.05, 0.06, 0.04, 0),
      finger(0.06, 0.08, 0.05, 0),
    ],
  },
  fist: {
    thumb: { oppose: 0.75, away: -0.15, curl: [0.55, 0.7] },
    fingers: [
      finger(1.3, 1.65, 0.95, 0),
      finger(1.4, 1.7, 1, 0),
      finger(1.42, 1.7, 1, 0),
      finger(1.42, 1.65, 1, 0),
    ],
  },
  point: {
    thumb: { oppose: 0.6, away: -0.05, curl: [0.45, 0.5] },
    fingers: [
      finger(0.04, 0.06, 0.04, 0.03),
      finger(1.25, 1.5, 0.85, 0),
      finger(1.35, 1.55, 0.9, 0),
      finger(1.38, 1.5, 0.9, 0),
    ],
  },
  thumbsUp: {
    thumb: { oppose: -0.15, away: 0.45, curl: [-0.15, -0.1] },
    fingers: [
      finger(1.35, 1.65, 0.95, 0),
      finger(1.4, 1.7, 1, 0),
      finger(1.42, 1.7, 1, 0),
      finger(1.42, 1.65, 1, 0),
    ],
  },
  pinch: {
    thumb: { oppose: 0.7, away: 0, curl: [0.3, 0.35] },
    fingers: [
      finger(0.75, 0.85, 0.4, 0.04),
      finger(0.55, 0.6, 0.35, 0),
      finger(0.5, 0.55, 0.3, -0.03),
      finger(0.45, 0.5, 0.3, -0.1),
    ],
  },
  victory: {
    thumb: { oppose: 0.7, away: -0.1, curl: [0.5, 0.6] },
    fingers: [
      finger(0.02, 0.04, 0.03, 0.22),
      finger(0.02, 0.04, 0.03, -0.16),
      finger(1.3, 1.55, 0.9, 0),
      finger(1.35, 1.5, 0.9, 0),
    ],
  },
  wave: {
    thumb: { oppose: 0.1, away: 0.25, curl: [0, 0.1] },
    fingers: [
      finger(0.1, 0.16, 0.1, 0.1),
      finger(0.12, 0.18, 0.1, 0.01),
      finger(0.16, 0.22, 0.12, -0.07),
      finger(0.2, 0.26, 0.14, -0.17),
    ],
  },
  grip: {
    thumb: { oppose: 0.65, away: 0.1, curl: [0.25, 0.3] },
    fingers: [
      finger(0.6, 0.75, 0.4, 0.04),
      finger(0.68, 0.8, 0.42, 0),
      finger(0.74, 0.82, 0.44, -0.03),
      finger(0.8, 0.82, 0.44, -0.08),
    ],
  },
};

/** A hand takes this long to change its shape, s. */
const CHANGE_S = 0.28;
const PER_HAND = FINGER_VALUES / 2;
const JOINTS_PER_HAND = 15;
const SPREAD = new Float64Array(4);

/** The shape a hand takes in an action, told from the action's name. */
export function handShapeOfAction(name: string): HandShape {
  if (/point/i.test(name)) return 'point';
  if (/fist|cheer|celebrat|punch/i.test(name)) return 'fist';
  if (/peace|victory/i.test(name)) return 'victory';
  if (/fingerHeart/i.test(name)) return 'pinch';
  if (/thumb/i.test(name)) return 'thumbsUp';
  if (/wave|hello|bye|greet/i.test(name)) return 'wave';
  if (/clap|applaud|salute|bow|pray|please|stop|refuse|emphasise|handOnHeart|facepalm|cupEar/i.test(name))
    return 'flat';
  if (/shrug|welcome|present|offer|invite|question|weigh|explain|armsWide|handOver|^give/i.test(name))
    return 'open';
  return 'relaxed';
}

/** Local rotations of the 15 finger joints of one hand in a shape (15 x 4), for a person whose fingers curl `ease` times as much. */
function writeShape(shape: Shape, right: boolean, ease: number, out: Float64Array): void {
  // Left hand along +X, palm down: curling is a turn about -Z, spreading towards the thumb one about -Y; the right
  // hand mirrors both.
  const side = right ? -1 : 1;
  const { thumb } = shape;
  quatFromVector(out, 0, thumb.oppose * ease, -side * thumb.away, -side * 0.2 * thumb.oppose);
  quatFromVector(out, 4, 0.1 * thumb.curl[0], side * thumb.curl[0] * ease, -side * 0.25 * thumb.curl[0]);
  quatFromVector(out, 8, 0.1 * thumb.curl[1], side * thumb.curl[1] * ease, -side * 0.25 * thumb.curl[1]);
  for (let f = 0; f < 4; f++) {
    const { curl, spread } = shape.fingers[f];
    for (let joint = 0; joint < 3; joint++) {
      const at = (3 + f * 3 + joint) * 4;
      quatFromVector(out, at, 0, 0, -side * curl[joint] * ease);
      if (joint > 0) continue;
      quatFromVector(SPREAD, 0, 0, -side * spread, 0);
      quatMultiply(out, at, SPREAD, 0, out, at);
    }
  }
}

export interface Hands {
  /** Gives human n the fingers of a newcomer. `ease` in 0..1 tells how curled its hands rest. */
  reset(n: number, ease: number): void;
  /** Moves the fingers of human n towards the shapes (indices into HAND_SHAPES, not 0). */
  advance(n: number, left: number, right: number): void;
}

export function createHands(state: MotionState, dtS: number): Hands {
  const eases = new Float32Array(state.capacity);
  const target = new Float64Array(PER_HAND);
  const RELAXED = HAND_SHAPES.indexOf('relaxed');

  function shapeOf(index: number): Shape {
    const name = HAND_SHAPES[index] ?? 'relaxed';
    return SHAPES[name === 'auto' ? 'relaxed' : name];
  }

  return {
    reset(n, ease) {
      eases[n] = 0.82 + 0.36 * clamp(ease, 0, 1);
      for (let hand = 0; hand < 2; hand++) {
        // The two hands of a person do not rest alike either.
        writeShape(SHAPES.relaxed, hand === 1, eases[n] * (hand === 1 ? 1.06 : 0.96), target);
        state.fingers.set(target, n * FINGER_VALUES + hand * PER_HAND);
        state.hand[n * 2 + hand] = RELAXED;
        state.handPhase[n * 2 + hand] = 1;
      }
    },
    advance(n, left, right) {
      for (let hand = 0; hand < 2; hand++) {
        const i = n * 2 + hand;
        const wanted = hand === 0 ? left : right;
        const at = n * FINGER_VALUES + hand * PER_HAND;
        if (wanted !== state.hand[i]) {
          state.hand[i] = wanted;
          state.handPhase[i] = 0;
          for (let k = at; k < at + PER_HAND; k++) state.handFrom[k] = state.fingers[k];
        }
        if (state.handPhase[i] >= 1) continue;
        state.handPhase[i] = Math.min(1, state.handPhase[i] + dtS / CHANGE_S);
        writeShape(shapeOf(wanted), hand === 1, wanted === RELAXED ? eases[n] : 1, target);
        const share = minimumJerk(state.handPhase[i]);
        for (let joint = 0; joint < JOINTS_PER_HAND; joint++) {
          quatSlerp(state.fingers, at + joint * 4, state.handFrom, at + joint * 4, target, joint * 4, share);
        }
      }
    },
  };
}
