import { quatBetween } from '../maths/quat.ts';
import { type HumanJoint, JOINT_INDEX } from '../skeleton/human-joints.ts';
import type { RigMap } from './map-rig.ts';
import type { SourceRig, SourceTake } from './source-take.ts';
import {
  add,
  at3,
  dot,
  inverse,
  length,
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

/** Places of canonical joints in a file's own space. */
export type Places = (joint: HumanJoint) => Vec;

export function placesOf(map: RigMap, positions: Float64Array): Places {
  return (joint) => at3(positions, map[JOINT_INDEX[joint]]);
}

/** Frames spread over a take: at most `most`, the first and the last among them. */
export function sampleFrames(frames: number, most: number): number[] {
  const count = Math.min(frames, most);
  return Array.from({ length: count }, (_, i) => Math.round((i * (frames - 1)) / Math.max(1, count - 1)));
}

/** Length of thigh and shin, and of upper arm and forearm, at rest (mean of both sides, file's unit). */
export function limbLengths(rig: SourceRig, map: RigMap): { leg: number; arm: number } {
  const p = placesOf(map, rig.restPositions);
  const bone = (a: string, b: string): number =>
    (length(sub(p(`left${a}` as HumanJoint), p(`left${b}` as HumanJoint))) +
      length(sub(p(`right${a}` as HumanJoint), p(`right${b}` as HumanJoint)))) /
    2;
  const hand = map[JOINT_INDEX.leftHand] >= 0 && map[JOINT_INDEX.rightHand] >= 0;
  return {
    leg: bone('UpperLeg', 'LowerLeg') + bone('LowerLeg', 'Foot'),
    arm: bone('UpperArm', 'LowerArm') * (hand ? 1 : 1.9) + (hand ? bone('LowerArm', 'Hand') : 0),
  };
}

/** Of a person 1.70 m tall. */
const LEG_SHARE = 0.488;
const ARM_SHARE = 0.312;
/** Statures (m) taken for a person's, a child's and a cartoon's included. */
const STATURE_M = { least: 0.9, most: 2.4, usual: 1.68 } as const;
const UNITS: readonly { name: string; metres: number }[] = [
  { name: 'm', metres: 1 },
  { name: 'cm', metres: 0.01 },
  { name: 'mm', metres: 0.001 },
  { name: 'inch', metres: 0.0254 },
  { name: 'dm', metres: 0.1 },
  { name: 'foot', metres: 0.3048 },
  { name: 'CMU (inch / 0.45)', metres: 0.0254 / 0.45 },
];

/** The unit in which the rig is the size of a person; a rig of no known unit is scaled to 1.68 m. */
export function detectUnit(rig: SourceRig, map: RigMap): { unit: string; metresPerUnit: number } {
  const { leg, arm } = limbLengths(rig, map);
  const stature = Math.sqrt((leg / LEG_SHARE) * (arm / ARM_SHARE));
  const off = (metres: number): number => Math.abs(Math.log((stature * metres) / STATURE_M.usual));
  const fitting = UNITS.filter(({ metres }) => {
    const m = stature * metres;
    return m >= STATURE_M.least && m <= STATURE_M.most;
  });
  // The common units win over the rarer ones wherever they fit.
  const plain = fitting.find(({ name }) => name === 'm' || name === 'cm' || name === 'mm');
  const best = plain ?? fitting.sort((a, b) => off(a.metres) - off(b.metres))[0];
  if (best) return { unit: best.name, metresPerUnit: best.metres };
  return { unit: 'unknown (scaled to 1.68 m)', metresPerUnit: STATURE_M.usual / stature };
}

const AXES: readonly Vec[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
];
/** An axis this near to one of the file's is that one. */
const SNAP_COSINE = 0.93;

function snap(v: Vec): Vec {
  return AXES.find((axis) => dot(axis, v) > SNAP_COSINE) ?? v;
}

/** Turn that stands the rest pose upright, facing +Z with the left hand at +X; undefined when it tells none. */
export function restFrame(rig: SourceRig, map: RigMap): Quat | undefined {
  const p = placesOf(map, rig.restPositions);
  const middle = scale(add(p('leftUpperLeg'), p('rightUpperLeg')), 0.5);
  const up = unit(sub(p('head'), middle));
  const across = add(sub(p('leftUpperLeg'), p('rightUpperLeg')), sub(p('leftUpperArm'), p('rightUpperArm')));
  if (length(square(across, up)) < 1e-3 * length(sub(p('head'), middle))) return undefined;
  const y = snap(up);
  const x = snap(unit(square(across, y)));
  // Columns are the images of +X and +Y, so this turns the person's axes into the file's; the inverse is wanted.
  const turn = turnOfAxes(x, y);
  return turn && inverse(turn);
}

/** True when both feet point backwards at rest because the file calls left what is right. */
export function hasSidesSwapped(rig: SourceRig, map: RigMap): boolean {
  const stand = restFrame(rig, map);
  if (!stand || map[JOINT_INDEX.leftToes] < 0 || map[JOINT_INDEX.rightToes] < 0) return false;
  const p = placesOf(map, rig.restPositions);
  return (['left', 'right'] as const).every((side) => {
    const shin = unit(rotate(stand, sub(p(`${side}Foot`), p(`${side}LowerLeg`))));
    const foot = unit(rotate(stand, sub(p(`${side}Toes`), p(`${side}Foot`))));
    return shin[1] < -0.8 && foot[2] < -0.5;
  });
}

/** True when the rest pose is one a person stands in: legs down, trunk up, arms between level and hanging. */
export function isUprightRest(rig: SourceRig, map: RigMap, stand: (v: Vec) => Vec): boolean {
  const p = placesOf(map, rig.restPositions);
  const along = (a: string, b: string): Vec => unit(stand(sub(p(b as HumanJoint), p(a as HumanJoint))));
  const has = (joint: HumanJoint): boolean => map[JOINT_INDEX[joint]] >= 0;
  for (const [side, sign] of [
    ['left', 1],
    ['right', -1],
  ] as const) {
    if (along(`${side}UpperLeg`, `${side}LowerLeg`)[1] > -0.5) return false;
    if (along(`${side}LowerLeg`, `${side}Foot`)[1] > -0.5) return false;
    const arm = along(`${side}UpperArm`, `${side}LowerArm`);
    if (arm[0] * sign < -0.2 || arm[1] > 0.6) return false;
    if (has(`${side}Toes`) && along(`${side}Foot`, `${side}Toes`)[2] < -0.1) return false;
  }
  // The joints of a spine may lie anywhere inside the body; hips and shoulders may not.
  const middle = (joint: 'UpperLeg' | 'UpperArm'): Vec =>
    scale(add(p(`left${joint}`), p(`right${joint}`)), 0.5);
  const [legs, arms] = [middle('UpperLeg'), middle('UpperArm')];
  if (unit(stand(sub(arms, legs)))[1] < 0.7) return false;
  return true;
}

/**
 * Which way is up in the motion: the axis the rest pose stands along, unless the person stands along another one of Y
 * and Z all the while (files whose root turns a Z-up rig into a Y-up world).
 */
export function detectUp(
  take: SourceTake,
  map: RigMap,
  rest: Quat | undefined,
): { axis: 'x' | 'y' | 'z'; turn: Quat } {
  const positions = new Float64Array(take.rig.names.length * 3);
  const rotations = new Float64Array(take.rig.names.length * 4);
  let mean: Vec = [0, 0, 0];
  for (const frame of sampleFrames(take.frames, 60)) {
    take.pose(frame, positions, rotations);
    const p = placesOf(map, positions);
    mean = add(mean, unit(sub(p('head'), scale(add(p('leftFoot'), p('rightFoot')), 0.5))));
  }
  mean = unit(mean);
  const standing = mean[2] > mean[1] && mean[2] > 0.6 ? 'z' : 'y';
  // Columns of the inverse: where the person's +Y lies in the file.
  const restUp = rest ? unit(rotate(inverse(rest), [0, 1, 0])) : undefined;
  const axis = restUp && restUp[1] > 0.9 ? 'y' : restUp && restUp[2] > 0.9 && mean[1] < 0.9 ? 'z' : standing;
  if (axis === 'y') return { axis, turn: NO_TURN };
  const turn: Quat = [0, 0, 0, 1];
  quatBetween(turn, 0, 0, 0, 1, 0, 1, 0);
  return { axis, turn };
}
