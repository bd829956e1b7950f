import type { MotionControls, MotionFrame } from '@troupe/avatars/motion';
import { leadPose, takesAtOnce } from '../world/lead-pose.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';

/** Arrays that controls and world have under the same name and meaning. */
const SHARED = [
  'position',
  'yaw',
  'velocity',
  'yawRate',
  'goal',
  'goalYaw',
  'goalSpeed',
  'desired',
  'remaining',
  'lookAt',
  'lookWeight',
  'stillness',
  'face',
  'actionStartTick',
  'clip',
  'clipStartTick',
  'clipSpan',
  'clipRate',
  'clipFlags',
  'strokeTarget',
  'strokeTick',
  'strokeHand',
  'netId',
  'body',
  'kind',
  'drive',
  'walking',
  'style',
  'action',
  'reachKind',
  'reachTarget',
  'palm',
  'sitting',
  'seat',
  'push',
  'pushTick',
  'pace',
] as const;

/** Copies what motion needs of the world: whole arrays, so that nothing is allocated. */
export function copyControls(world: World, controls: MotionControls): void {
  for (const name of SHARED) controls[name].set(world.humans[name] as never);
}

/**
 * Copies finished poses to the humans they belong to; someone who came or went in between keeps what it has. A pose
 * with a number that is none is left out and counted.
 */
export function copyFrame(frame: MotionFrame, count: number, frameTick: number, world: World): void {
  const { humans } = world;
  const jointValues = humans.poseJoints.length / humans.capacity;
  const faceValues = humans.poseFace.length / humans.capacity;
  const { led } = world;
  for (let n = 0; n < Math.min(count, humans.count); n++) {
    if (humans.kind[n] === HUMAN_KIND.free) continue;
    if (frame.posed[n] === 0 || frame.netId[n] !== humans.netId[n]) {
      leadPose(led, humans, n);
      continue;
    }
    if (!isFinitePose(frame, n, jointValues)) {
      world.counters.motionInvalid += 1;
      continue;
    }
    const atOnce = takesAtOnce(led, humans, n, frame.hips);
    const [hips, joints, face] = atOnce
      ? [humans.poseHips, humans.poseJoints, humans.poseFace]
      : [led.hips, led.joints, led.face];
    for (let k = n * 3; k < n * 3 + 3; k++) hips[k] = frame.hips[k];
    for (let k = n * jointValues, end = k + jointValues; k < end; k++) joints[k] = frame.joints[k];
    for (let k = n * faceValues, end = k + faceValues; k < end; k++) face[k] = frame.face[k];
    humans.posed[n] = 1;
    if (!atOnce) leadPose(led, humans, n);
  }
  world.poseTick = frameTick;
}

function isFinitePose(frame: MotionFrame, n: number, jointValues: number): boolean {
  let sum = frame.hips[n * 3] + frame.hips[n * 3 + 1] + frame.hips[n * 3 + 2];
  for (let k = n * jointValues, end = k + jointValues; k < end; k++) sum += frame.joints[k];
  return Number.isFinite(sum);
}
