import { minimumJerk } from '../maths/angle.ts';
import { forwardKinematics } from '../skeleton/forward-kinematics.ts';
import { JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { solveTwoBone } from '../skeleton/two-bone-ik.ts';
import { CLIP_FRAME_VALUES, type Clip } from './clip.ts';
import { runsOf, toePlaces } from './foot-contacts.ts';

/** How long a foot takes from its lock to its free path, s; and how far a lock may move it up and down, m. */
const FADE_S = 0.2;
const LIFT_M = { least: -0.03, most: 0.05 } as const;
/** A toe joint of a flat foot stands this high on a 0.83 m leg, and never lower than the other, m. */
const TOE_REST_M = 0.02;
const LOWEST_M = 0.012;
const LEGS = (['left', 'right'] as const).map((side) => ({
  upper: JOINT_INDEX[`${side}UpperLeg`],
  hinge: JOINT_INDEX[`${side}LowerLeg`],
  end: JOINT_INDEX[`${side}Foot`],
}));

/** The clip with planted toes held still and on the floor by two-bone IK. @param contacts see footContacts */
export function lockFeet(clip: Clip, contacts: Uint8Array): Clip {
  const toes = toePlaces(clip);
  const ratio = clip.rig.legLengthM / 0.83;
  const offsets = LEGS.map((_, foot) => lockOffsets(toes, contacts, foot, clip, TOE_REST_M * ratio));
  const joints = clip.joints.slice();
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const { restOffsets } = clip.rig;
  for (let frame = 0; frame < clip.frames; frame++) {
    const at = frame * CLIP_FRAME_VALUES;
    forwardKinematics(positions, rotations, clip.hips, frame * 3, joints, at, restOffsets);
    LEGS.forEach((leg, foot) => {
      const o = offsets[foot];
      const toeY = toes[frame * 6 + foot * 3 + 1] + o[frame * 3 + 1];
      const lift = Math.max(0, LOWEST_M * ratio - toeY);
      const [dx, dy, dz] = [o[frame * 3], o[frame * 3 + 1] + lift, o[frame * 3 + 2]];
      if (Math.abs(dx) + Math.abs(dy) + Math.abs(dz) < 1e-5) return;
      const e = leg.end * 3;
      const [x, y, z] = [positions[e] + dx, positions[e + 1] + dy, positions[e + 2] + dz];
      solveTwoBone(leg, x, y, z, positions, rotations, joints, at, restOffsets);
    });
  }
  return { ...clip, joints };
}

/** Offset of one toe in every frame, frames x 3: still while planted, eased to nothing around it. */
function lockOffsets(
  toes: Float64Array,
  contacts: Uint8Array,
  foot: number,
  clip: Clip,
  restM: number,
): Float64Array {
  const { frames } = clip;
  const out = new Float64Array(frames * 3);
  const planted = contacts.map((bits) => (bits >> foot) & 1);
  const toe = (frame: number, k: number): number => toes[frame * 6 + foot * 3 + k];
  for (const [from, to] of runsOf(planted)) {
    for (const k of [0, 2]) {
      let mean = 0;
      for (let i = from; i < to; i++) mean += toe(i, k) / (to - from);
      for (let i = from; i < to; i++) out[i * 3 + k] = mean - toe(i, k);
    }
    for (let i = from; i < to; i++)
      out[i * 3 + 1] = Math.min(LIFT_M.most, Math.max(LIFT_M.least, restM - toe(i, 1)));
  }
  const fade = Math.max(1, Math.round(FADE_S * clip.fps));
  for (const [from, to] of runsOf(planted.map((on) => 1 - on))) {
    const width = Math.min(fade, to - from + 1);
    for (let i = from; i < to; i++) {
      const out1 = from > 0 ? 1 - minimumJerk((i - from + 1) / width) : 0;
      const in1 = to < frames ? 1 - minimumJerk((to - i) / width) : 0;
      for (let k = 0; k < 3; k++)
        out[i * 3 + k] =
          (from > 0 ? out1 * out[(from - 1) * 3 + k] : 0) + (to < frames ? in1 * out[to * 3 + k] : 0);
    }
  }
  return out;
}
