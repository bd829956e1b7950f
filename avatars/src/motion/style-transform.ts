// CONTRIBUTOR NOTES
// A derived style is numbers (derived-styles.ts): turns of joints, factors of swing, lengths. Every one of them follows its
// target by a critical spring, so that any style gives way to any other without a pop, from any moment of a change; told as
// differences from "nothing changed", all are exactly 0 in a learned style, and such a person costs one test.
// Swing is scaled about a running mean of the joint itself (half-life 1 s, longer than a step cycle's half): a fixed mean
// pose would have to be known for each base and body, and would pull standing and turning towards walking.
// Shorter steps: toes are drawn towards the root by the same factor as the root's own speed, so a planted toe stays put in
// the world to first order, and the foot lock takes the rest. Legs are never turned: hips, toes and ankles are moved and the
// leg IK of the foot lock bends knees to them. Tempo and stride scale the row's speed; the search is asked for the path in
// the row's own time and length (playback.ts), else it would find rows that are too slow.
import { clamp, length2 } from '../maths/angle.ts';
import {
  quatFromVector,
  quatInverseMultiply,
  quatMultiply,
  quatNormalize,
  quatRotate,
} from '../maths/quat.ts';
import { followSpring, halfLifeDecay, type SpringStep, springStep } from '../maths/spring.ts';
import { BODY_JOINT_COUNT, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { GAZE_LIMITS } from '../skeleton/joint-limits.ts';
import type { BodyScale } from './body-scale.ts';
import type { MotionControls } from './controls.ts';
import type { DerivedStyle, StylePosture } from './derived-styles.ts';
import type { MotionModel } from './motion-model.ts';
import type { MotionState } from './motion-state.ts';
import type { MotionStyle } from './motion-styles.ts';

export const STYLE_TRANSFORM = {
  /** A change of style is 97 % done in 0.6 s. 0.11 s was seen as a jerk of the arms (peaks 1.6 times those of walking), s. */
  halfLifeS: 0.16,
  meanHalfLifeS: 1,
  /** Capsule speed at which the walking posture is whole, m/s; below it mixes with the standing one. */
  walkingMps: 0.5,
  /** A sitting person holds this much of its style's posture. */
  seatedShare: 0.5,
  /** Smaller differences than this are none: the style is over. */
  leastValue: 1e-4,
} as const;

/** Turned joints, in the order of their values; limbs by their left one, mirrored. */
const TURNED = [
  'hips',
  'spine',
  'chest',
  'upperChest',
  'neck',
  'head',
  'shoulder',
  'upperArm',
  'lowerArm',
] as const satisfies readonly (keyof StylePosture)[];
/** Numbers of a style after its turns, all differences from 1 (or from 0 m). */
const FACTORS = [
  'arms',
  'trunk',
  'pelvis',
  'head',
  'sway',
  'bob',
  'lowerM',
  'backM',
  'stride',
  'width',
  'step',
  'tempo',
  'breathDepth',
  'breathPace',
] as const satisfies readonly (keyof DerivedStyle)[];
const VALUES = TURNED.length * 3 + FACTORS.length;
const AT = Object.fromEntries(FACTORS.map((name, i) => [name, TURNED.length * 3 + i])) as Record<
  (typeof FACTORS)[number],
  number
>;
/** 0 for what only a person on its own feet, under no whole-body action, takes from its style; 1 for the rest. */
const ALWAYS = new Float64Array(VALUES).fill(1);
ALWAYS.fill(0, 0, 3);
for (const name of ['pelvis', 'sway', 'bob', 'lowerM', 'backM', 'stride', 'width', 'step'] as const)
  ALWAYS[AT[name]] = 0;

const { neck: NECK, head: HEAD } = JOINT_INDEX;
const NECK_TURN = TURNED.indexOf('neck') * 3;
const HEAD_TURN = TURNED.indexOf('head') * 3;
const { hips: HIPS, spine: SPINE, leftUpperLeg: LEFT_LEG, rightUpperLeg: RIGHT_LEG } = JOINT_INDEX;
/** Joints whose swing is scaled, hips first, with the factor that scales it. */
const SWUNG: readonly (readonly [number, number])[] = [
  [HIPS, AT.pelvis],
  [SPINE, AT.trunk],
  [JOINT_INDEX.chest, AT.trunk],
  [JOINT_INDEX.upperChest, AT.trunk],
  [JOINT_INDEX.neck, AT.head],
  [JOINT_INDEX.head, AT.head],
  [JOINT_INDEX.leftUpperArm, AT.arms],
  [JOINT_INDEX.rightUpperArm, AT.arms],
  [JOINT_INDEX.leftLowerArm, AT.arms],
  [JOINT_INDEX.rightLowerArm, AT.arms],
];
const SWUNG_AT = Int32Array.from(SWUNG, ([joint]) => joint * 4);
const SWUNG_BY = Int32Array.from(SWUNG, ([, value]) => value);
const FIRST_ARM = 6;
const MEANS = SWUNG.length * 4 + 3;
const HIP_MEAN = SWUNG.length * 4;
const HIP = BODY_JOINT_COUNT * 4;
/** Joints that are turned, after the hips, and the place of their turn among the values; arms from FIRST_LIMB on. */
const BENT = (['spine', 'chest', 'upperChest', 'neck', 'head'] as const).map((name) => [name, name] as const);
const ARMS = (['Shoulder', 'UpperArm', 'LowerArm'] as const).flatMap((part) => {
  const value = `${part[0].toLowerCase()}${part.slice(1)}` as 'shoulder' | 'upperArm' | 'lowerArm';
  return [[`left${part}`, value] as const, [`right${part}`, value] as const];
});
const FIRST_NECK = BENT.findIndex(([joint]) => joint === 'neck');
const FIRST_LIMB = BENT.length;
const TURNED_AT = Int32Array.from([...BENT, ...ARMS], ([joint]) => JOINT_INDEX[joint] * 4);
const TURNED_BY = Int32Array.from([...BENT, ...ARMS], ([, value]) => TURNED.indexOf(value) * 3);
const FEET = (['left', 'right'] as const).map((side) => ({
  leg: JOINT_INDEX[`${side}UpperLeg`],
  foot: JOINT_INDEX[`${side}Foot`],
  toes: JOINT_INDEX[`${side}Toes`],
}));

/** Walking and standing values of a style. */
interface Targets {
  readonly walking: Float64Array;
  readonly standing: Float64Array;
}

/** Of a learned style. */
const NOTHING: Targets = { walking: new Float64Array(VALUES), standing: new Float64Array(VALUES) };

function valuesOf(style: DerivedStyle, posture: StylePosture): Float64Array {
  const values = new Float64Array(VALUES);
  TURNED.forEach((name, i) => {
    posture[name]?.forEach((deg, k) => {
      values[i * 3 + k] = (deg * Math.PI) / 180;
    });
  });
  for (const name of FACTORS) values[AT[name]] = style[name] - (name.endsWith('M') ? 0 : 1);
  return values;
}

/** Turns learned motion into the styles that the data lacks, one human at a time: `advance`, then `pose`, then `feet`. */
export class StyleTransform {
  /** Depth and pace of breath of the human last posed. */
  breathDepth = 1;
  breathPace = 1;
  private readonly model: MotionModel;
  private readonly state: MotionState;
  /** By the index a person's style holds; undefined: learned, nothing to do. */
  private readonly targets: readonly (Targets | undefined)[];
  private readonly step: SpringStep;
  private readonly meanShare: number;
  /** How far each action has the left and the right arm, by index + 1. */
  private readonly armMasks: readonly (readonly [number, number])[];
  /** 1: the human is on its way into, in or out of a derived style. */
  private readonly active: Uint8Array;
  private readonly values: Float64Array;
  private readonly speeds: Float64Array;
  private readonly means: Float64Array;
  private readonly fresh: Uint8Array;
  private readonly arms = new Float64Array(2);
  private readonly turn = new Float64Array(4);
  /** Turn from the new hips back to the learned ones, and how far the hips moved (root frame, canonical m). */
  private readonly back = new Float64Array(4);
  private readonly moved = new Float64Array(3);
  private readonly vector = new Float64Array(3);
  private readonly other = new Float64Array(3);

  constructor(model: MotionModel, state: MotionState, styles: readonly MotionStyle[], dtS: number) {
    const { capacity } = state;
    this.model = model;
    this.state = state;
    this.targets = styles.map(
      ({ derived }) =>
        derived && {
          walking: valuesOf(derived, derived.walking),
          standing: valuesOf(derived, derived.standing),
        },
    );
    this.step = springStep(STYLE_TRANSFORM.halfLifeS, dtS);
    this.meanShare = 1 - halfLifeDecay(STYLE_TRANSFORM.meanHalfLifeS, dtS);
    const { actions, masks } = model.manifest;
    this.armMasks = [
      [0, 0],
      ...actions.map(({ mask }) => [
        masks[mask][JOINT_INDEX.leftUpperArm],
        masks[mask][JOINT_INDEX.rightUpperArm],
      ]),
    ] as [number, number][];
    this.active = new Uint8Array(capacity);
    this.fresh = new Uint8Array(capacity);
    this.values = new Float64Array(capacity * VALUES);
    this.speeds = new Float64Array(capacity * VALUES);
    this.means = new Float64Array(capacity * MEANS);
  }

  /** A newcomer has no style yet; one of a derived style comes on in it. */
  reset(n: number, controls: MotionControls): void {
    const targets = this.targets[controls.style[n]];
    const at = n * VALUES;
    this.speeds.fill(0, at, at + VALUES);
    if (targets) this.values.set(targets.standing, at);
    else this.values.fill(0, at, at + VALUES);
    this.active[n] = targets ? 1 : 0;
    this.fresh[n] = 1;
    this.writePace(n);
  }

  /** Moves the values of human n towards its style. Before its row plays on: tempo and stride are part of that. */
  advance(n: number, ticks: number, controls: MotionControls): void {
    const targets = this.targets[controls.style[n]];
    if (targets === undefined && this.active[n] === 0) return;
    if (this.active[n] === 0) this.fresh[n] = 1;
    this.active[n] = 1;
    for (let k = 0; k < ticks; k++) this.follow(n, targets ?? NOTHING, controls);
    if (targets === undefined && this.isOver(n)) this.end(n);
    this.writePace(n);
  }

  private follow(n: number, targets: Targets, controls: MotionControls): void {
    const { values, speeds, step } = this;
    const { standing, walking } = targets;
    const at = n * VALUES;
    const speed = length2(controls.velocity[n * 3], controls.velocity[n * 3 + 2]);
    const walks = clamp(speed / STYLE_TRANSFORM.walkingMps, 0, 1);
    const seated = controls.sitting[n] !== 0;
    const share = seated ? STYLE_TRANSFORM.seatedShare : 1;
    const gait = seated || this.dances(n) ? 0 : share;
    for (let k = 0; k < VALUES; k++) {
      const wanted = standing[k] + (walking[k] - standing[k]) * walks;
      followSpring(values, speeds, at + k, wanted * (gait + (share - gait) * ALWAYS[k]), step);
    }
  }

  private dances(n: number): boolean {
    const { action, actionWeight } = this.state;
    if (action[n] === 0 || actionWeight[n] <= 0.02) return false;
    return this.model.manifest.actions[action[n] - 1].mask === 'fullBody';
  }

  private isOver(n: number): boolean {
    const { values, speeds } = this;
    for (let k = n * VALUES, end = k + VALUES; k < end; k++) {
      if (Math.abs(values[k]) + Math.abs(speeds[k]) > STYLE_TRANSFORM.leastValue) return false;
    }
    return true;
  }

  private end(n: number): void {
    this.values.fill(0, n * VALUES, (n + 1) * VALUES);
    this.speeds.fill(0, n * VALUES, (n + 1) * VALUES);
    this.active[n] = 0;
  }

  private writePace(n: number): void {
    this.state.tempo[n] = 1 + this.values[n * VALUES + AT.tempo];
    this.state.stride[n] = 1 + this.values[n * VALUES + AT.stride];
  }

  /**
   * Puts the style of human n on its pose in the root frame of the canonical person: 22 rotations and the hip position.
   * Returns false when there is nothing to do; then `feet` is not to be called.
   */
  pose(n: number, ticks: number, joints: Float64Array): boolean {
    this.breathDepth = 1;
    this.breathPace = 1;
    if (this.active[n] === 0) return false;
    const { values } = this;
    const at = n * VALUES;
    this.breathDepth += values[at + AT.breathDepth];
    this.breathPace += values[at + AT.breathPace];
    const masks = this.armMasks[this.state.action[n]];
    const acts = this.state.action[n] > 0 ? this.state.actionWeight[n] : 0;
    for (let side = 0; side < 2; side++) this.arms[side] = 1 - acts * masks[side];
    for (let k = 0; k < 4; k++) this.back[k] = joints[k];
    this.swing(n, ticks, joints);
    this.turnBy(joints, HIPS * 4, at, 1, 1);
    quatNormalize(joints, 0);
    // Only the pelvis itself is to turn: legs and trunk stay in the world as they were.
    quatInverseMultiply(this.back, 0, joints, 0, this.back, 0);
    quatMultiply(joints, LEFT_LEG * 4, this.back, 0, joints, LEFT_LEG * 4);
    quatMultiply(joints, RIGHT_LEG * 4, this.back, 0, joints, RIGHT_LEG * 4);
    quatMultiply(joints, SPINE * 4, this.back, 0, joints, SPINE * 4);
    for (let k = 0; k < FIRST_NECK; k++) this.turnBy(joints, TURNED_AT[k], at + TURNED_BY[k], 1, 1);
    const nod = this.nodShare(joints, at);
    for (let k = FIRST_NECK; k < FIRST_LIMB; k++)
      this.turnBy(joints, TURNED_AT[k], at + TURNED_BY[k], nod, 1);
    for (let k = FIRST_LIMB; k < TURNED_AT.length; k += 2) {
      this.turnBy(joints, TURNED_AT[k], at + TURNED_BY[k], this.arms[0], 1);
      this.turnBy(joints, TURNED_AT[k + 1], at + TURNED_BY[k + 1], this.arms[1], -1);
    }
    return true;
  }

  /** How much of the style's nod neck and head have room for: whoever looks at the floor already cannot bow the head more. */
  private nodShare(joints: Float64Array, at: number): number {
    const nod = this.values[at + NECK_TURN] + this.values[at + HEAD_TURN];
    if (nod === 0) return 1;
    const own = bowOf(joints, NECK * 4) + bowOf(joints, HEAD * 4);
    const room = nod > 0 ? GAZE_LIMITS.downRad - own : own + GAZE_LIMITS.upRad;
    return clamp(room / Math.abs(nod), 0, 1);
  }

  /** Scales swing about running means. */
  private swing(n: number, ticks: number, joints: Float64Array): void {
    const { means, values, moved } = this;
    const mean = n * MEANS;
    const at = n * VALUES;
    const share = this.fresh[n] === 1 ? 1 : Math.min(1, this.meanShare * ticks);
    this.fresh[n] = 0;
    for (let k = 0; k < SWUNG_AT.length; k++) {
      // Arms that an action has are left to it, and tell nothing of how they hang.
      const free = k < FIRST_ARM ? 1 : this.arms[k & 1];
      this.swingJoint(joints, SWUNG_AT[k], mean + k * 4, share * free, values[at + SWUNG_BY[k]] * free);
    }
    for (let i = 0; i < 3; i++) {
      const m = mean + HIP_MEAN + i;
      means[m] += (joints[HIP + i] - means[m]) * share;
    }
    moved[0] = values[at + AT.sway] * (joints[HIP] - means[mean + HIP_MEAN]);
    moved[1] = values[at + AT.bob] * (joints[HIP + 1] - means[mean + HIP_MEAN + 1]) - values[at + AT.lowerM];
    moved[2] =
      values[at + AT.stride] * (joints[HIP + 2] - means[mean + HIP_MEAN + 2]) - values[at + AT.backM];
    for (let i = 0; i < 3; i++) joints[HIP + i] += moved[i];
  }

  /** Moves the mean at m towards the joint at q, then the joint away from its mean (or towards it, `more` < 0). */
  private swingJoint(joints: Float64Array, q: number, m: number, share: number, more: number): void {
    const { means } = this;
    const same =
      joints[q] * means[m] +
      joints[q + 1] * means[m + 1] +
      joints[q + 2] * means[m + 2] +
      joints[q + 3] * means[m + 3];
    const sign = same < 0 ? -1 : 1;
    for (let i = 0; i < 4; i++) {
      const own = joints[q + i] * sign;
      means[m + i] += (own - means[m + i]) * share;
      joints[q + i] = own + more * (own - means[m + i]);
    }
    quatNormalize(joints, q);
  }

  /** Turns the joint at element q in its parent's frame by the values from v on; side -1 mirrors. */
  private turnBy(joints: Float64Array, q: number, v: number, share: number, side: number): void {
    const { turn, values } = this;
    const across = share * side;
    quatFromVector(turn, 0, values[v] * share, values[v + 1] * across, values[v + 2] * across);
    quatMultiply(joints, q, turn, 0, joints, q);
  }

  /**
   * Puts toes and ankles of human n where the style has them, for the foot lock to bend the legs to: what the hips did is
   * taken back, then steps are shortened, drawn in or lowered about the root.
   *
   * @param positions 52 x 3 world positions (m) and rotations 52 x 4, placed; of the feet changed
   */
  feet(n: number, scale: BodyScale, baseY: number, positions: Float64Array, rotations: Float64Array): void {
    const { values, moved, back, vector, other } = this;
    const { root } = this.state;
    const at = n * VALUES;
    const sin = Math.sin(root[n * 3 + 2]);
    const cos = Math.cos(root[n * 3 + 2]);
    const stride = values[at + AT.stride];
    const width = values[at + AT.width];
    const hipX = (cos * moved[0] + sin * moved[2]) * scale.legRatio;
    const hipZ = (cos * moved[2] - sin * moved[0]) * scale.legRatio;
    for (let side = 0; side < 2; side++) {
      const { leg, foot, toes } = FEET[side];
      const t = toes * 3;
      // Where the socket of the leg would be with the learned pelvis, against where it is.
      quatRotate(vector, 0, back, 0, scale.restOffsets, leg * 3);
      for (let k = 0; k < 3; k++) vector[k] -= scale.restOffsets[leg * 3 + k];
      quatRotate(other, 0, rotations, HIPS * 4, vector, 0);
      other[0] -= hipX;
      other[1] -= moved[1] * scale.legRatio;
      other[2] -= hipZ;
      const dx = positions[t] + other[0] - root[n * 3];
      const dz = positions[t + 2] + other[2] - root[n * 3 + 1];
      const ahead = (sin * dx + cos * dz) * stride;
      const aside = (cos * dx - sin * dz) * width;
      other[0] += sin * ahead + cos * aside;
      other[2] += cos * ahead - sin * aside;
      const high = positions[t + 1] + other[1] - baseY - scale.toeRestM[side];
      other[1] += values[at + AT.step] * Math.max(0, high);
      for (let k = 0; k < 3; k++) {
        positions[t + k] += other[k];
        positions[foot * 3 + k] += other[k];
      }
      this.roll(foot, toes, values[at + AT.step], sin, cos, scale, positions, rotations);
    }
  }

  /**
   * Scales how far a foot is rolled from flat, about its toe joint and square to the heading: a foot that pushes off points
   * straight down and beyond, where its own direction over the ground turns round (ankles jumped, 3 x walking's peak).
   */
  private roll(
    foot: number,
    toes: number,
    more: number,
    sin: number,
    cos: number,
    scale: BodyScale,
    positions: Float64Array,
    rotations: Float64Array,
  ): void {
    const { turn, vector } = this;
    const f = foot * 3;
    const t = toes * 3;
    const ahead = sin * (positions[t] - positions[f]) + cos * (positions[t + 2] - positions[f + 2]);
    const rest = scale.restOffsets;
    const flat = Math.atan2(rest[t + 1], rest[t + 2]);
    const rad = more * (Math.atan2(positions[t + 1] - positions[f + 1], ahead) - flat);
    quatFromVector(turn, 0, -cos * rad, 0, sin * rad);
    quatMultiply(rotations, foot * 4, turn, 0, rotations, foot * 4);
    for (let k = 0; k < 3; k++) vector[k] = positions[f + k] - positions[t + k];
    quatRotate(vector, 0, turn, 0, vector, 0);
    for (let k = 0; k < 3; k++) positions[f + k] = positions[t + k] + vector[k];
  }
}

/** How far the joint at q is bowed forward, rad; the series of the arcsine is good to half a degree at 60 degrees. */
function bowOf(joints: Float64Array, q: number): number {
  const x = joints[q + 3] < 0 ? -joints[q] : joints[q];
  return x * (2 + (x * x) / 3);
}
