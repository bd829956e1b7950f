import type { StageClient } from '../connect/index.ts';
import { type GazeRay, pointerGaze } from './pointer-gaze.ts';
import { Swings } from './see/swings.ts';

/** The parts of WebXR that are used; the DOM library does not know it. Lengths in m, y up, in the stage's own space. */
export interface XrTransform {
  readonly position: { readonly x: number; readonly y: number; readonly z: number };
  readonly orientation: { readonly x: number; readonly y: number; readonly z: number; readonly w: number };
}
export interface XrPose {
  readonly transform: XrTransform;
}
export interface XrInput {
  readonly handedness: 'none' | 'left' | 'right';
  readonly hand?: { get(joint: string): object | undefined } | null;
}
export interface XrFrame {
  readonly session: { readonly inputSources: Iterable<XrInput> };
  getViewerPose(space: object): XrPose | null | undefined;
  getJointPose?(joint: object, space: object): XrPose | null | undefined;
}

export const XR_SENSES = {
  /** A headset knows where its wearer faces, not where eyes look. */
  gazeConf: 0.75,
  /** A finger is stretched when its tip is this many times as far from the wrist as its root, curled in when less than that. */
  stretched: 1.75,
  curled: 1.4,
  /** Pointing must last so long, and goes on being told so often, ms. */
  holdMs: 250,
  pointMs: 500,
  /** A hand so far above the eyes is raised, m; a waving one swings so far, so often, within this time. */
  raisedM: 0.08,
  waveM: 0.1,
  waveTurns: 3,
  waveMs: 1_500,
  againMs: 2_500,
} as const;

const FINGERS = ['index', 'middle', 'ring', 'pinky'] as const;
type Point = { readonly x: number; readonly y: number; readonly z: number };

/**
 * Sends gaze (where the headset faces) and what hands do: pointing with its ray, a raised hand, a wave. Call the result once
 * an XR frame.
 *
 * @param space reference space of the stage (its origin and axes)
 * @example
 * const step = xrSenses(client, stageSpace);
 * session.requestAnimationFrame(function draw(ms, frame) { step(frame, ms); session.requestAnimationFrame(draw); });
 */
export function xrSenses(
  client: Pick<StageClient, 'sense'>,
  space: object,
): (frame: XrFrame, nowMs: number) => void {
  let ray: GazeRay | undefined;
  const gaze = pointerGaze(client, () => ray, XR_SENSES.gazeConf);
  const hands = { left: new XrHand('left', client), right: new XrHand('right', client) };
  return (frame, nowMs) => {
    const viewer = frame.getViewerPose(space)?.transform;
    ray = viewer && { origin: xyz(viewer.position), dir: ahead(viewer.orientation) };
    gaze(nowMs);
    if (!viewer) return;
    for (const { hand, handedness } of frame.session.inputSources) {
      if (!hand || handedness === 'none') continue;
      const place = (name: string): Point | undefined => {
        const joint = hand.get(name);
        return joint && frame.getJointPose?.(joint, space)?.transform.position;
      };
      hands[handedness].step(place, viewer.position, nowMs);
    }
  };
}

class XrHand {
  readonly #hand: 'left' | 'right';
  readonly #client: Pick<StageClient, 'sense'>;
  readonly #swings = new Swings(XR_SENSES.waveM, XR_SENSES.waveMs);
  readonly #told = new Map<string, number>();
  readonly #since = new Map<string, number>();

  constructor(hand: 'left' | 'right', client: Pick<StageClient, 'sense'>) {
    this.#hand = hand;
    this.#client = client;
  }

  step(place: (joint: string) => Point | undefined, head: Point, nowMs: number): void {
    const wrist = place('wrist');
    const tip = place('index-finger-tip');
    const root = place('index-finger-phalanx-proximal');
    if (!wrist || !tip || !root) return;
    const reach = FINGERS.map((finger) => {
      const [end, start] = [place(`${finger}-finger-tip`), place(`${finger}-finger-phalanx-proximal`)];
      return end && start ? distance(end, wrist) / (distance(start, wrist) || 1) : Number.NaN;
    });
    const x = XR_SENSES;
    const pointing = reach[0] > x.stretched && reach.slice(1).every((share) => share < x.curled);
    if (this.#held('point', pointing, nowMs) && this.#due('point', x.pointMs, nowMs)) {
      const dir: [number, number, number] = [tip.x - root.x, tip.y - root.y, tip.z - root.z];
      this.#send({ name: 'point', origin: xyz(tip), dir });
    }
    const raised = wrist.y > head.y + x.raisedM;
    if (!raised) this.#swings.clear();
    const turns = raised ? this.#swings.add(across(wrist, head), nowMs) : 0;
    if (turns >= x.waveTurns) {
      if (this.#due('wave', x.againMs, nowMs)) this.#send({ name: 'wave' });
    } else if (
      this.#held('raiseHand', raised && turns < 2, nowMs) &&
      this.#due('raiseHand', x.againMs, nowMs)
    )
      this.#send({ name: 'raiseHand' });
  }

  #held(name: string, so: boolean, nowMs: number): boolean {
    if (!so) this.#since.delete(name);
    else if (!this.#since.has(name)) this.#since.set(name, nowMs);
    return so && nowMs - this.#since.get(name)! >= XR_SENSES.holdMs;
  }

  /** What goes on is told again only where its name is due by time; a held hand is told once. */
  #due(name: string, everyMs: number, nowMs: number): boolean {
    const last = this.#told.get(name) ?? Number.NEGATIVE_INFINITY;
    const due = nowMs - last >= everyMs;
    if (due || name !== 'point') this.#told.set(name, nowMs);
    return due;
  }

  #send(data: { name: string; origin?: [number, number, number]; dir?: [number, number, number] }): void {
    void this.#client.sense('gesture', { hand: this.#hand, ...data }, { conf: 0.9 });
  }
}

function xyz({ x, y, z }: Point): [number, number, number] {
  return [x, y, z];
}

/** Where a pose looks: along its own -z. */
function ahead({ x, y, z, w }: XrTransform['orientation']): [number, number, number] {
  return [-2 * (x * z + w * y), -2 * (y * z - w * x), -(1 - 2 * (x * x + y * y))];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

/** Place along the ground's diagonal, so that a wave swings it whichever way somebody faces. */
function across(wrist: Point, head: Point): number {
  return wrist.x - head.x + (wrist.z - head.z);
}
