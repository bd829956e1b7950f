import { quatBetween, quatInverseMultiply } from '../maths/quat.ts';
import type { BodyProportions } from '../motion/body-scale.ts';
import { EVALUATION_ORDER, JOINT_COUNT, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, type Clip, type ClipRig } from './clip.ts';
import { footContacts } from './foot-contacts.ts';
import { LIMB_BONES } from './limb-bones.ts';
import { lockFeet } from './lock-feet.ts';
import { normaliseAll } from './resample.ts';
import { at3, at4, multiply, type Quat } from './vectors.ts';

/** A limb rests farther than this from the other's only when one of them is no T-pose: then it is left alone, rad. */
const BEND_MOST_RAD = 0.6;

export interface RetargetOptions {
  /** Hold planted feet still on the new legs; on unless told otherwise. */
  readonly lockFeet?: boolean;
}

/** The rig of a body, as clips have one. */
export function rigOfBody(body: BodyProportions): ClipRig {
  return {
    restOffsets: Float64Array.from(body.restOffsets),
    hipsHeightM: body.hipsHeightM,
    legLengthM: body.legLengthM,
    moved: new Uint8Array(JOINT_COUNT).fill(1),
  };
}

/**
 * The clip on another body: limbs point as they did, ways and heights scale with the legs, planted feet stay planted.
 *
 * @param body proportions of the body (body.json)
 */
export function retargetClip(clip: Clip, body: BodyProportions, options: RetargetOptions = {}): Clip {
  const rig = { ...rigOfBody(body), moved: clip.rig.moved };
  const bends = limbBends(clip.rig, rig);
  const ratio = rig.legLengthM / clip.rig.legLengthM;
  const hips = new Float32Array(clip.frames * 3);
  const joints = new Float32Array(clip.frames * CLIP_FRAME_VALUES);
  const world = new Float64Array(JOINT_COUNT * 4);
  const bent = new Float64Array(JOINT_COUNT * 4);
  for (let frame = 0; frame < clip.frames; frame++) {
    const at = frame * CLIP_FRAME_VALUES;
    hips[frame * 3] = clip.hips[frame * 3] * ratio;
    hips[frame * 3 + 1] = rig.hipsHeightM + (clip.hips[frame * 3 + 1] - clip.rig.hipsHeightM) * ratio;
    hips[frame * 3 + 2] = clip.hips[frame * 3 + 2] * ratio;
    for (const j of EVALUATION_ORDER) {
      const parent = JOINT_PARENTS[j];
      const local = at4(clip.joints, frame * JOINT_COUNT + j);
      const turn = parent < 0 ? local : multiply(at4(world, parent), local);
      world.set(turn, j * 4);
      bent.set(bends[j] ? multiply(turn, bends[j]) : turn, j * 4);
      if (parent < 0) joints.set(turn, at);
      else quatInverseMultiply(joints, at + j * 4, bent, parent * 4, bent, j * 4);
    }
  }
  normaliseAll(joints);
  const out: Clip = { ...clip, hips, joints, rig };
  return options.lockFeet === false ? out : lockFeet(out, footContacts(out));
}

/** Turn of each limb bone that makes the body's bone point where the clip's does. */
function limbBends(from: ClipRig, to: ClipRig): (Quat | undefined)[] {
  const bends: (Quat | undefined)[] = new Array(JOINT_COUNT).fill(undefined);
  for (const [bone, end] of LIMB_BONES) {
    const turn: Quat = [0, 0, 0, 1];
    quatBetween(turn, 0, ...at3(to.restOffsets, end), ...at3(from.restOffsets, end));
    if (2 * Math.acos(Math.min(1, turn[3])) < BEND_MOST_RAD) bends[bone] = turn;
  }
  return bends;
}
