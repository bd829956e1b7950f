// CONTRIBUTOR NOTES
// Motion that was captured on one person puts the hands of another into its belly. The body is taken for a few round
// shapes told from its joints (a trunk of elliptical section, a head, two thighs); wrist and palm that are inside one are
// pushed out the shortest way and the arm is bent after them. Everything is continuous in the pose, so a hand that
// slides along a hip does not pop. Solving with the frames of arm-ik instead of smallest turns popped the upper arm by
// its twist as soon as a hand touched. 0.7 µs a human, most of it placing the arms.
// Out by the shortest way, a hand that hung through the hips left now at the front, now at the back (jerk of the left hand while
// strutting 918 m/s³, 201 without this part). Led towards its own side the more the deeper it is, share 0.7 / 1.5 / 3, and met
// 2.5 cm before the surface: 393 / 304 / 272.
import { clamp, length3, smoothStep } from '../maths/angle.ts';
import { quatBetween, quatInverseMultiply, quatMultiply, quatRotate, quatSlerp } from '../maths/quat.ts';
import { ARM_LIMITS, ARMS, type Arm, armLength } from '../skeleton/arm-ik.ts';
import { JOINT_INDEX } from '../skeleton/human-joints.ts';
import type { BodyScale } from './body-scale.ts';
import { LEG_LIMBS } from './leg-hold.ts';
import type { PosedBody } from './posed-body.ts';

/** Sizes for the canonical person, m: half widths and depths of the trunk beyond its joints, radii of the rest. */
export const SELF_CLEAR_DEFAULTS = {
  /** Trunk beside the hip joints, and share of the way to the shoulder joints at the chest. */
  hipsBesideM: 0.072,
  chestShare: 0.82,
  hipsDepthM: 0.105,
  waistDepthM: 0.095,
  chestDepthM: 0.118,
  /** The trunk is this much narrower at the waist than hips and chest would have it. */
  waistShare: 0.86,
  /** It ends below the hips joint and below the neck joint by so much. */
  belowM: 0.07,
  underNeckM: 0.03,
  /** Within so much of its ends it gives way. */
  endM: 0.045,
  /** How much a hand between front and back is led out beside the trunk. */
  asideShare: 3,
  /** A hand is met so far outside and led around, so that it does not bounce. */
  marginM: 0.025,
  headM: 0.102,
  headUpM: 0.085,
  thighM: 0.078,
  kneeM: 0.055,
  /** Radii of wrist and palm. */
  wristM: 0.026,
  palmM: 0.03,
  /** Farther than this from the trunk's middle nothing is looked at. */
  farM: 0.75,
  /** Less than this is out; rounds at most, for a palm follows its wrist only in part. */
  enoughM: 5e-4,
  rounds: 8,
} as const;

const { hips: HIPS, chest: CHEST, upperChest: UPPER, neck: NECK, head: HEAD } = JOINT_INDEX;

/** The shapes of one body. */
export interface BodyShapes {
  /** Half width and half depth of the trunk at hips, waist and chest. */
  readonly trunk: Float64Array;
  readonly size: number;
}

/** Tells the shapes of a body from its joints. */
export function createBodyShapes(scale: BodyScale): BodyShapes {
  const { restOffsets } = scale;
  const s = SELF_CLEAR_DEFAULTS;
  const size = scale.hipsHeightM / scale.canonicalHipsM;
  const hips = Math.abs(restOffsets[LEG_LIMBS[0].upper * 3]) + s.hipsBesideM * size;
  const shoulder = Math.abs(restOffsets[ARMS[0].shoulder * 3]) + Math.abs(restOffsets[ARMS[0].upper * 3]);
  const chest = shoulder * s.chestShare;
  const waist = Math.min(hips, chest) * s.waistShare;
  return {
    trunk: Float64Array.of(
      hips,
      s.hipsDepthM * size,
      waist,
      s.waistDepthM * size,
      chest,
      s.chestDepthM * size,
    ),
    size,
  };
}

