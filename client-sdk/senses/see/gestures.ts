import type { Landmark } from '@troupe/avatars/sight';
import { handShape } from './hand-shape.ts';
import type { Seen } from './person-sight.ts';
import { Swings } from './swings.ts';

/** Gestures told of a camera. */
export type GestureName = 'raiseHand' | 'wave' | 'point' | 'thumbsUp' | 'nod' | 'shakeHead';

export interface SeenGesture {
  readonly name: GestureName;
  readonly hand?: 'left' | 'right';
  readonly conf: number;
}

/** Lengths in shoulder widths, angles in rad, times in ms. */
export const GESTURES = {
  visible: 0.4,
  /** A raised wrist stands so far above its shoulder; a lowered one is under it. */
  raised: 0.35,
  raisedMs: 450,
  /** A waving wrist swings so far about its elbow, so often within this time. */
  waveSwing: 0.22,
  waveTurns: 3,
  waveMs: 1_600,
  /** A pointing arm is nearly straight, reaches so far from its shoulder, and is not raised. */
  straight: 2.5,
  reach: 0.75,
  pointMs: 500,
  thumbMs: 400,
  /** Nods and shakes: tip of the nose against the corners of the eyes, in their distance; 0.08 is about 0.25 rad. */
  nodSwing: 0.045,
  shakeSwing: 0.09,
  headTurns: 4,
  headMs: 1_800,
  /** The same gesture again only after this. */
  againMs: 2_500,
} as const;

const ARMS = {
  left: { shoulder: 11, elbow: 13, wrist: 15, hip: 23 },
  right: { shoulder: 12, elbow: 14, wrist: 16, hip: 24 },
} as const;

class Arm {
  readonly swings = new Swings(GESTURES.waveSwing, GESTURES.waveMs);
  readonly since = new Map<GestureName, number>();

  /** How long something has been so, ms; 0 when it is not. */
  held(name: GestureName, so: boolean, atMs: number): number {
    if (!so) this.since.delete(name);
    else if (!this.since.has(name)) this.since.set(name, atMs);
    return so ? atMs - this.since.get(name)! : 0;
  }
}

/** Reads gestures from what is seen, look by look. A gesture is told once, when it is sure. */
export class GestureReader {
  readonly #arms = { left: new Arm(), right: new Arm() };
  readonly #nod = new Swings(GESTURES.nodSwing, GESTURES.headMs);
  readonly #shake = new Swings(GESTURES.shakeSwing, GESTURES.headMs);
  readonly #told = new Map<string, number>();

  /** Takes a look; returns the gestures that became sure with it. */
  add(seen: Seen, atMs: number): SeenGesture[] {
    const { landmarks } = seen;
    const unit = Math.hypot(landmarks[11].x - landmarks[12].x, landmarks[11].y - landmarks[12].y);
    if (!(unit > 1)) return [];
    const found: SeenGesture[] = [];
    for (const side of ['left', 'right'] as const) {
      const shape = seen.hands.find((hand) => hand.side === side);
      const one = this.#arm(side, landmarks, unit, shape ? handShape(shape.points) : undefined, atMs);
      if (one) found.push(one);
    }
    const head = this.#head(seen.face, atMs);
    if (head) found.push(head);
    return found.filter((one) => this.#fresh(one, atMs));
  }

  #arm(
    side: 'left' | 'right',
    landmarks: readonly Landmark[],
    unit: number,
    shape: ReturnType<typeof handShape> | undefined,
    atMs: number,
  ): SeenGesture | undefined {
    const g = GESTURES;
    const at = ARMS[side];
    const [shoulder, elbow, wrist, hip] = [at.shoulder, at.elbow, at.wrist, at.hip].map((k) => landmarks[k]);
    const arm = this.#arms[side];
    if (wrist.visible < g.visible) {
      arm.since.clear();
      arm.swings.clear();
      return undefined;
    }
    const conf = Math.min(1, wrist.visible);
    const up = (shoulder.y - wrist.y) / unit;
    if (wrist.y >= elbow.y) arm.swings.clear();
    const turns = wrist.y < elbow.y ? arm.swings.add((wrist.x - elbow.x) / unit, atMs) : 0;
    if (turns >= g.waveTurns) {
      arm.since.delete('raiseHand');
      return { name: 'wave', hand: side, conf };
    }
    // A hand that swings is on its way to a wave; a raised one is still.
    if (arm.held('raiseHand', up > g.raised && turns < 2, atMs) >= g.raisedMs)
      return { name: 'raiseHand', hand: side, conf };
    if (arm.held('thumbsUp', shape === 'thumbUp' && up < g.raised, atMs) >= g.thumbMs)
      return { name: 'thumbsUp', hand: side, conf };
    const reach = Math.hypot(wrist.x - shoulder.x, wrist.y - shoulder.y) / unit;
    const level = up < g.raised && wrist.y < hip.y - 0.35 * unit;
    const straight = angleAt(shoulder, elbow, wrist) > g.straight && reach > g.reach;
    const points = level && straight && (shape === undefined || shape === 'pointing');
    // An arm alone may be stretching; with the finger out it points.
    if (arm.held('point', points, atMs) >= g.pointMs)
      return { name: 'point', hand: side, conf: shape === 'pointing' ? conf : conf * 0.5 };
    return undefined;
  }

  #head(face: Float32Array | undefined, atMs: number): SeenGesture | undefined {
    if (!face) {
      this.#nod.clear();
      this.#shake.clear();
      return undefined;
    }
    const [yaw, pitch] = noseOf(face);
    const nods = this.#nod.add(pitch, atMs);
    const shakes = this.#shake.add(yaw, atMs);
    if (shakes >= GESTURES.headTurns) return { name: 'shakeHead', conf: 0.7 };
    return nods >= GESTURES.headTurns ? { name: 'nod', conf: 0.7 } : undefined;
  }

  #fresh({ name, hand }: SeenGesture, atMs: number): boolean {
    const key = `${name} ${hand ?? ''}`;
    const last = this.#told.get(key) ?? Number.NEGATIVE_INFINITY;
    this.#told.set(key, atMs);
    // What goes on is not told again; what ends and comes again is.
    return atMs - last > GESTURES.againMs;
  }
}

/** Angle at the middle one of three points, rad. */
function angleAt(a: Landmark, b: Landmark, c: Landmark): number {
  const [ux, uy, vx, vy] = [a.x - b.x, a.y - b.y, c.x - b.x, c.y - b.y];
  const cosine = (ux * vx + uy * vy) / (Math.hypot(ux, uy) * Math.hypot(vx, vy) || 1);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

/** Tip of the nose beside and below the middle of the outer corners of the eyes, in their distance. */
function noseOf(face: Float32Array): readonly [number, number] {
  const [ax, ay, bx, by] = [face[33 * 3], face[33 * 3 + 1], face[263 * 3], face[263 * 3 + 1]];
  const scale = Math.hypot(bx - ax, by - ay) || 1;
  return [(face[3] - (ax + bx) / 2) / scale, (face[4] - (ay + by) / 2) / scale];
}
