// The model in closed loop along a recording's own way: what the strips hold beside the recording.
import { wrapAngle } from '@troupe/avatars/maths';
import {
  type BodyProportions,
  createMotionControls,
  MOTION_DRIVE,
  type MotionControls,
} from '@troupe/avatars/motion';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import type { MotionReel } from '@troupe/client-sdk/protocol';
import { createLocalMotion, type MotionFiles } from '@troupe/server/motion';
import type { TrueMotion } from './motion-truth.ts';

export const FOLLOW_DEFAULTS = {
  /** Ticks before the recording begins: standing, and going on straight when it begins on the move. */
  standTicks: 30,
  runInTicks: 50,
  /** The command is where the recording will be so much later, s. */
  aheadS: 0.5,
  turnAheadS: 0.6,
  /** Slower than this is a command to stand, m/s; a turn less than this is none, rad. */
  standMps: 0.15,
  turnRad: 0.1,
  seed: 4,
} as const;

const HZ = 20;

/** x, z, heading of the root at a frame: held after the end, straight on before the beginning. */
function wayAt(motion: TrueMotion, scale: number, frame: number): [number, number, number] {
  const { root, frames } = motion;
  const at = Math.min(frames - 1, Math.max(0, frame));
  const i = Math.min(frames - 2, Math.floor(at));
  const t = at - i;
  const mix = (k: number): number => root[i * 3 + k] * (1 - t) + root[(i + 1) * 3 + k] * t;
  const back = Math.min(0, Math.max(frame, -FOLLOW_DEFAULTS.runInTicks));
  return [
    (mix(0) + (root[3] - root[0]) * back) * scale,
    (mix(1) + (root[4] - root[1]) * back) * scale,
    mix(2),
  ];
}

/**
 * Plays a recording's task with the model on a body: a capsule that goes the recording's way and faces as it does (walks
 * and idles), or the action of the same name on the spot.
 *
 * @param style index of the mode of moving
 * @param action index + 1 of the action, 0: none
 */
export async function followTruth(
  files: MotionFiles,
  body: BodyProportions,
  motion: TrueMotion,
  { style, action }: { readonly style: number; readonly action: number },
): Promise<MotionReel> {
  const { standTicks, runInTicks, seed } = FOLLOW_DEFAULTS;
  const local = await createLocalMotion(files, { bodies: [body], capacity: 1, seed });
  const scale = body.legLengthM / files.model.manifest.skeleton.legM;
  const controls = createMotionControls(1);
  controls.kind[0] = 1;
  controls.netId[0] = 1;
  controls.style[0] = style;
  const frame = local.createFrame();
  const { frames } = motion;
  const warm = standTicks + runInTicks;
  const reel: MotionReel = {
    kind: 'clip',
    name: motion.name,
    body: body.id,
    fps: HZ,
    frames,
    marks: [],
    hips: new Float32Array(frames * 3),
    footTargets: new Float32Array(frames * 6).fill(Number.NaN),
    joints: new Float32Array(frames * JOINT_COUNT * 4),
    contacts: new Uint8Array(frames),
  };
  for (let tick = 0; tick < warm + frames; tick++) {
    const at = tick - warm;
    drive(controls, motion, scale, action > 0 ? 0 : at);
    if (action > 0 && at >= 0) {
      controls.action[0] = action;
      controls.actionStartTick[0] = warm;
    }
    await local.step(controls, 1, tick, frame);
    if (at < 0) continue;
    reel.hips.set(frame.hips, at * 3);
    reel.joints.set(frame.joints, at * JOINT_COUNT * 4);
    reel.contacts[at] = frame.contacts[0];
  }
  await local.decoder.release();
  return reel;
}

/** Puts the capsule where the recording is at a frame, and commands what it does next. */
function drive(controls: MotionControls, motion: TrueMotion, scale: number, frame: number): void {
  const { aheadS, turnAheadS, standMps, turnRad } = FOLLOW_DEFAULTS;
  const acts = motion.kind === 'action';
  const [x, z, yaw] = wayAt(motion, scale, frame);
  const before = wayAt(motion, scale, frame - 1);
  const ahead = wayAt(motion, scale, frame + aheadS * HZ);
  const turned = wayAt(motion, scale, frame + turnAheadS * HZ)[2] - yaw;
  controls.position.set([x, 0, z]);
  controls.yaw[0] = wrapAngle(yaw);
  const moves = acts ? 0 : HZ;
  controls.velocity.set([(x - before[0]) * moves, 0, (z - before[1]) * moves]);
  controls.yawRate[0] = (yaw - before[2]) * moves;
  const wish = [(ahead[0] - x) / aheadS, (ahead[1] - z) / aheadS];
  const goes = !acts && Math.hypot(wish[0], wish[1]) > standMps;
  controls.drive[0] = goes ? MOTION_DRIVE.input : MOTION_DRIVE.stand;
  controls.desired.set(goes ? wish : [0, 0]);
  controls.goalYaw[0] = !acts && !goes && Math.abs(turned) > turnRad ? wrapAngle(yaw + turned) : Number.NaN;
}
