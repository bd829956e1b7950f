import { HUMAN_JOINTS, JOINT_INDEX } from '@troupe/avatars/skeleton';
import type { SampledAct } from '../../playback/act-track.ts';
import { FAR_JOINTS, farPose } from '../../protocol/far-motion.ts';
import { LAYER_JOINTS } from '../../protocol/pose-format.ts';

const JOINTS = HUMAN_JOINTS.length;

/** Share of the way to rest that a joint no longer streamed goes in a second. */
const REST_RATE_HZ = 1.6;
/** A change of what is known of a joint is spread over this, so that nobody jerks who comes near or goes, s. */
const SETTLE_S = 0.35;

/** Standing at ease: what a joint does of which nothing is known. Hips are always known. */
export const EASE_POSE: Float32Array = easePose();

function easePose(): Float32Array {
  const pose = new Float32Array(JOINTS * 4);
  for (let j = 0; j < JOINTS; j++) pose[j * 4 + 3] = 1;
  const set = (joint: number, x: number, y: number, z: number): void => {
    const angle = Math.hypot(x, y, z);
    const share = angle > 0 ? Math.sin(angle / 2) / angle : 0;
    pose.set([x * share, y * share, z * share, Math.cos(angle / 2)], joint * 4);
  };
  for (const side of ['left', 'right'] as const) {
    const sign = side === 'left' ? -1 : 1;
    set(JOINT_INDEX[`${side}UpperArm`], 0.08, 0, sign * 1.22);
    set(JOINT_INDEX[`${side}LowerArm`], 0, sign * 0.28, 0);
    for (const finger of ['Index', 'Middle', 'Ring', 'Little'] as const) {
      for (const part of ['Proximal', 'Intermediate', 'Distal'] as const)
        set(JOINT_INDEX[`${side}${finger}${part}`], 0, 0, sign * 0.3);
    }
  }
  return pose;
}

/** What is drawn of a person between two pictures. */
export interface TakenPose {
  /** The person's own rotations, 52 x 4. */
  readonly joints: Float32Array;
  /** True once a pose was taken. */
  taken: boolean;
  /** Joints the stream carried last, and the far motion shown last; -1: none. */
  known: number;
  motion: number;
  /** First of the joints whose source changed, and how long that still settles, s. */
  changed: number;
  settleS: number;
}

export function createTakenPose(): TakenPose {
  const joints = new Float32Array(JOINTS * 4);
  for (let j = 0; j < JOINTS; j++) joints[j * 4 + 3] = 1;
  return { joints, taken: false, known: 0, motion: -1, changed: JOINTS, settleS: 0 };
}

/** What a stream says of a person in one picture. */
export interface PoseNews {
  readonly joints: ArrayLike<number>;
  /** Layer of the newest frame, 0 finest. */
  readonly layer: number;
  /** What a person without joints is at; motion -1: unknown. */
  readonly act?: Readonly<SampledAct>;
}

const guess = new Float32Array(FAR_JOINTS * 4);

/**
 * Takes a sampled pose into a person's own: joints that the stream's layer carries as they are; of whoever comes as hips
 * alone the motion that is told, out of the table; all others ease to rest. So a body whose first frame holds its hips
 * alone walks or stands at ease, never in the T-pose, an arm does not stay frozen in a wave, and nothing jumps when a
 * body changes its layer.
 */
export function takePose(pose: TakenPose, news: PoseNews, dtS: number): void {
  const { joints } = pose;
  const known = LAYER_JOINTS[news.layer as 0] ?? 1;
  const motion = news.act?.far ? news.act.motion : -1;
  if (pose.taken && (known !== pose.known || motion !== pose.motion)) {
    pose.changed = Math.min(known, pose.known);
    pose.settleS = SETTLE_S;
  }
  const first = !pose.taken;
  pose.taken = true;
  pose.known = known;
  pose.motion = motion;
  // What settles goes its share of the way that is left: it arrives just as the time is over, wherever the goal went.
  const share = pose.settleS > dtS ? dtS / pose.settleS : 1;
  pose.settleS = Math.max(0, pose.settleS - dtS);
  for (let j = 0; j < known; j++) easeJoint(joints, j * 4, news.joints, j < pose.changed ? 1 : share);
  let told = known;
  if (news.act?.far && motion >= 0) {
    farPose(news.act.far, motion, news.act.phase, guess);
    for (; told < FAR_JOINTS; told++) easeJoint(joints, told * 4, guess, first ? 1 : share);
  }
  const rest = first ? 1 : 1 - Math.exp(-REST_RATE_HZ * dtS);
  for (let j = told; j < JOINTS; j++) easeJoint(joints, j * 4, EASE_POSE, rest);
}

/** Turns a joint a share of the way to a goal; all of it is a copy. */
function easeJoint(joints: Float32Array, at: number, goal: ArrayLike<number>, share: number): void {
  if (share >= 1) {
    for (let k = 0; k < 4; k++) joints[at + k] = goal[at + k];
    return;
  }
  let dot = 0;
  for (let k = 0; k < 4; k++) dot += joints[at + k] * goal[at + k];
  const sign = dot < 0 ? -1 : 1;
  let square = 0;
  for (let k = 0; k < 4; k++) {
    joints[at + k] += (sign * goal[at + k] - joints[at + k]) * share;
    square += joints[at + k] ** 2;
  }
  const inverse = square > 1e-9 ? 1 / Math.sqrt(square) : 0;
  for (let k = 0; k < 4; k++) joints[at + k] *= inverse;
}
