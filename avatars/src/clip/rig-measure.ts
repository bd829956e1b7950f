import { EVALUATION_ORDER, JOINT_COUNT, JOINT_INDEX, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import type { CanonicalContext } from './canonical.ts';
import type { ClipRig } from './clip.ts';
import { add, at3, at4, inverse, length, mix, rotate, scale, sub, type Vec } from './vectors.ts';

export type RigMeasure = ClipRig;

/** The canonical person: leg, and what a rig that lacks a joint is given (m). */
const LEG_M = 0.83;
const FILL: Readonly<Record<string, Vec>> = { Hand: [0.25, 0, 0], Toes: [0, -0.065, 0.135] };
const FINGER_M = 0.03;
const TOE_JOINT_M = 0.02;
const ANKLE_M = 0.085;
const COLLAR_SHARE = 0.3;
const TRUNK = (['hips', 'spine', 'chest', 'upperChest', 'neck', 'head'] as const).map((j) => JOINT_INDEX[j]);

/** T-pose proportions of a rig, joints it lacks filled in. */
export function measureRig(context: CanonicalContext): RigMeasure {
  const { map } = context;
  const placed = placeInTPose(context);
  const ratio = legOf(placed) / LEG_M;
  fillTrunk(placed, map);
  for (const j of EVALUATION_ORDER) if (!placed[j]) placed[j] = fill(j, placed, ratio);
  const restOffsets = new Float64Array(JOINT_COUNT * 3);
  const places = placed as Vec[];
  places.forEach((place, j) => {
    if (j > 0) restOffsets.set(sub(place, places[JOINT_PARENTS[j]]), j * 3);
  });
  const hipsHeightM = hipsHeight(context, places, ratio);
  restOffsets.set([0, hipsHeightM, 0]);
  const moved = Uint8Array.from(map, (joint) => (joint >= 0 && !context.take.rig.ends[joint] ? 1 : 0));
  return { restOffsets, hipsHeightM, legLengthM: legOf(placed), moved };
}

/** Place of each mapped joint against the hips when all rotations are identity; undefined for those the rig lacks. */
function placeInTPose({ take, map, turns, metres }: CanonicalContext): (Vec | undefined)[] {
  const placed: (Vec | undefined)[] = new Array(JOINT_COUNT).fill(undefined);
  placed[0] = [0, 0, 0];
  for (const j of EVALUATION_ORDER) {
    if (j === 0 || map[j] < 0) continue;
    let from = JOINT_PARENTS[j];
    while (map[from] < 0) from = JOINT_PARENTS[from];
    const bone = sub(at3(take.rig.restPositions, map[j]), at3(take.rig.restPositions, map[from]));
    const turn = inverse(turns[from]);
    const own = rotate(turn, rotate(inverse(at4(take.rig.restRotations, map[from])), bone));
    placed[j] = add(placed[from]!, scale(own, metres));
  }
  return placed;
}

function legOf(placed: readonly (Vec | undefined)[]): number {
  const bone = (a: number, b: number): number => length(sub(placed[a]!, placed[b]!));
  const leg = (side: 'left' | 'right'): number =>
    bone(JOINT_INDEX[`${side}UpperLeg`], JOINT_INDEX[`${side}LowerLeg`]) +
    bone(JOINT_INDEX[`${side}LowerLeg`], JOINT_INDEX[`${side}Foot`]);
  return (leg('left') + leg('right')) / 2;
}

/** Missing joints of the trunk stand evenly between those there are. */
function fillTrunk(placed: (Vec | undefined)[], map: ArrayLike<number>): void {
  for (let i = 1; i < TRUNK.length; i++) {
    if (map[TRUNK[i]] >= 0) continue;
    let end = i;
    while (map[TRUNK[end]] < 0) end += 1;
    placed[TRUNK[i]] = mix(placed[TRUNK[i - 1]]!, placed[TRUNK[end]]!, 1 / (end - i + 1));
  }
}

function fill(j: number, placed: readonly (Vec | undefined)[], ratio: number): Vec {
  const parent = placed[JOINT_PARENTS[j]]!;
  const left = j === JOINT_INDEX.leftShoulder || j === JOINT_INDEX.leftHand || isLeftFinger(j);
  const side = left ? 1 : -1;
  if (j === JOINT_INDEX.leftShoulder || j === JOINT_INDEX.rightShoulder) {
    const arm = placed[left ? JOINT_INDEX.leftUpperArm : JOINT_INDEX.rightUpperArm]!;
    return mix(parent, arm, COLLAR_SHARE);
  }
  if (j === JOINT_INDEX.leftHand || j === JOINT_INDEX.rightHand)
    return add(parent, scale(FILL.Hand, ratio * side));
  if (j === JOINT_INDEX.leftToes || j === JOINT_INDEX.rightToes) return add(parent, scale(FILL.Toes, ratio));
  return add(parent, [FINGER_M * ratio * side, 0, 0]);
}

function isLeftFinger(j: number): boolean {
  return j >= JOINT_INDEX.leftThumbMetacarpal && j <= JOINT_INDEX.leftLittleDistal;
}

/** Height of the hips of a person who stands straight: from the legs, for few files tell it. */
function hipsHeight({ map }: CanonicalContext, places: readonly Vec[], ratio: number): number {
  const sole = (['left', 'right'] as const).map((side) => {
    const toes = JOINT_INDEX[`${side}Toes`];
    const foot = JOINT_INDEX[`${side}Foot`];
    return map[toes] >= 0 ? TOE_JOINT_M * ratio - places[toes][1] : ANKLE_M * ratio - places[foot][1];
  });
  return (sole[0] + sole[1]) / 2;
}
