import { FACE_POINTS } from '@troupe/avatars/sight';

/** What a face shows, each measured against the distance of the outer corners of the eyes. */
export interface FaceMeasures {
  /** Width of the mouth. */
  readonly mouthWidth: number;
  /** How far the corners of the mouth stand above the middle of the lips. */
  readonly cornerLift: number;
  /** Gap of the lips. */
  readonly mouthOpen: number;
  /** Brows above the lids. */
  readonly brows: number;
}

/** Points of the 468 (MediaPipe face mesh): corners of eyes and mouth, lips, upper lids, brows. */
const AT = {
  eyes: [33, 263],
  corners: [61, 291],
  lips: [13, 14],
  outerLips: [0, 17],
  lids: [159, 386],
  brows: [105, 334],
} as const;

/** Measures the face upright, however the head is tilted. @param points 468 x 3, px */
export function measureFace(points: Float32Array): FaceMeasures {
  if (points.length !== FACE_POINTS * 3)
    throw new Error(`measureFace: ${points.length / 3} points; ${FACE_POINTS} are needed`);
  const [ax, ay] = [points[AT.eyes[0] * 3], points[AT.eyes[0] * 3 + 1]];
  const [bx, by] = [points[AT.eyes[1] * 3], points[AT.eyes[1] * 3 + 1]];
  const scale = Math.hypot(bx - ax, by - ay) || 1;
  const [cos, sin] = [(bx - ax) / scale, (by - ay) / scale];
  const place = (k: number): [number, number] => {
    const [x, y] = [points[k * 3] - ax, points[k * 3 + 1] - ay];
    return [(x * cos + y * sin) / scale, (-x * sin + y * cos) / scale];
  };
  const y = (k: number): number => place(k)[1];
  const mean = (pair: readonly [number, number]): number => (y(pair[0]) + y(pair[1])) / 2;
  return {
    mouthWidth: Math.abs(place(AT.corners[1])[0] - place(AT.corners[0])[0]),
    cornerLift: mean(AT.outerLips) - mean(AT.corners),
    mouthOpen: y(AT.lips[1]) - y(AT.lips[0]),
    brows: mean(AT.lids) - mean(AT.brows),
  };
}

export type Expression = 'joy' | 'surprise' | 'neutral';

export const EXPRESSIONS = {
  /** What makes a whole smile and a whole surprise, over the face at rest. */
  smile: { mouthWidth: 0.11, cornerLift: 0.055 },
  surprise: { mouthOpen: 0.24, brows: 0.07 },
  /** A face at rest is no wider than this when it is first seen: who comes in smiling is smiling. */
  restMax: { mouthWidth: 0.58, cornerLift: 0.02, mouthOpen: 0.08, brows: 0.3 },
  /** Looks that say what rest is, and how quickly it is followed later. */
  restLooks: 6,
  restShare: 0.02,
  /** From when on an expression shows and until when, 0..1; mouths of talkers open and close within the time it must last, ms. */
  on: 0.5,
  off: 0.3,
  holdMs: 350,
} as const;

const NAMES = ['mouthWidth', 'cornerLift', 'mouthOpen', 'brows'] as const;
const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * Smile and surprise of one face, against how that face looks at rest. Geometry of 468 points: it sees what a mouth and
 * brows do, not what somebody feels; a yawn is a surprise to it.
 */
export class FaceReader {
  readonly #rest: Record<(typeof NAMES)[number], number> = { ...EXPRESSIONS.restMax };
  #looks = 0;
  #shown: Expression = 'neutral';
  #next: Expression = 'neutral';
  #nextMs = 0;
  #intensity = 0;

  /** Takes a face; returns what it shows now and how much, 0..1. */
  add(points: Float32Array, atMs: number): { readonly emotion: Expression; readonly intensity: number } {
    const now = measureFace(points);
    this.#learn(now);
    const { smile, surprise, on, off, holdMs } = EXPRESSIONS;
    const over = (name: (typeof NAMES)[number]): number => now[name] - this.#rest[name];
    const joy = clamp(
      0.5 * clamp(over('mouthWidth') / smile.mouthWidth) + 0.5 * clamp(over('cornerLift') / smile.cornerLift),
    );
    const wide = clamp(over('mouthOpen') / surprise.mouthOpen);
    const scores = {
      joy: joy * (1 - wide),
      surprise: clamp(0.75 * wide + 0.5 * clamp(over('brows') / surprise.brows)),
      neutral: 0,
    };
    const best: Expression = scores.surprise > scores.joy ? 'surprise' : 'joy';
    const seen = scores[best] >= (this.#shown === best ? off : on) ? best : 'neutral';
    if (seen !== this.#next) [this.#next, this.#nextMs] = [seen, atMs];
    if (this.#next !== this.#shown && atMs - this.#nextMs >= holdMs) this.#shown = this.#next;
    const intensity = this.#shown === 'neutral' ? 1 - scores[best] : scores[this.#shown];
    this.#intensity += (intensity - this.#intensity) * 0.5;
    return { emotion: this.#shown, intensity: Math.round(this.#intensity * 100) / 100 };
  }

  #learn(now: FaceMeasures): void {
    const { restLooks, restShare, restMax } = EXPRESSIONS;
    const still = this.#shown === 'neutral' && this.#next === 'neutral';
    if (this.#looks < restLooks) {
      this.#looks += 1;
      for (const name of NAMES) {
        const value = Math.min(now[name], restMax[name]);
        this.#rest[name] =
          this.#looks === 1 ? value : this.#rest[name] + (value - this.#rest[name]) / this.#looks;
      }
    } else if (still) {
      for (const name of NAMES)
        this.#rest[name] += (Math.min(now[name], restMax[name]) - this.#rest[name]) * restShare;
    }
  }
}
