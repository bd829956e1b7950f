// CONTRIBUTOR NOTES
// Everything constructed that a body does on top of the learned motion hangs here, so that the engine calls two
// functions: `underTrunk` when the hips stand in place (what moves hips and spine must come before feet and gaze) and
// `overArms` when the trunk is final. A layer nobody uses costs a test of a byte or two for each human.
import { quatCopy } from '../maths/quat.ts';
import { ARMS } from '../skeleton/arm-ik.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import type { BodyScale } from './body-scale.ts';
import type { MotionControls } from './controls.ts';
import { HAND_SHAPES } from './hands.ts';
import { createPosedBody, type PosedBody } from './posed-body.ts';
import { Reach } from './reach.ts';

/** From the joint that the gaze turned last to the hands, parents first. */
const ARM_TREE = Int32Array.of(
  JOINT_INDEX.upperChest,
  ...ARMS.map((arm) => arm.shoulder),
  ...ARMS.map((arm) => arm.upper),
  ...ARMS.map((arm) => arm.hinge),
  ...ARMS.map((arm) => arm.end),
);
/** Shape of a hand by REACH kind. */
const SHAPES = Uint8Array.of(
  0,
  HAND_SHAPES.indexOf('relaxed'),
  HAND_SHAPES.indexOf('point'),
  HAND_SHAPES.indexOf('grip'),
);

/** What bodies do on top of the learned motion. */
export class BodyLayers {
  readonly body: PosedBody;
  private readonly reach: Reach;

  constructor(capacity: number, dtS: number, joints: Float64Array, scale: BodyScale) {
    this.body = createPosedBody(joints, scale);
    this.reach = new Reach(capacity, dtS);
  }

  /** Forgets what human n did; after a spawn or a teleport. */
  reset(n: number): void {
    this.reach.reset(n);
  }

  /** Hips and spine of human n: `body` holds where it stands, hips placed, the rest as the motion has it. */
  underTrunk(n: number, ticks: number, controls: MotionControls): void {
    if (!this.reach.busy(n, controls)) return;
    const { body } = this;
    this.reach.bendTrunk(n, ticks, controls, body);
    quatCopy(body.rotations, 0, body.joints, 0);
  }

  /** Arms of human n, when its trunk is final. */
  overArms(n: number, controls: MotionControls): void {
    if (!this.reach.busy(n, controls)) return;
    const { body } = this;
    placeJoints(body.positions, body.rotations, body.joints, 0, body.scale.restOffsets, ARM_TREE);
    this.reach.apply(n, controls, body);
  }

  /** Shape (index into HAND_SHAPES) a layer wants of a hand (0 left, 1 right) of human n; 0: none. */
  handShape(n: number, hand: number): number {
    return SHAPES[this.reach.shapedFor(n, hand)];
  }
}