/** Keeps hands out of the body they belong to. */
export class SelfClear {
  private readonly shapes = new Map<BodyScale, BodyShapes>();
  private readonly point = new Float64Array(3);
  private readonly push = new Float64Array(3);
  private readonly local = new Float64Array(3);
  private readonly axis = new Float64Array(3);
  private readonly foot = new Float64Array(3);
  private readonly frame = new Float64Array(4);
  private readonly wide = new Float64Array(4);
  private readonly aside = new Float64Array(3);
  private readonly out = new Float64Array(3);
  private readonly elbow = new Float64Array(3);
  private readonly bend = new Float64Array(3);
  private readonly turn = new Float64Array(4);
  private readonly upper = new Float64Array(4);
  private readonly lower = new Float64Array(4);

  private shapesOf(scale: BodyScale): BodyShapes {
    let shapes = this.shapes.get(scale);
    if (!shapes) {
      shapes = createBodyShapes(scale);
      this.shapes.set(scale, shapes);
    }
    return shapes;
  }

  /** Moves the hands of a body, whose trunk, thighs and arms are placed, out of it; true when one was moved. */
  apply(body: PosedBody): boolean {
    const shapes = this.shapesOf(body.scale);
    let moved = false;
    for (const arm of ARMS) {
      moved = this.leadAround(arm, shapes, body) || moved;
      for (let round = 0; round < SELF_CLEAR_DEFAULTS.rounds; round++) {
        const depth = this.deepest(arm, shapes, body);
        if (depth < SELF_CLEAR_DEFAULTS.enoughM) break;
        this.nudge(arm, body);
        moved = true;
      }
    }
    return moved;
  }

  /** Moves a hand that comes near by a share that grows with its nearness: a hand stopped at the surface jerks. */
  private leadAround(arm: Arm, shapes: BodyShapes, body: PosedBody): boolean {
    const margin = SELF_CLEAR_DEFAULTS.marginM * shapes.size;
    const depth = this.deepest(arm, shapes, body, margin);
    if (depth < 1e-5) return false;
    const share = depth < 2 * margin ? depth / (4 * margin) : 1 - margin / depth;
    for (let k = 0; k < 3; k++) this.push[k] *= share;
    this.nudge(arm, body);
    return true;
  }

  /** How deep wrist or palm of an arm, each `margin` larger, is in the body, m; the way out is left in `push`. */
  deepest(arm: Arm, shapes: BodyShapes, body: PosedBody, margin = 0): number {
    const { point, local } = this;
    const { positions, rotations } = body;
    const wrist = arm.end * 3;
    const s = SELF_CLEAR_DEFAULTS;
    let far = 0;
    for (let k = 0; k < 3; k++) far += (positions[wrist + k] - positions[CHEST * 3 + k]) ** 2;
    if (far > s.farM * s.farM) return 0;
    // Once an arm, not once a shape: the same for wrist and palm.
    this.aside[0] = arm.side;
    this.aside[1] = 0;
    this.aside[2] = 0;
    quatRotate(this.aside, 0, rotations, HIPS * 4, this.aside, 0);
    for (let k = 0; k < 3; k++) point[k] = positions[wrist + k];
    let best = this.depth(s.wristM + margin, arm.side, shapes, body, 0);
    local[0] = arm.side * armLength(arm, body.scale.restOffsets) * 0.15;
    local[1] = 0;
    local[2] = 0;
    quatRotate(local, 0, rotations, arm.end * 4, local, 0);
    for (let k = 0; k < 3; k++) point[k] = positions[wrist + k] + local[k];
    best = this.depth(s.palmM + margin, arm.side, shapes, body, best);
    return best;
  }

  /** Depth of `point` with a radius in the deepest shape, if deeper than `best`; then `push` leads out of it. */
  private depth(radius: number, side: number, shapes: BodyShapes, body: PosedBody, best: number): number {
    const { positions } = body;
    const s = SELF_CLEAR_DEFAULTS;
    let deepest = this.inTrunk(radius, side, shapes, body, best);
    for (const leg of LEG_LIMBS) {
      const a = leg.upper * 3;
      const b = leg.hinge * 3;
      const t = this.along(positions, a, positions, b);
      for (let k = 0; k < 3; k++) this.foot[k] = positions[a + k] + (positions[b + k] - positions[a + k]) * t;
      const reach = (s.thighM + (s.kneeM - s.thighM) * t) * shapes.size + radius;
      deepest = this.outOf(reach, deepest, s.asideShare);
    }
    const { local } = this;
    local[0] = 0;
    local[1] = s.headUpM * shapes.size;
    local[2] = 0.01;
    quatRotate(local, 0, body.rotations, HEAD * 4, local, 0);
    for (let k = 0; k < 3; k++) this.foot[k] = positions[HEAD * 3 + k] + local[k];
    return this.outOf(s.headM * shapes.size + radius, deepest, 0);
  }

