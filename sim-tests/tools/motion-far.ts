import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quatSlerp } from '@troupe/avatars/maths';
import { stylesOf } from '@troupe/avatars/motion';
import {
  encodeFarMotions,
  FAR_FRAMES,
  FAR_JOINTS,
  type FarMotion,
  type MotionReel,
} from '@troupe/client-sdk/protocol';
import { createReelRecorder } from '@troupe/server/gallery';
import { readMotionModel } from '@troupe/server/motion';
import { FAR_MOTIONS, loadBodies } from '@troupe/server/personas';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const JOINT_VALUES = 208;
const POSE_VALUES = FAR_JOINTS * 4;
/** A body of middling build, so that the angles fit everybody about equally. */
const BODY = 'leo';
/** A style's reel walks straight at an even pace from and to here, and stands from here to its end, s. */
const WALK_S = [2.4, 4.9] as const;
const STAND_S = 8.8;
/** A double step takes between these, s. */
const STRIDE_S = [0.6, 1.9] as const;
/** Before an action and after it the reel stands, s. */
const LEAD_S = 0.5;
const TAIL_S = 1;
/** Looped to and fro: standing and sitting have no rounds of their own. */
const SITTING = 'sitIdle';
/** Known by where one is, not by a gesture. */
const LEFT_OUT = /^(sit|standUp)/;

/** Sixteen poses of one motion, 16 x 22 x 4. */
interface Taken {
  readonly motion: FarMotion;
  readonly joints: Float32Array;
}

/**
 * `troupe motion far`: takes sixteen poses of every style's walk, of standing, sitting and every action from the learned motion,
 * as seen from far away, and writes the table that stages and clients share.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { out: { type: 'string', default: join(ROOT, FAR_MOTIONS) }, json: { type: 'boolean' } },
  });
  const files = readMotionModel(join(ROOT, 'assets/models/motion'));
  const { manifest } = files.model;
  const recorder = await createReelRecorder(files, loadBodies(ROOT));
  const reel = (kind: 'style' | 'action', name: string): Promise<MotionReel> =>
    recorder.record({ kind, name, body: BODY, seed: 1 });
  const taken: Taken[] = [];
  for (const { name } of stylesOf(manifest)) {
    const walk = await reel('style', name);
    if (taken.length === 0) taken.push(toAndFro('stand', walk, STAND_S, (walk.frames - 1) / walk.fps));
    taken.push(stride(`walk:${name}`, walk));
  }
  const sitting = await reel('action', SITTING);
  const sitS = (sitting.frames - 1) / sitting.fps - TAIL_S;
  taken.splice(1, 0, toAndFro('sit', sitting, LEAD_S + 1, sitS - 1));
  for (const { name } of manifest.actions)
    if (!LEFT_OUT.test(name)) taken.push(once(`action:${name}`, await reel('action', name)));
  const joints = new Float32Array(taken.length * FAR_FRAMES * POSE_VALUES);
  for (const [i, one] of taken.entries()) joints.set(one.joints, i * FAR_FRAMES * POSE_VALUES);
  const bytes = encodeFarMotions({ motions: taken.map(({ motion }) => motion), joints });
  const out = resolve(values.out);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, bytes);
  const strides = taken.filter(({ motion }) => motion.name.startsWith('walk:'));
  const report = {
    out: values.out,
    bytes: bytes.length,
    motions: taken.length,
    strideS: Object.fromEntries(strides.map(({ motion }) => [motion.name.slice(5), motion.seconds])),
  };
  if (values.json) console.log(JSON.stringify(report));
  else console.log(`${report.motions} motions, ${(report.bytes / 1000).toFixed(0)} kB: ${report.out}`);
  return 0;
}

/** The double step whose end is most like its beginning. */
function stride(name: string, reel: MotionReel): Taken {
  const { fps } = reel;
  const first = Math.round(WALK_S[0] * fps);
  const last = Math.round(WALK_S[1] * fps);
  let best = { from: first, frames: Math.round(fps), off: Number.POSITIVE_INFINITY };
  for (let frames = Math.round(STRIDE_S[0] * fps); frames <= STRIDE_S[1] * fps; frames++) {
    for (let from = first; from + frames <= last; from++) {
      const off = distance(reel, from, from + frames);
      // A step is like the next one mirrored, never the same; half a round is ruled out by asking for motion between.
      const between = distance(reel, from, from + (frames >> 1));
      if (off < best.off && between > 4 * off) best = { from, frames, off };
    }
  }
  const { from, frames } = best;
  const joints = new Float32Array(FAR_FRAMES * POSE_VALUES);
  for (let i = 0; i < FAR_FRAMES; i++)
    poseAt(reel, from + (i / FAR_FRAMES) * frames, joints, i * POSE_VALUES);
  closeLoop(reel, from, frames, joints);
  return { motion: { name, loop: true, seconds: frames / fps }, joints };
}

