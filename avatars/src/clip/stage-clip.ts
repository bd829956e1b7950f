// CONTRIBUTOR NOTES
// A clip on stage needs a root that physics can lead: the way of the hips without their sway. Smoothed with odd end padding
// (plain padding halves the speed at both ends of a walk), sigma 0.2 s: less leaves the bounce of every step in the
// capsule, more cuts corners. A clip that stays where it is gets a root that stands still, or every bow would push its neighbours.
import { wrapAngle } from '../maths/angle.ts';
import { quatFromYaw, quatMultiply, quatRotate } from '../maths/quat.ts';
import { canonicalBody } from '../motion/body-scale.ts';
import { CLIP_HZ, type MotionClip } from '../motion/motion-clip.ts';
import type { MotionManifest } from '../motion/motion-model.ts';
import { FINGER_VALUES, RAW_VALUES } from '../motion/motion-state.ts';
import { forwardKinematics } from '../skeleton/forward-kinematics.ts';
import { BODY_JOINT_COUNT, JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, type Clip, clipSeconds } from './clip.ts';
import { ClipError } from './clip-error.ts';
import { footContacts } from './foot-contacts.ts';
import { resampleClip } from './resample.ts';
import { retargetClip } from './retarget.ts';

export const STAGE_CLIP = {
  /** Longest clip a stage takes, s. */
  secondsMax: 300,
  /** Width of the smoothing of way and heading, s. */
  wayS: 0.2,
  headingS: 0.25,
  /** A clip whose hips stay within this of one place (m) and one heading (rad) does not travel. */
  stayM: 0.3,
  stayRad: 0.7,
} as const;

const HANDS = [JOINT_INDEX.leftHand, JOINT_INDEX.rightHand];

/**
 * A clip as people of a stage play it: on the canonical person, one frame a tick, in the frame of a root that travels.
 *
 * @throws ClipError (tooLarge) when it is too long
 */
export function createMotionClip(clip: Clip, manifest: MotionManifest, name: string): MotionClip {
  if (clipSeconds(clip) > STAGE_CLIP.secondsMax)
    throw new ClipError(
      'tooLarge',
      name,
      `${Math.round(clipSeconds(clip))} s are more than the ${STAGE_CLIP.secondsMax} s a stage takes; cut the take`,
    );
  const worn = retargetClip(clip, canonicalBody(manifest));
  const planted = footContacts(worn);
  const stage = resampleClip(worn, CLIP_HZ);
  const { frames } = stage;
  const way = rootOf(stage);
  const contacts = new Uint8Array(frames);
  for (let i = 0; i < frames; i++)
    contacts[i] = planted[Math.min(worn.frames - 1, Math.round((i * worn.fps) / CLIP_HZ))];
  return {
    name,
    frames,
    poses: posesOn(stage, way),
    fingers: fingersOf(stage),
    root: fromStart(way, frames),
    handMps: handSpeeds(stage),
    contacts,
    legM: manifest.skeleton.legM,
  };
}

/** x, z (m) and heading (rad, not wrapped) of the root of every frame. */
function rootOf(clip: Clip): Float64Array {
  const { frames, hips } = clip;
  const x = Float64Array.from({ length: frames }, (_, i) => hips[i * 3]);
  const z = Float64Array.from({ length: frames }, (_, i) => hips[i * 3 + 2]);
  const yaw = headings(clip);
  const range = (values: Float64Array): number => Math.max(...values) - Math.min(...values);
  const stays = Math.hypot(range(x), range(z)) < STAGE_CLIP.stayM && range(yaw) < STAGE_CLIP.stayRad;
  const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / frames;
  const out = new Float64Array(frames * 3);
  [x, z, yaw].forEach((values, k) => {
    const sigma = (k < 2 ? STAGE_CLIP.wayS : STAGE_CLIP.headingS) * CLIP_HZ;
    const way = stays ? values.fill(mean(values)) : smooth(values, sigma);
    for (let i = 0; i < frames; i++) out[i * 3 + k] = way[i];
  });
  return out;
}

/** Heading of the hips of every frame, rad, continuous; a body that lies keeps the last one. */
function headings(clip: Clip): Float64Array {
  const out = new Float64Array(clip.frames);
  const ahead = [0, 0, 0];
  let last = 0;
  for (let i = 0; i < clip.frames; i++) {
    quatRotate(ahead, 0, clip.joints, i * CLIP_FRAME_VALUES, [0, 0, 1], 0);
    if (Math.hypot(ahead[0], ahead[2]) > 0.3) last += wrapAngle(Math.atan2(ahead[0], ahead[2]) - last);
    out[i] = last;
  }
  return out;
}

