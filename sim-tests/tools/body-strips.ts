// Strips of what bodies do over the learned motion: hands that reach, point and hold.
import { MOTION_DRIVE, type MotionControls, REACH, stepAsideMps } from '@troupe/avatars/motion';
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

/** Sits person 0 on a seat behind it from one tick to another. */
const sit =
  (fromTick: number, toTick: number, height = 0.44) =>
  (controls: MotionControls, tick: number): void => {
    controls.sitting[0] = tick >= fromTick && tick < toTick ? 1 : 0;
    controls.seat.set([0, height, -0.5, 0], 0);
  };

/** A push at a tick: the capsule is thrown and stops again, as physics does it. */
const push =
  (atTick: number, x: number, z: number) =>
  (controls: MotionControls, tick: number): void => {
    if (tick < atTick) return;
    const s = (tick - atTick) / 20;
    const speed = Math.hypot(x, z);
    const way = Math.min(s, speed / BRAKE_MPS2);
    const gone = (speed * way - (BRAKE_MPS2 / 2) * way * way) / speed;
    const left = Math.max(0, speed - BRAKE_MPS2 * s) / speed;
    controls.push.set([x, z]);
    controls.pushTick[0] = atTick;
    controls.position[0] += x * gone;
    controls.position[2] += z * gone;
    controls.velocity[0] += x * left;
    controls.velocity[2] += z * left;
  };
const BRAKE_MPS2 = 5;

/** A step aside from a tick on, x and z m from where one stands, as behaviour asks for it and physics does it. */
function stepAside(atTick: number, x: number, z: number): (controls: MotionControls, tick: number) => void {
  const whole = Math.hypot(x, z);
  let gone = 0;
  let speed = 0;
  return (controls, tick) => {
    if (tick < atTick) return;
    controls.goal.set([controls.position[0] + x, controls.position[2] + z]);
    controls.goalYaw[0] = controls.yaw[0];
    if (tick < atTick + STEP_TICKS) controls.drive[0] = MOTION_DRIVE.step;
    speed = stepAsideMps(speed, whole - gone, 1 / 20);
    gone += speed / 20;
    const at = gone / whole;
    controls.velocity.set([(x / whole) * speed, 0, (z / whole) * speed]);
    controls.position[0] += x * at;
    controls.position[2] += z * at;
  };
}
const STEP_TICKS = 34;

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
  sit: { ...strip([]), seconds: 5, everyTicks: 3, viewRad: SIDE, direct: sit(20, 60) },
  'sit-front': { ...strip([]), seconds: 5, everyTicks: 3, direct: sit(20, 60) },
  'push-soft': { ...strip([]), viewRad: SIDE, direct: push(20, 0, 0.7) },
  'push-hard': { ...strip([]), viewRad: SIDE, direct: push(20, 0, 2) },
  'push-side': { ...strip([]), viewRad: 0, direct: push(20, 1.8, 0) },
  'step-back': { ...strip([]), everyTicks: 2, viewRad: SIDE, direct: stepAside(20, 0, -0.42) },
  'step-left': { ...strip([]), everyTicks: 2, viewRad: 0, direct: stepAside(20, 0.42, 0) },
  'step-slant': { ...strip([]), everyTicks: 2, viewRad: SIDE, direct: stepAside(20, -0.3, -0.3) },
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
