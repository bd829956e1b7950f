// Strips of what bodies do over the learned motion: hands that reach, point and hold.
import { type MotionControls, REACH } from '@troupe/avatars/motion';
import type { Strip } from './motion-strip.ts';

const SIDE = -Math.PI / 2;

interface HandCue {
  readonly fromTick: number;
  readonly hand: 0 | 1;
  readonly kind: number;
  readonly at?: readonly number[];
  readonly palm?: readonly number[];
}

/** Gives hands their cues when their tick comes. */
function cues(list: readonly HandCue[]): (controls: MotionControls, tick: number) => void {
  return (controls, tick) => {
    for (const cue of list) {
      if (cue.fromTick !== tick) continue;
      controls.reachKind[cue.hand] = cue.kind;
      controls.reachTarget.set(cue.at ?? [0, 0, 0], cue.hand * 3);
      controls.palm.set(cue.palm ?? [0, 0, 0], cue.hand * 3);
    }
  };
}

const idle = { kind: 'idle', seconds: 20 } as const;
const strip = (list: readonly HandCue[], more: Partial<Strip> = {}): Strip => ({
  script: [idle],
  seconds: 4.5,
  fromS: 0.8,
  everyTicks: 3,
  viewRad: 0.6,
  fingers: true,
  direct: cues(list),
  ...more,
});

/** By name, as `motion-strip.ts` draws them. */
export const BODY_STRIPS: Record<string, Strip> = {
  'reach-front': strip([
    { fromTick: 20, hand: 1, kind: REACH.reach, at: [-0.15, 1.1, 0.45], palm: [0, -1, 0] },
    { fromTick: 55, hand: 1, kind: REACH.none },
  ]),
  'reach-far': strip(
    [
      { fromTick: 20, hand: 1, kind: REACH.reach, at: [-0.1, 1.0, 0.9] },
      { fromTick: 55, hand: 1, kind: REACH.none },
    ],
    { viewRad: SIDE },
  ),
  'reach-high': strip([
    { fromTick: 20, hand: 0, kind: REACH.reach, at: [0.2, 1.95, 0.25] },
    { fromTick: 55, hand: 0, kind: REACH.none },
  ]),
  'reach-ground': strip(
    [
      { fromTick: 20, hand: 0, kind: REACH.reach, at: [0.2, 0.25, 0.45], palm: [-1, 0, 0] },
      { fromTick: 20, hand: 1, kind: REACH.reach, at: [-0.2, 0.25, 0.45], palm: [1, 0, 0] },
      { fromTick: 50, hand: 0, kind: REACH.carry, at: [0.2, 1.05, 0.38], palm: [-1, 0, 0] },
      { fromTick: 50, hand: 1, kind: REACH.carry, at: [-0.2, 1.05, 0.38], palm: [1, 0, 0] },
    ],
    { viewRad: SIDE },
  ),
  'point-ahead': strip([
    { fromTick: 20, hand: 1, kind: REACH.point, at: [-1, 1.2, 6] },
    { fromTick: 55, hand: 1, kind: REACH.none },
  ]),
  'point-side': strip([
    { fromTick: 20, hand: 0, kind: REACH.point, at: [5, 2.5, 1] },
    { fromTick: 55, hand: 0, kind: REACH.none },
  ]),
  'carry-walk': strip(
    [
      { fromTick: 10, hand: 0, kind: REACH.carry, at: [0.2, 1.05, 0.38], palm: [-1, 0, 0] },
      { fromTick: 10, hand: 1, kind: REACH.carry, at: [-0.2, 1.05, 0.38], palm: [1, 0, 0] },
    ],
    {
      script: [{ kind: 'idle', seconds: 1 }, { kind: 'go', turnDeg: 0, speedMps: 1.1, distanceM: 4 }, idle],
      seconds: 5,
      viewRad: SIDE,
    },
  ),
};