/** Gaussian smoothing; beyond the ends the signal goes on as its mirror through the end point. */
function smooth(values: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil(sigma * 3);
  const last = values.length - 1;
  const at = (i: number): number => {
    if (i < 0) return 2 * values[0] - values[Math.min(last, -i)];
    if (i > last) return 2 * values[last] - values[Math.max(0, 2 * last - i)];
    return values[i];
  };
  return values.map((_, i) => {
    let sum = 0;
    let weights = 0;
    for (let k = -reach; k <= reach; k++) {
      const weight = Math.exp(-0.5 * (k / sigma) ** 2);
      sum += weight * at(i + k);
      weights += weight;
    }
    return sum / weights;
  });
}

/** Body rotations and hips in the frame of the root. */
function posesOn(clip: Clip, way: Float64Array): Float32Array {
  const out = new Float32Array(clip.frames * RAW_VALUES);
  const back = new Float64Array(4);
  const hip = new Float64Array(3);
  for (let i = 0; i < clip.frames; i++) {
    const at = i * RAW_VALUES;
    const from = i * CLIP_FRAME_VALUES;
    out.set(clip.joints.subarray(from, from + BODY_JOINT_COUNT * 4), at);
    quatFromYaw(back, 0, -way[i * 3 + 2]);
    quatMultiply(out, at, back, 0, clip.joints, from);
    hip[0] = clip.hips[i * 3] - way[i * 3];
    hip[1] = clip.hips[i * 3 + 1];
    hip[2] = clip.hips[i * 3 + 2] - way[i * 3 + 1];
    quatRotate(hip, 0, back, 0, hip, 0);
    out.set(hip, at + BODY_JOINT_COUNT * 4);
  }
  return alignSigns(out, clip.frames);
}

/** Neighbours in time on one half sphere: the turn into the root's frame may have left it. */
function alignSigns(poses: Float32Array, frames: number): Float32Array {
  for (let i = 1; i < frames; i++) {
    const [a, b] = [(i - 1) * RAW_VALUES, i * RAW_VALUES];
    let dot = 0;
    for (let k = 0; k < 4; k++) dot += poses[a + k] * poses[b + k];
    if (dot < 0) for (let k = 0; k < 4; k++) poses[b + k] *= -1;
  }
  return poses;
}

function fingersOf(clip: Clip): Float32Array | undefined {
  if (!clip.rig.moved.some((moved, joint) => moved === 1 && joint >= BODY_JOINT_COUNT)) return undefined;
  const out = new Float32Array(clip.frames * FINGER_VALUES);
  for (let i = 0; i < clip.frames; i++) {
    const from = i * CLIP_FRAME_VALUES + BODY_JOINT_COUNT * 4;
    out.set(clip.joints.subarray(from, from + FINGER_VALUES), i * FINGER_VALUES);
  }
  return out;
}

/** The way seen from its own beginning. */
function fromStart(way: Float64Array, frames: number): Float32Array {
  const out = new Float32Array(frames * 3);
  const [sin, cos] = [Math.sin(way[2]), Math.cos(way[2])];
  for (let i = 0; i < frames; i++) {
    const dx = way[i * 3] - way[0];
    const dz = way[i * 3 + 1] - way[1];
    out[i * 3] = cos * dx - sin * dz;
    out[i * 3 + 1] = sin * dx + cos * dz;
    out[i * 3 + 2] = way[i * 3 + 2] - way[2];
  }
  return out;
}

/** Speed of the faster hand against the chest, m/s. */
function handSpeeds(clip: Clip): Float32Array {
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const chest = JOINT_INDEX.upperChest * 3;
  const places: number[][] = [];
  for (let i = 0; i < clip.frames; i++) {
    const at = i * CLIP_FRAME_VALUES;
    forwardKinematics(positions, rotations, clip.hips, i * 3, clip.joints, at, clip.rig.restOffsets);
    places.push(
      HANDS.flatMap((hand) => [0, 1, 2].map((k) => positions[hand * 3 + k] - positions[chest + k])),
    );
  }
  return Float32Array.from(places, (now, i) => {
    const a = places[Math.max(0, i - 1)];
    const b = places[Math.min(clip.frames - 1, i + 1)];
    const span = Math.min(clip.frames - 1, i + 1) - Math.max(0, i - 1);
    const speed = (o: number): number => Math.hypot(b[o] - a[o], b[o + 1] - a[o + 1], b[o + 2] - a[o + 2]);
    return now.length === 0 || span === 0 ? 0 : (Math.max(speed(0), speed(3)) * CLIP_HZ) / span;
  });
}
