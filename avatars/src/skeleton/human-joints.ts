/**
 * The one skeleton of Troupe: 52 joints, VRM 1.0 humanoid names.
 *
 * The order is by importance, so that a layer of the pose stream is simply the first N joints (see LAYER_JOINTS
 * in the protocol): 8 joints carry the silhouette of a walk, 22 the body, 52 the fingers too. A parent may
 * therefore stand after its child; walk the tree in EVALUATION_ORDER.
 *
 * Every rotation is a unit quaternion (x, y, z, w), relative to the parent, in the *normalised* humanoid space of
 * VRM 1.0: all identity is the T-pose, +Y up, the person faces +Z, the left hand is at +X. Joint 0 (hips) is the
 * exception in a pose: its rotation and position are in world space, so that hips alone place a far body.
 */
export const HUMAN_JOINTS = [
  'hips',
  'spine',
  'leftUpperLeg',
  'rightUpperLeg',
  'leftLowerLeg',
  'rightLowerLeg',
  'leftUpperArm',
  'rightUpperArm',
  'chest',
  'upperChest',
  'neck',
  'head',
  'leftLowerArm',
  'rightLowerArm',
  'leftFoot',
  'rightFoot',
  'leftShoulder',
  'rightShoulder',
  'leftHand',
  'rightHand',
  'leftToes',
  'rightToes',
  'leftThumbMetacarpal',
  'leftThumbProximal',
  'leftThumbDistal',
  'leftIndexProximal',
  'leftIndexIntermediate',
  'leftIndexDistal',
  'leftMiddleProximal',
  'leftMiddleIntermediate',
  'leftMiddleDistal',
  'leftRingProximal',
  'leftRingIntermediate',
  'leftRingDistal',
  'leftLittleProximal',
  'leftLittleIntermediate',
  'leftLittleDistal',
  'rightThumbMetacarpal',
  'rightThumbProximal',
  'rightThumbDistal',
  'rightIndexProximal',
  'rightIndexIntermediate',
  'rightIndexDistal',
  'rightMiddleProximal',
  'rightMiddleIntermediate',
  'rightMiddleDistal',
  'rightRingProximal',
  'rightRingIntermediate',
  'rightRingDistal',
  'rightLittleProximal',
  'rightLittleIntermediate',
  'rightLittleDistal',
] as const;

export type HumanJoint = (typeof HUMAN_JOINTS)[number];

/** All joints that are streamed. */
export const JOINT_COUNT = HUMAN_JOINTS.length;
/** The first joints are the body (what the motion model drives); the other 30 are fingers. */
export const BODY_JOINT_COUNT = 22;

const PARENT_NAMES: Record<string, HumanJoint> = {
  spine: 'hips',
  chest: 'spine',
  upperChest: 'chest',
  neck: 'upperChest',
  head: 'neck',
};

function parentName(joint: HumanJoint): HumanJoint | undefined {
  if (joint === 'hips') return undefined;
  const trunk = PARENT_NAMES[joint];
  if (trunk) return trunk;
  const side = joint.startsWith('left') ? 'left' : 'right';
  const part = joint.slice(side.length);
  const chain: Record<string, string> = {
    Shoulder: 'upperChest',
    UpperArm: `${side}Shoulder`,
    LowerArm: `${side}UpperArm`,
    Hand: `${side}LowerArm`,
    UpperLeg: 'hips',
    LowerLeg: `${side}UpperLeg`,
    Foot: `${side}LowerLeg`,
    Toes: `${side}Foot`,
    ThumbMetacarpal: `${side}Hand`,
    ThumbProximal: `${side}ThumbMetacarpal`,
    ThumbDistal: `${side}ThumbProximal`,
  };
  if (chain[part]) return chain[part] as HumanJoint;
  const finger = /^(Index|Middle|Ring|Little)(Proximal|Intermediate|Distal)$/.exec(part)!;
  const [, name, segment] = finger;
  if (segment === 'Proximal') return `${side}Hand` as HumanJoint;
  return `${side}${name}${segment === 'Intermediate' ? 'Proximal' : 'Intermediate'}` as HumanJoint;
}

/** Index of each joint by name. */
export const JOINT_INDEX = Object.fromEntries(HUMAN_JOINTS.map((name, i) => [name, i])) as Record<
  HumanJoint,
  number
>;

/** Parent index of each joint; -1 for hips. */
export const JOINT_PARENTS: readonly number[] = HUMAN_JOINTS.map((name) => {
  const parent = parentName(name);
  return parent === undefined ? -1 : JOINT_INDEX[parent];
});

function depth(joint: number): number {
  return JOINT_PARENTS[joint] < 0 ? 0 : 1 + depth(JOINT_PARENTS[joint]);
}

/** Joint indices, every parent before its children. */
export const EVALUATION_ORDER: readonly number[] = HUMAN_JOINTS.map((_, i) => i).sort(
  (a, b) => depth(a) - depth(b) || a - b,
);
