import type { BodySpace } from './body-space.ts';

/** Pose landmarks and the bones they lie on. */
export const LANDMARK_BONES: readonly (readonly [landmark: number, bone: string])[] = [
  [11, 'leftUpperArm'],
  [12, 'rightUpperArm'],
  [13, 'leftLowerArm'],
  [14, 'rightLowerArm'],
  [15, 'leftHand'],
  [16, 'rightHand'],
  [19, 'leftIndexProximal'],
  [20, 'rightIndexProximal'],
  [23, 'leftUpperLeg'],
  [24, 'rightUpperLeg'],
  [25, 'leftLowerLeg'],
  [26, 'rightLowerLeg'],
  [27, 'leftFoot'],
  [28, 'rightFoot'],
  [2, 'leftEye'],
  [5, 'rightEye'],
];

/**
 * Where the network sees a joint, from our bone's head, in the bone's own frame, m (left side; x is turned for the
 * right). Medians over 36 drawn people of whom the joints are known; their spread is 5 to 10 mm. Without them shoulders
 * come out narrow and hips low, and the shape pays for it.
 */
const SEEN_AT: readonly (readonly [bone: string, x: number, y: number, z: number])[] = [
  ['UpperArm', -0.018, 0.02, 0],
  ['LowerArm', -0.02, 0.017, 0.003],
  ['Hand', -0.008, 0.004, 0.001],
  ['IndexProximal', -0.003, -0.012, -0.003],
  ['UpperLeg', -0.006, 0.023, 0.002],
  ['LowerLeg', -0.001, 0.001, 0.001],
  ['Foot', 0, 0.019, 0],
];

/** Offset of a bone's landmark from its head, in the bone's frame, m. */
export function landmarkOffset(bone: string): readonly [number, number, number] {
  const found = SEEN_AT.find(([name]) => bone.endsWith(name));
  if (!found) return [0, 0, 0];
  return [bone.startsWith('right') ? -found[1] : found[1], found[2], found[3]];
}

/** Limbs whose direction the network tells in 3D: landmarks from, to; bone that turns, bone at its end. */
export const LIMBS: readonly (readonly [from: number, to: number, bone: string, end: string])[] = [
  [11, 13, 'leftUpperArm', 'leftLowerArm'],
  [13, 15, 'leftLowerArm', 'leftHand'],
  [12, 14, 'rightUpperArm', 'rightLowerArm'],
  [14, 16, 'rightLowerArm', 'rightHand'],
  [23, 25, 'leftUpperLeg', 'leftLowerLeg'],
  [25, 27, 'leftLowerLeg', 'leftFoot'],
  [24, 26, 'rightUpperLeg', 'rightLowerLeg'],
  [26, 28, 'rightLowerLeg', 'rightFoot'],
  [27, 31, 'leftFoot', 'leftToes'],
  [28, 32, 'rightFoot', 'rightToes'],
];

/** Lines across the body whose direction tells its turn. */
export const SPANS: readonly (readonly [from: number, to: number, bone: string, end: string])[] = [
  [12, 11, 'rightUpperArm', 'leftUpperArm'],
  [24, 23, 'rightUpperLeg', 'leftUpperLeg'],
];

/**
 * What the network's 3D directions have too much of (left side; x is turned for the right): it sees elbows nearer, hands and
 * ankles farther than they are. Medians over 160 drawn people, both sides together; their spread is 0.03 to 0.1 across
 * and 0.14 to 0.2 in depth.
 */
const SEEN_TOO_FAR: readonly (readonly [bone: string, x: number, y: number, z: number])[] = [
  ['UpperArm', -0.019, -0.01, 0.157],
  ['LowerArm', 0.104, -0.087, -0.182],
  ['UpperLeg', -0.054, -0.009, 0.028],
  ['LowerLeg', 0.039, 0.041, -0.148],
];

/** What to take off the direction of a limb as the network tells it, unit vectors in the camera's frame. */
export function directionExcess(bone: string): readonly [number, number, number] {
  const found = SEEN_TOO_FAR.find(([name]) => bone.endsWith(name));
  if (!found) return [0, 0, 0];
  return [bone.startsWith('right') ? -found[1] : found[1], found[2], found[3]];
}

const feet = new WeakMap<BodySpace, readonly (readonly [number, number])[]>();

/** Vertices at the tips of toes and at the heels: [landmark, vertex]. Looked for once. */
export function footVertices(space: BodySpace): readonly (readonly [number, number])[] {
  const known = feet.get(space) ?? findFeet(space);
  feet.set(space, known);
  return known;
}

function findFeet(space: BodySpace): (readonly [number, number])[] {
  const find = (side: number, better: (z: number, best: number) => boolean) => {
    let best = -1;
    for (let v = 0; v < space.vertices; v++) {
      const [x, y, z] = space.mean.subarray(v * 3, v * 3 + 3);
      if (x * side <= 0 || y > 0.05) continue;
      if (best < 0 || better(z, space.mean[best * 3 + 2])) best = v;
    }
    return best;
  };
  const far = (z: number, best: number) => z > best;
  const near = (z: number, best: number) => z < best;
  return [
    [31, find(1, far)],
    [32, find(-1, far)],
    [29, find(1, near)],
    [30, find(-1, near)],
  ];
}
