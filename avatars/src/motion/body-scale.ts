import { clamp } from '../maths/angle.ts';
import { quatBetween, quatIdentity } from '../maths/quat.ts';
import { BODY_JOINT_COUNT, JOINT_COUNT, JOINT_INDEX, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import { boneLength } from '../skeleton/two-bone-ik.ts';
import type { MotionManifest } from './motion-model.ts';

/** Proportions of a body; the fields the engine needs of body.json. */
export interface BodyProportions {
  readonly id: string;
  readonly hipsHeightM: number;
  readonly legLengthM: number;
  /** Offset of each of the 52 joints from its parent in the T-pose, 52 x 3, m; hips: from the ground. */
  readonly restOffsets: readonly number[];
}

/** How the canonical person's motion is put on one body. */
export interface BodyScale {
  /** Leg of the body over leg of the canonical person: scales strides and heights. */
  readonly legRatio: number;
  readonly hipsHeightM: number;
  readonly canonicalHipsM: number;
  readonly restOffsets: Float64Array;
  /** Height of the left and right toe joint above the sole, m. */
  readonly toeRestM: readonly [number, number];
  /**
   * Turn of each body joint (22 x 4) that makes its bone point as the canonical one does: people's legs and arms do
   * not rest quite straight. Identity but for legs and arms.
   */
  readonly bend: Float64Array;
  /** Joints whose local rotation the bends change. */
  readonly bent: readonly number[];
}

const LIMBS: readonly (readonly [number, number])[] = (
  [
    ['leftUpperLeg', 'leftLowerLeg'],
    ['leftLowerLeg', 'leftFoot'],
    ['rightUpperLeg', 'rightLowerLeg'],
    ['rightLowerLeg', 'rightFoot'],
    ['leftUpperArm', 'leftLowerArm'],
    ['leftLowerArm', 'leftHand'],
    ['rightUpperArm', 'rightLowerArm'],
    ['rightLowerArm', 'rightHand'],
  ] as const
).map(([bone, child]) => [JOINT_INDEX[bone], JOINT_INDEX[child]]);

/** Bends larger than this come from a body that does not rest in a T-pose; smaller than the other are not worth it. */
const BEND = { mostRad: 0.35, leastRad: 0.004 } as const;

/**
 * Works out how a body wears the canonical motion.
 *
 * @throws Error when the proportions are not those of a person
 */
export function createBodyScale(body: BodyProportions, manifest: MotionManifest): BodyScale {
  const where = `body ${body.id}`;
  if (body.restOffsets.length !== JOINT_COUNT * 3 || !body.restOffsets.every(Number.isFinite)) {
    throw new Error(`${where}: restOffsets must be ${JOINT_COUNT * 3} finite numbers; rebuild the body`);
  }
  if (
    !(body.legLengthM > 0.3 && body.legLengthM < 1.6) ||
    !(body.hipsHeightM > 0.3 && body.hipsHeightM < 2)
  ) {
    throw new Error(
      `${where}: a leg of ${body.legLengthM} m under hips at ${body.hipsHeightM} m is no person`,
    );
  }
  const restOffsets = Float64Array.from(body.restOffsets);
  const canonical = manifest.skeleton.restOffsets;
  const bend = new Float64Array(BODY_JOINT_COUNT * 4);
  for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) quatIdentity(bend, joint * 4);
  const bent = new Set<number>();
  for (const [bone, child] of LIMBS) {
    const own = restOffsets.subarray(child * 3, child * 3 + 3);
    const wanted = canonical[child];
    const cosine =
      (own[0] * wanted[0] + own[1] * wanted[1] + own[2] * wanted[2]) /
      Math.max(boneLength(restOffsets, child) * Math.hypot(...wanted), 1e-9);
    const angle = Math.acos(clamp(cosine, -1, 1));
    if (angle < BEND.leastRad || angle > BEND.mostRad) continue;
    quatBetween(bend, bone * 4, own[0], own[1], own[2], wanted[0], wanted[1], wanted[2]);
    bent.add(bone);
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) if (JOINT_PARENTS[joint] === bone) bent.add(joint);
  }
  return {
    legRatio: body.legLengthM / manifest.skeleton.legM,
    hipsHeightM: body.hipsHeightM,
    canonicalHipsM: canonical[0][1],
    restOffsets,
    toeRestM: [toeRest(body, 'left'), toeRest(body, 'right')],
    bend,
    bent: [...bent],
  };
}

function toeRest(body: BodyProportions, side: 'left' | 'right'): number {
  let height = body.hipsHeightM;
  for (const part of ['UpperLeg', 'LowerLeg', 'Foot', 'Toes'] as const) {
    height += body.restOffsets[JOINT_INDEX[`${side}${part}`] * 3 + 1];
  }
  return clamp(height, 0.005, 0.09);
}

/** The canonical person as a body, with plain fingers: for tests and benches without a cast. */
export function canonicalBody(manifest: MotionManifest): BodyProportions {
  const restOffsets = new Array<number>(JOINT_COUNT * 3).fill(0);
  manifest.skeleton.restOffsets.forEach((offset, joint) => {
    for (let k = 0; k < 3; k++) restOffsets[joint * 3 + k] = offset[k];
  });
  for (let joint = BODY_JOINT_COUNT; joint < JOINT_COUNT; joint++) {
    restOffsets[joint * 3] = joint < (BODY_JOINT_COUNT + JOINT_COUNT) / 2 ? 0.03 : -0.03;
  }
  return { id: 'canonical', hipsHeightM: restOffsets[1], legLengthM: manifest.skeleton.legM, restOffsets };
}
