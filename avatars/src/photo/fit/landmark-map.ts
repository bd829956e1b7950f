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

/** Vertices at the tips of toes and at the heels: [landmark, vertex]. */
export function footVertices(space: BodySpace): (readonly [number, number])[] {
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