/** The last quarter of a round leads over to what came before its beginning. */
function closeLoop(reel: MotionReel, from: number, frames: number, joints: Float32Array): void {
  const before = new Float32Array(POSE_VALUES);
  for (let i = FAR_FRAMES * 0.75; i < FAR_FRAMES; i++) {
    const share = (i - FAR_FRAMES * 0.75 + 1) / (FAR_FRAMES * 0.25 + 1);
    poseAt(reel, Math.max(0, from - frames + (i / FAR_FRAMES) * frames), before, 0);
    blendPose(joints, i * POSE_VALUES, before, 0, share);
  }
}

function toAndFro(name: string, reel: MotionReel, fromS: number, toS: number): Taken {
  const joints = new Float32Array(FAR_FRAMES * POSE_VALUES);
  for (let i = 0; i < FAR_FRAMES; i++) {
    const share = 0.5 - 0.5 * Math.cos((i / FAR_FRAMES) * 2 * Math.PI);
    poseAt(reel, (fromS + (toS - fromS) * share) * reel.fps, joints, i * POSE_VALUES);
  }
  return { motion: { name, loop: true, seconds: Math.round((toS - fromS) * 20) / 10 }, joints };
}

function once(name: string, reel: MotionReel): Taken {
  const joints = new Float32Array(FAR_FRAMES * POSE_VALUES);
  const seconds = (reel.frames - 1) / reel.fps - LEAD_S - TAIL_S;
  for (let i = 0; i < FAR_FRAMES; i++)
    poseAt(reel, (LEAD_S + (seconds * i) / (FAR_FRAMES - 1)) * reel.fps, joints, i * POSE_VALUES);
  return { motion: { name, loop: false, seconds }, joints };
}

/** Joints 0 to 21 at a frame and between, joint 0 left at rest. */
function poseAt(reel: MotionReel, frame: number, out: Float32Array, to: number): void {
  const low = Math.min(reel.frames - 1, Math.max(0, Math.floor(frame)));
  const high = Math.min(reel.frames - 1, low + 1);
  out.set(reel.joints.subarray(low * JOINT_VALUES, low * JOINT_VALUES + POSE_VALUES), to);
  blendPose(out, to, reel.joints, high * JOINT_VALUES, Math.min(1, Math.max(0, frame - low)));
  out.set([0, 0, 0, 1], to);
}

function blendPose(out: Float32Array, to: number, other: Float32Array, from: number, share: number): void {
  for (let at = 0; at < POSE_VALUES; at += 4) quatSlerp(out, to + at, out, to + at, other, from + at, share);
}

/** Mean angle between two frames of a reel, all joints but the hips, rad. */
function distance(reel: MotionReel, a: number, b: number): number {
  let sum = 0;
  for (let joint = 1; joint < FAR_JOINTS; joint++) {
    let dot = 0;
    for (let k = 0; k < 4; k++)
      dot += reel.joints[a * JOINT_VALUES + joint * 4 + k] * reel.joints[b * JOINT_VALUES + joint * 4 + k];
    sum += 2 * Math.acos(Math.min(1, Math.abs(dot)));
  }
  return sum / (FAR_JOINTS - 1);
}