  /** Share of the way from a to b that is nearest to `point`, within 0..1. */
  private along(from: Float64Array, a: number, to: Float64Array, b: number): number {
    let dot = 0;
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const d = to[b + k] - from[a + k];
      dot += d * (this.point[k] - from[a + k]);
      square += d * d;
    }
    return clamp(dot / Math.max(square, 1e-9), 0, 1);
  }

  /**
   * A ball around `foot`: deeper than `best`? The way out leads away from its middle, and towards `aside` the more the
   * deeper: a hand that goes through the middle would else leave now at the front, now at the back.
   */
  private outOf(reach: number, best: number, asideShare: number): number {
    const { point, foot, push, aside, out } = this;
    let square = 0;
    for (let k = 0; k < 3; k++) square += (point[k] - foot[k]) ** 2;
    const distance = Math.sqrt(square);
    if (distance >= reach) return best;
    const lead = asideShare * (reach - distance);
    let size = 0;
    for (let k = 0; k < 3; k++) {
      out[k] = point[k] - foot[k] + aside[k] * lead;
      size += out[k] * out[k];
    }
    size = Math.sqrt(size);
    if (size < 1e-6) return best;
    let along = 0;
    for (let k = 0; k < 3; k++) {
      out[k] /= size;
      along += out[k] * (point[k] - foot[k]);
    }
    const depth = Math.sqrt(along * along + reach * reach - square) - along;
    if (depth <= best) return best;
    for (let k = 0; k < 3; k++) push[k] = out[k] * depth;
    return depth;
  }

  /** The trunk: a stack of ellipses along the line from hips to neck, as wide and deep as hips, waist and chest are. */
  private inTrunk(radius: number, side: number, shapes: BodyShapes, body: PosedBody, best: number): number {
    const { point, axis, local, frame, foot, wide } = this;
    const { positions, rotations } = body;
    const s = SELF_CLEAR_DEFAULTS;
    const height =
      length3(
        positions[NECK * 3] - positions[HIPS * 3],
        positions[NECK * 3 + 1] - positions[HIPS * 3 + 1],
        positions[NECK * 3 + 2] - positions[HIPS * 3 + 2],
      ) || 1;
    let h = 0;
    for (let k = 0; k < 3; k++) {
      axis[k] = (positions[NECK * 3 + k] - positions[HIPS * 3 + k]) / height;
      h += axis[k] * (point[k] - positions[HIPS * 3 + k]);
    }
    const inside = Math.min(h + s.belowM * shapes.size, height - s.underNeckM * shapes.size - h);
    if (inside <= 0) return best;
    for (let k = 0; k < 3; k++) foot[k] = positions[HIPS * 3 + k] + axis[k] * h;
    // Which way it is wide: as the hips below, as the chest above.
    const t = clamp(h / height, 0, 1);
    quatSlerp(wide, 0, rotations, HIPS * 4, rotations, UPPER * 4, t);
    for (let k = 0; k < 3; k++) {
      frame[k] = -wide[k];
      local[k] = point[k] - foot[k];
    }
    frame[3] = wide[3];
    quatRotate(local, 0, frame, 0, local, 0);
    const level = t * 2;
    const i = level < 1 ? 0 : 2;
    const share = level < 1 ? level : level - 1;
    const { trunk } = shapes;
    const a = trunk[i] + (trunk[i + 2] - trunk[i]) * share + radius;
    const b = trunk[i + 1] + (trunk[i + 3] - trunk[i + 1]) * share + radius;
    const x = local[0];
    const z = local[2];
    const u = x / a;
    const w = z / b;
    if (u * u + w * w >= 1) return best;
    // Out along the gradient of the ellipse, towards the arm's own side the more the deeper between front and back.
    const gx = (u + side * s.asideShare * (1 - w * w)) / a;
    const gz = w / b;
    const slope = Math.sqrt(gx * gx + gz * gz);
    if (slope < 1e-6) return best;
    const p = gx / slope / a;
    const q = gz / slope / b;
    const along = u * p + w * q;
    const square = p * p + q * q;
    const far = (Math.sqrt(along * along + square * (1 - u * u - w * w)) - along) / square;
    // A hand that swings under the hips would else be deep inside from one tick to the next.
    const depth = far * smoothStep(0, s.endM * shapes.size, inside);
    if (depth <= best) return best;
    local[0] = (gx / slope) * depth;
    local[1] = 0;
    local[2] = (gz / slope) * depth;
    quatRotate(this.push, 0, wide, 0, local, 0);
    return depth;
  }

  /** Moves the wrist of an arm by `push` with the smallest turns of upper arm and forearm; the hand goes along. */
  private nudge(arm: Arm, body: PosedBody): void {
    const { push, axis, elbow, bend, turn, upper, lower } = this;
    const { positions, rotations, joints, scale } = body;
    const [a, b, c] = [arm.upper * 3, arm.hinge * 3, arm.end * 3];
    const la = between(positions, a, b);
    const lb = between(positions, b, c);
    for (let k = 0; k < 3; k++) axis[k] = positions[c + k] + push[k] - positions[a + k];
    const distance = Math.max(length3(axis[0], axis[1], axis[2]), 1e-6);
    let along = 0;
    for (let k = 0; k < 3; k++) {
      axis[k] /= distance;
      elbow[k] = positions[b + k] - positions[a + k];
      along += elbow[k] * axis[k];
    }
    for (let k = 0; k < 3; k++) bend[k] = elbow[k] - along * axis[k];
    const out = length3(bend[0], bend[1], bend[2]);
    // A straight arm tells no plane: it is left alone.
    if (out < 1e-4) return;
    const reach = clamp(distance, Math.abs(la - lb) + 0.02, (la + lb) * ARM_LIMITS.reachShare);
    const cosine = clamp((la * la + reach * reach - lb * lb) / (2 * la * reach), -1, 1);
    const side = (Math.sqrt(1 - cosine * cosine) * la) / out;
    for (let k = 0; k < 3; k++) bend[k] = axis[k] * cosine * la + bend[k] * side;
    quatBetween(turn, 0, elbow[0], elbow[1], elbow[2], bend[0], bend[1], bend[2]);
    quatMultiply(upper, 0, turn, 0, rotations, arm.upper * 4);
    quatMultiply(lower, 0, turn, 0, rotations, arm.hinge * 4);
    quatRotate(elbow, 0, lower, 0, scale.restOffsets, c);
    const [x, y, z] = [axis[0] * reach - bend[0], axis[1] * reach - bend[1], axis[2] * reach - bend[2]];
    quatBetween(turn, 0, elbow[0], elbow[1], elbow[2], x, y, z);
    quatMultiply(lower, 0, turn, 0, lower, 0);
    quatInverseMultiply(joints, arm.upper * 4, rotations, arm.shoulder * 4, upper, 0);
    quatInverseMultiply(joints, arm.hinge * 4, upper, 0, lower, 0);
    rotations.set(upper, arm.upper * 4);
    rotations.set(lower, arm.hinge * 4);
    quatMultiply(rotations, arm.end * 4, lower, 0, joints, arm.end * 4);
    positions[b] = positions[a] + bend[0];
    positions[b + 1] = positions[a + 1] + bend[1];
    positions[b + 2] = positions[a + 2] + bend[2];
    positions[c] = positions[b] + x;
    positions[c + 1] = positions[b + 1] + y;
    positions[c + 2] = positions[b + 2] + z;
  }
}

function between(positions: Float64Array, a: number, b: number): number {
  return length3(
    positions[a] - positions[b],
    positions[a + 1] - positions[b + 1],
    positions[a + 2] - positions[b + 2],
  );
}
