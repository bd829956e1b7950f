// CONTRIBUTOR NOTES
// A clip wants, for every joint, its rotation away from a T-pose. Where the rest pose is one a person can stand in, it is
// turned into a T-pose bone by bone, parents first (an A-pose's forearm follows its upper arm). Rigs that rest folded up
// (legs up, spine sideways: ACCAD, some CMU) tell nothing that way: there the axes are measured in the motion, from where
// hips, shoulders, knees and elbows are, and the constant turn between them and the file's own axes is their mean.
import { quatBetween } from '../maths/quat.ts';
import { type HumanJoint, JOINT_COUNT, JOINT_INDEX, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import type { RigMap } from './map-rig.ts';
import { placesOf, sampleFrames } from './rig-frame.ts';
import type { SourceTake } from './source-take.ts';
import {
  add,
  angleBetween,
  at3,
  at4,
  cross,
  dot,
  inverse,
  length,
  meanTurn,
  multiply,
  NO_TURN,
  type Quat,
  rotate,
  scale,
  square,
  sub,
  turnOfAxes,
  unit,
  type Vec,
} from './vectors.ts';

/** Constant turns of a rig: canonical world rotation of a joint = up · file's rotation · turn. */
export interface RestTurns {
  readonly kind: 'tPose' | 'turned' | 'fromMotion';
  readonly turns: Quat[];
}

const SIDES = [
  ['left', 1],
  ['right', -1],
] as const;
/** A bone this near its direction in a T-pose rests in one; people's bones are not rulers. */
const NEAR_T_RAD = 0.21;

/** Bones that a T-pose gives a direction: joint, the joint at its end. */
function tBones(): { bone: HumanJoint; end: HumanJoint; along: Vec }[] {
  return SIDES.flatMap(([side, sign]) => {
    const bone = (a: string, b: string, along: Vec) => ({
      bone: `${side}${a}` as HumanJoint,
      end: `${side}${b}` as HumanJoint,
      along,
    });
    return [
      bone('UpperLeg', 'LowerLeg', [0, -1, 0]),
      bone('LowerLeg', 'Foot', [0, -1, 0]),
      bone('UpperArm', 'LowerArm', [sign, 0, 0]),
      bone('LowerArm', 'Hand', [sign, 0, 0]),
      bone('Hand', 'MiddleProximal', [sign, 0, 0]),
    ];
  });
}

/**
 * Turns from a rest pose that stands upright.
 *
 * @param stand turn of the rest pose to +Y up, facing +Z
 */
export function turnsFromRest(take: SourceTake, map: RigMap, stand: Quat): RestTurns {
  const p = placesOf(map, take.rig.restPositions);
  const bones = new Map(tBones().map((entry) => [entry.bone, entry]));
  const toT: Quat[] = [];
  let turned = false;
  const order = [...HUMAN_ORDER];
  for (const joint of order) {
    const parent = JOINT_PARENTS[JOINT_INDEX[joint]];
    let turn = parent < 0 ? NO_TURN : toT[parent];
    const bone = bones.get(joint);
    // The collar bones and all of the trunk keep their natural slope.
    if (bone && map[JOINT_INDEX[joint]] >= 0 && map[JOINT_INDEX[bone.end]] >= 0) {
      const along = rotate(multiply(turn, stand), sub(p(bone.end), p(joint)));
      if (angleBetween(along, bone.along) > NEAR_T_RAD) {
        const more: Quat = [0, 0, 0, 1];
        quatBetween(more, 0, ...along, ...bone.along);
        turn = multiply(more, turn);
        turned = true;
      }
    }
    toT[JOINT_INDEX[joint]] = turn;
  }
  const turns = toT.map((turn, j) => {
    const rest = at4(take.rig.restRotations, Math.max(0, map[j]));
    return multiply(inverse(rest), inverse(stand), inverse(turn));
  });
  return { kind: turned ? 'turned' : 'tPose', turns };
}

const HUMAN_ORDER = (Object.keys(JOINT_INDEX) as HumanJoint[]).sort(
  (a, b) => depthOf(JOINT_INDEX[a]) - depthOf(JOINT_INDEX[b]) || JOINT_INDEX[a] - JOINT_INDEX[b],
);
function depthOf(joint: number): number {
  return JOINT_PARENTS[joint] < 0 ? 0 : 1 + depthOf(JOINT_PARENTS[joint]);
}

const CALIBRATION_FRAMES = 300;

/** Turns measured in the motion, for a rest pose that tells nothing. */
export function turnsFromMotion(take: SourceTake, map: RigMap, up: Quat): RestTurns {
  const { names } = take.rig;
  const positions = new Float64Array(names.length * 3);
  const rotations = new Float64Array(names.length * 4);
  const seen = Array.from({ length: JOINT_COUNT }, () => ({ turns: [] as Quat[], weights: [] as number[] }));
  for (const frame of sampleFrames(take.frames, CALIBRATION_FRAMES)) {
    take.pose(frame, positions, rotations);
    const place = (joint: HumanJoint): Vec => rotate(up, at3(positions, map[JOINT_INDEX[joint]]));
    for (const [joint, axes, weight] of measuredAxes(place, (joint) => map[JOINT_INDEX[joint]] >= 0)) {
      const j = JOINT_INDEX[joint];
      if (map[j] < 0) continue;
      seen[j].turns.push(multiply(inverse(multiply(up, at4(rotations, map[j]))), axes));
      seen[j].weights.push(weight);
    }
  }
  const turns: Quat[] = [];
  for (const joint of HUMAN_ORDER) {
    const j = JOINT_INDEX[joint];
    const { turns: all, weights } = seen[j];
    // A joint that no geometry tells of (fingers) rests as its parent does.
    const parent = JOINT_PARENTS[j];
    turns[j] =
      (all.length > 0 ? meanTurn(all, weights) : undefined) ?? (parent < 0 ? NO_TURN : turns[parent]);
  }
  return { kind: 'fromMotion', turns };
}

type Measured = [HumanJoint, Quat, number];

/** Axes of a person's joints as their places tell, with how far each is to be trusted. */
function measuredAxes(p: (joint: HumanJoint) => Vec, has: (joint: HumanJoint) => boolean): Measured[] {
  const out: Measured[] = [];
  const give = (joint: HumanJoint, axes: Quat | undefined, weight: number): void => {
    if (axes) out.push([joint, axes, weight]);
  };
  const neck = has('neck') ? p('neck') : p('head');
  const middle = scale(add(p('leftUpperLeg'), p('rightUpperLeg')), 0.5);
  const spine = sub(neck, middle);
  const pelvis = turnOfAxes(sub(p('leftUpperLeg'), p('rightUpperLeg')), spine);
  const chest = turnOfAxes(sub(p('leftUpperArm'), p('rightUpperArm')), spine);
  give('hips', pelvis, 1);
  for (const joint of [
    'spine',
    'chest',
    'upperChest',
    'neck',
    'head',
    'leftShoulder',
    'rightShoulder',
  ] as const)
    give(joint, chest, 1);
  for (const [side, sign] of SIDES) {
    const at = (part: string): Vec => p(`${side}${part}` as HumanJoint);
    const name = (part: string): HumanJoint => `${side}${part}` as HumanJoint;
    const thigh = unit(sub(at('LowerLeg'), at('UpperLeg')));
    const shin = unit(sub(at('Foot'), at('LowerLeg')));
    const bend = cross(shin, thigh);
    const across = pelvis ? rotate(pelvis, [1, 0, 0]) : bend;
    // A straight limb tells no hinge: then the trunk does.
    const hinge = add(dot(bend, across) < 0 ? scale(bend, -1) : bend, scale(across, STRAIGHT_SHARE));
    const knee = Math.min(1, length(bend) / 0.35) ** 2 + 1e-3;
    give(name('UpperLeg'), turnOfAxes(square(hinge, thigh), scale(thigh, -1)), knee);
    give(name('LowerLeg'), turnOfAxes(square(hinge, shin), scale(shin, -1)), knee);
    if (has(name('Toes'))) {
      const sole = unit(sub(at('Toes'), at('Foot')));
      const side_ = square(hinge, sole);
      give(name('Foot'), footAxes(side_, sole), knee);
      give(name('Toes'), footAxes(side_, sole), knee);
    } else give(name('Foot'), turnOfAxes(square(hinge, shin), scale(shin, -1)), knee);
    if (!has(name('Hand'))) continue;
    const upper = unit(sub(at('LowerArm'), at('UpperArm')));
    const fore = unit(sub(at('Hand'), at('LowerArm')));
    // An elbow bends about the arm's own +Y in a T-pose: forwards.
    const bendUp = scale(cross(fore, upper), sign);
    const elbow = Math.min(1, length(bendUp) / 0.4) ** 2 + 1e-3;
    const turn = add(bendUp, scale(armUp(chest ?? NO_TURN, upper, sign), STRAIGHT_SHARE));
    give(name('UpperArm'), turnOfAxes(scale(upper, sign), square(turn, upper)), elbow);
    give(name('LowerArm'), turnOfAxes(scale(fore, sign), square(turn, fore)), elbow);
    give(name('Hand'), turnOfAxes(scale(fore, sign), square(turn, fore)), elbow);
  }
  return out;
}

/** Share of what the trunk tells in the hinge of a limb. */
const STRAIGHT_SHARE = 0.05;

/** The +Y of an upper arm that swings from its T-pose straight to where it is. */
function armUp(chest: Quat, upper: Vec, sign: number): Vec {
  const swing: Quat = [0, 0, 0, 1];
  quatBetween(swing, 0, ...rotate(chest, [sign, 0, 0]), ...upper);
  return rotate(multiply(swing, chest), [0, 1, 0]);
}

/** Slope of the foot bone of a person who stands: from the ankle down to the ball. */
const FOOT_SLOPE_RAD = -0.45;

/** Axes of a flat foot whose bone points along `sole`, which slopes down by FOOT_SLOPE_RAD. */
function footAxes(across: Vec, sole: Vec): Quat | undefined {
  const x = unit(across);
  const bone = turnOfAxes(x, cross(sole, x));
  if (!bone) return undefined;
  const half = FOOT_SLOPE_RAD / 2;
  return multiply(bone, [Math.sin(half), 0, 0, Math.cos(half)]);
}
