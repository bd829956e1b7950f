// CONTRIBUTOR NOTES
// Everything constructed that a body does on top of the learned motion hangs here, so that the engine calls two
// functions: `underTrunk` when the hips stand in place (what moves hips and spine must come before feet and gaze) and
// `overArms` when the trunk is final. A layer nobody uses costs a test of a byte or two for each human.
import { quatCopy } from '../maths/quat.ts';
import { ARMS } from '../skeleton/arm-ik.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import { Balance } from './balance.ts';
import type { BodyScale } from './body-scale.ts';
import type { MotionControls } from './controls.ts';
import { HAND_SHAPES } from './hands.ts';
import { createPosedBody, type PosedBody } from './posed-body.ts';
import { type HandWishes, REACH, Reach } from './reach.ts';
import { Seat } from './seat.ts';
import { SelfClear } from './self-clear.ts';

/** What the gaze turned, on to head and hands, parents first. */
const ARM_TREE = Int32Array.of(
  JOINT_INDEX.spine,
  JOINT_INDEX.chest,
  JOINT_INDEX.upperChest,
  JOINT_INDEX.neck,
  JOINT_INDEX.head,
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

/** Hands of a seated person lie on its thighs, palms down. */
const PALM_DOWN = Float64Array.of(0, -1, 0);

/** What the learned motion is doing with the body meanwhile. */
export interface LayerContext {
  /** Hands a gesture has: bit 0 left, bit 1 right. */
  gesturing: number;
  /** How much a sitting action of the motion model plays, 0..1. */
  sitActed: number;
}

/** What bodies do on top of the learned motion. */
export class BodyLayers {
  readonly body: PosedBody;
  readonly context: LayerContext = { gesturing: 0, sitActed: 0 };
  private readonly reach: Reach;
  private readonly seat: Seat;
  private readonly balance: Balance;
  private readonly clear = new SelfClear();
  private readonly wishes: HandWishes = {
    kind: new Uint8Array(2),
    place: new Float64Array(6),
    palm: new Float64Array(6),
  };

  constructor(capacity: number, dtS: number, joints: Float64Array, scale: BodyScale) {
    this.body = createPosedBody(joints, scale);
    this.reach = new Reach(capacity, dtS);
    this.seat = new Seat(capacity, dtS);
    this.balance = new Balance(capacity, dtS);
  }

  /** Forgets what human n did; after a spawn or a teleport. */
  reset(n: number, controls: MotionControls): void {
    this.reach.reset(n);
    this.seat.reset(n);
    this.balance.reset(n, controls);
  }

  /** Hips and spine of human n: `body` holds where it stands, hips placed, the rest as the motion has it. */
  underTrunk(n: number, ticks: number, controls: MotionControls): void {
    const { body, seat, balance, reach } = this;
    const pushed = balance.busy(n, controls);
    const seated = seat.busy(n, controls);
    const { reachKind } = controls;
    if (seated) seat.apply(n, ticks, controls, this.context.sitActed, body);
    if (pushed) balance.apply(n, ticks, controls, body);
    if (seated || reachKind[n * 2] !== 0 || reachKind[n * 2 + 1] !== 0 || reach.busy(n)) {
      quatCopy(body.rotations, 0, body.joints, 0);
      this.readWishes(n, controls);
      reach.bendTrunk(n, ticks, this.wishes, body);
    } else if (!pushed) return;
    quatCopy(body.rotations, 0, body.joints, 0);
  }

  /** What the hands of human n are to do: what is asked, else rest while seated and not gesturing. */
  private readWishes(n: number, controls: MotionControls): void {
    const { wishes, seat, context } = this;
    // A captured way of sitting brings its own hands.
    const rests = seat.rests(n, controls) && context.sitActed < 0.3;
    for (let hand = 0; hand < 2; hand++) {
      const from = (n * 2 + hand) * 3;
      const to = hand * 3;
      wishes.kind[hand] = controls.reachKind[n * 2 + hand];
      for (let k = 0; k < 3; k++) {
        wishes.place[to + k] = controls.reachTarget[from + k];
        wishes.palm[to + k] = controls.palm[from + k];
      }
      if (!rests || wishes.kind[hand] !== REACH.none || ((context.gesturing >> hand) & 1) === 1) continue;
      wishes.kind[hand] = REACH.carry;
      seat.rest(hand, this.body, wishes.place, to);
      for (let k = 0; k < 3; k++) wishes.palm[to + k] = PALM_DOWN[k];
    }
  }

  /** True while a push makes human n step to keep standing. */
  stumbles(n: number, tick: number): boolean {
    return this.balance.stumbles(n, tick);
  }

  /** Arms of human n, when its trunk is final. */
  overArms(n: number): void {
    const { body } = this;
    placeJoints(body.positions, body.rotations, body.joints, 0, body.scale.restOffsets, ARM_TREE);
    if (this.reach.busy(n)) this.reach.apply(n, this.wishes, body);
    this.clear.apply(body);
  }

  /** Shape (index into HAND_SHAPES) a layer wants of a hand (0 left, 1 right) of human n; 0: none. */
  handShape(n: number, hand: number, controls: MotionControls): number {
    const kind = this.reach.shapedFor(n, hand);
    // A hand that only rests is relaxed.
    return kind === REACH.carry && controls.reachKind[n * 2 + hand] === REACH.none ? 0 : SHAPES[kind];
  }
}
