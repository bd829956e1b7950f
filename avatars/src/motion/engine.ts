// CONTRIBUTOR NOTES
// The engine works in two halves around the network, because a session's run is a promise: `advance` decides what every
// human plays and fills the batch, `pose` turns the decoded rows into bodies. Nothing is allocated in either.
// A jump decodes the old row too (about 8 % more rows); everything else about velocities comes from the last tick's pose.

import { FACE_COUNT } from '../face/face-presets.ts';
import { clamp } from '../maths/angle.ts';
import {
  quatCopy,
  quatFromYaw,
  quatInverseMultiply,
  quatMultiply,
  quatNormalize,
  quatRotate,
  quatSlerp,
} from '../maths/quat.ts';
import { randomOfState } from '../maths/random.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import {
  BODY_JOINT_COUNT,
  EVALUATION_ORDER,
  HUMAN_JOINTS,
  JOINT_COUNT,
  JOINT_INDEX,
  JOINT_PARENTS,
} from '../skeleton/human-joints.ts';
import { limitKnees } from '../skeleton/joint-limits.ts';
import { type ActionLayer, actionRow, createActionLayer, isSitAction } from './action-layer.ts';
import { BodyLayers } from './body-layers.ts';
import { type BodyProportions, type BodyScale, createBodyScale } from './body-scale.ts';
import { ClipLayer } from './clip-layer.ts';
import type { MotionControls, MotionFrame } from './controls.ts';
import { FootLock, type GroundAt } from './foot-lock.ts';
import { speedOf } from './foresight.ts';
import { GAZE_VALUES, Gaze } from './gaze.ts';
import { GestureClips } from './gesture-clip.ts';
import { createHands, HAND_SHAPES, type Hands, handShapeOfAction } from './hands.ts';
import { breathe, resetLife, writeFace } from './life.ts';
import type { MotionClip } from './motion-clip.ts';
import { CODE, type MotionModel, writeCode } from './motion-model.ts';
import { createMotionState, FINGER_VALUES, type MotionState, RAW_VALUES } from './motion-state.ts';
import type { MotionStats } from './motion-stats.ts';
import { type MotionStyle, stylesOf } from './motion-styles.ts';
import { PLAYBACK_DEFAULTS, Playback } from './playback.ts';
import { type BatchPlaces, PoseBlend } from './pose-blend.ts';
import { carry, resetPosture } from './posture.ts';
import { anchorRoot } from './root-anchor.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';
import { advanceStrokes, resetStrokes, strokeArms, strokeHead, strokingHands } from './strokes.ts';
import { StyleTransform } from './style-transform.ts';

export const MOTION_ENGINE_DEFAULTS = {
  tickHz: 20,
  seed: 1,
  /** Search by looking at every row: the oracle, for tests. */
  exact: false,
  otherIdlePersonPenalty: PLAYBACK_DEFAULTS.otherIdlePersonPenalty,
} as const;

export interface MotionEngineOptions {
  readonly model: MotionModel;
  readonly bodies: readonly BodyProportions[];
  readonly capacity: number;
  /** Height of the walking surface (m); flat at 0 without one. */
  readonly groundAt?: GroundAt;
  readonly tickHz?: number;
  readonly seed?: number;
  readonly exact?: boolean;
  readonly otherIdlePersonPenalty?: number;
  /** Clips that people of this stage can play. */
  readonly stageClips?: readonly MotionClip[];
  /** Index built elsewhere for the same model. */
  readonly index?: SearchIndex;
  /** What a person's style index means; every style of the model without it. */
  readonly styles?: readonly MotionStyle[];
  /** Clock of the search's share of time (ms), for benches. */
  readonly nowMs?: () => number;
}

export interface MotionEngine {
  readonly model: MotionModel;
  readonly index: SearchIndex;
  readonly state: MotionState;
  /** Input of the network for this tick: rows x 65, of which `advance` filled the first. */
  readonly codes: Float32Array;
  /** First half of a tick: plays on, searches, and fills `codes`. Returns the number of rows to decode. */
  advance(controls: MotionControls, count: number, tick: number): number;
  /** Second half: decoded rows (rows x 135; null: none came) to poses. Every pose written is finite and unit. */
  pose(
    decoded: Float32Array | null,
    controls: MotionControls,
    count: number,
    tick: number,
    frame: MotionFrame,
  ): void;
  /** A body that came to the stage later; its place in `bodies` may have been another's. @throws Error when it is no person's */
  wear(index: number, body: BodyProportions): void;
  /** Upper-body clips of a gesture model, by wire id. */
  readonly clips: GestureClips;
  readonly stats: MotionStats;
}

const FREE = 0;
const HIP = BODY_JOINT_COUNT * 4;
const NOTHING = new Float32Array(0);
const RELAXED = HAND_SHAPES.indexOf('relaxed');
/** An action shapes its hand from this weight on. */
const HAND_WEIGHT = 0.15;
/** A batch that was skipped is made up for; more than this many ticks are not. */
const CATCH_UP_TICKS = 4;
/** Most rows a human may need in a tick: pose, action, both before a change, and one for velocity. */
export const BATCH_ROWS = 5;
const TOES = [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes] as const;
/** Joints whose place in the world the engine needs: legs for the feet, trunk for the gaze; parents first. */
const PLACED = Int32Array.from(
  EVALUATION_ORDER.filter((joint) => /Leg|Foot|Toes|spine|chest|Chest|neck|head/.test(HUMAN_JOINTS[joint])),
);

/** Builds the motion engine of one stage; about half a second, most of it the search index. */
export function createMotionEngine(options: MotionEngineOptions): MotionEngine {
  if (!options.bodies.length) throw new Error('motion engine: there are no bodies');
  return new Engine(options);
}

class Engine implements MotionEngine {
  readonly clips: GestureClips;
  readonly model: MotionModel;
  readonly index: SearchIndex;
  readonly state: MotionState;
  readonly codes: Float32Array;
  readonly stats: MotionStats;
  private readonly dtS: number;
  private readonly scales: BodyScale[];
  private readonly playback: Playback;
  private readonly layer: ActionLayer;
  private readonly clipLayer: ClipLayer;
  private readonly plain = new Float64Array(RAW_VALUES);
  private readonly blender: PoseBlend;
  private readonly feet: FootLock;
  private readonly gaze: Gaze;
  private readonly hands: Hands;
  /** Index into HAND_SHAPES that goes with each action. */
  private readonly actionShapes: readonly number[];
  private readonly places: BatchPlaces;
  private readonly layers: BodyLayers;
  private readonly styles: StyleTransform;
  private readonly positions: Float64Array;
  private readonly rotations: Float64Array;
  private readonly joints = new Float64Array(RAW_VALUES);
  private readonly yawTurn = new Float64Array(4);
  private readonly hip = new Float64Array(3);
  private batch = 0;

  constructor(options: MotionEngineOptions) {
    const { model, capacity } = options;
    const settings = { ...MOTION_ENGINE_DEFAULTS, ...definedOnly(options) };
    const dtS = 1 / settings.tickHz;
    const state = createMotionState(capacity);
    const index = options.index ?? createSearchIndex(model);
    const { seed, exact, otherIdlePersonPenalty } = settings;
    const nowMs = options.nowMs ?? (() => 0);
    this.dtS = dtS;
    this.clips = new GestureClips(dtS);
    this.model = model;
    this.state = state;
    this.index = index;
    this.scales = options.bodies.map((body) => createBodyScale(body, model.manifest));
    const styles = options.styles ?? stylesOf(model.manifest);
    this.styles = new StyleTransform(model, state, styles, dtS);
    const clips = new ClipLayer(model, options.stageClips ?? [], capacity, dtS);
    this.clipLayer = clips;
    this.playback = new Playback({
      model,
      index,
      state,
      styles,
      clips,
      dtS,
      seed,
      exact,
      otherIdlePersonPenalty,
      nowMs,
    });
    this.layer = createActionLayer(model, state, dtS);
    this.blender = new PoseBlend(model, state, { actions: this.layer, clips }, dtS);
    this.feet = new FootLock(model, state, options.groundAt ?? (() => 0), dtS);
    this.gaze = new Gaze(dtS);
    this.hands = createHands(state, dtS);
    this.layers = new BodyLayers(capacity, dtS, this.joints, this.scales[0]);
    this.positions = this.layers.body.positions;
    this.rotations = this.layers.body.rotations;
    this.actionShapes = model.manifest.actions.map((action) =>
      HAND_SHAPES.indexOf(handShapeOfAction(action.name)),
    );
    this.codes = new Float32Array(capacity * BATCH_ROWS * CODE);
    const places = (): Int32Array => new Int32Array(capacity).fill(-1);
    this.places = {
      pose: places(),
      action: places(),
      oldPose: places(),
      oldAction: places(),
      newNext: places(),
    };
    this.stats = Object.assign(this.playback.stats, { rows: 0, kept: 0, failures: 0, lastFailure: '' });
  }

  advance(controls: MotionControls, count: number, tick: number): number {
    const { state, places } = this;
    this.batch = 0;
    for (let n = 0; n < count; n++) {
      places.pose[n] = -1;
      if (controls.kind[n] === FREE) state.netId[n] = 0;
      if (controls.kind[n] === FREE || !isSane(controls, n)) continue;
      const newcomer = state.netId[n] !== controls.netId[n] || this.playback.teleported(n, controls);
      if (newcomer) this.welcome(n, tick, controls);
      if (!newcomer && this.rests(n, tick, controls)) continue;
      const ticks = newcomer ? 1 : Math.min(CATCH_UP_TICKS, Math.max(1, tick - state.lastTick[n]));
      state.ticks[n] = ticks;
      state.lastTick[n] = tick;
      this.styles.advance(n, ticks, controls);
      this.clipLayer.advance(n, tick, ticks, controls);
      this.playback.advance(n, tick, ticks, controls, this.scaleOf(n, controls));
      this.layer.advance(n, tick, ticks, controls);
      this.enqueueHuman(n);
    }
    this.stats.rows += this.batch;
    return this.batch;
  }

  pose(
    decoded: Float32Array | null,
    controls: MotionControls,
    count: number,
    tick: number,
    frame: MotionFrame,
  ): void {
    const rows = decoded ?? NOTHING;
    for (let n = 0; n < count; n++) {
      if (this.places.pose[n] < 0 || controls.kind[n] === FREE) frame.posed[n] = 0;
      else this.poseHuman(n, rows, controls, tick, frame);
    }
  }

  /** True in the ticks between two poses of a paced body. Whoever missed its turn is worked out at once. */
  private rests(n: number, tick: number, controls: MotionControls): boolean {
    const pace = controls.pace[n];
    return pace > 1 && (tick + controls.netId[n]) % pace !== 0 && tick - this.state.lastTick[n] < pace;
  }

  wear(index: number, body: BodyProportions): void {
    this.scales[index] = createBodyScale(body, this.model.manifest);
  }

  private scaleOf(n: number, controls: MotionControls): BodyScale {
    return this.scales[controls.body[n]] ?? this.scales[0];
  }

  private welcome(n: number, tick: number, controls: MotionControls): void {
    const { state } = this;
    this.playback.spawn(n, tick, controls);
    this.feet.reset(n);
    resetLife(state, n, tick, this.dtS);
    resetPosture(state.posture, n, state.dice[n]);
    resetStrokes(state, n);
    this.styles.reset(n, controls);
    this.hands.reset(n, randomOfState(state.dice[n]));
    this.clipLayer.reset(n);
    this.layers.reset(n, controls);
    state.gaze.fill(0, n * GAZE_VALUES, (n + 1) * GAZE_VALUES);
    state.gazeV.fill(0, n * GAZE_VALUES, (n + 1) * GAZE_VALUES);
  }

  private enqueue(f: number): number {
    writeCode(this.model, f, this.codes, this.batch * CODE);
    return this.batch++;
  }

  /** Puts the rows that the pose of human n is made of into the batch. */
  private enqueueHuman(n: number): void {
    const { model, state, places } = this;
    const changed = this.actionChanged(n);
    const acts = state.action[n] > 0 && state.actionWeight[n] > 0;
    places.pose[n] = this.enqueue(state.row[n]);
    places.action[n] = acts ? this.enqueue(actionRow(model, state.action[n], state.actionRow[n])) : -1;
    places.oldPose[n] = -1;
    places.oldAction[n] = -1;
    places.newNext[n] = -1;
    const clipChanged = this.clipLayer.changed[n] === 1;
    if (state.oldRow[n] < 0 && !changed && !clipChanged) return;
    places.oldPose[n] = state.oldRow[n] >= 0 ? this.enqueue(state.oldRow[n]) : places.pose[n];
    if (state.oldRow[n] >= 0 || clipChanged) places.newNext[n] = this.enqueue(this.soonAfter(n));
    if (changed) {
      places.oldAction[n] = this.enqueue(actionRow(model, state.oldAction[n], state.oldActionRow[n]));
    } else {
      places.oldAction[n] = places.action[n];
      state.oldAction[n] = state.action[n];
      state.oldActionWeight[n] = state.actionWeight[n];
    }
  }

  /** The row human n will be at a moment after the present one. */
  private soonAfter(n: number): number {
    const { row, rate } = this.state;
    const { playback, rowsHz } = this.model.manifest;
    const later = row[n] + playback.velocityStepS * rowsHz * rate[n];
    return Math.min(later, this.model.clipLast[Math.floor(row[n])]);
  }

  /** True when an action that was to be seen has given way to another one, or begun again. */
  private actionChanged(n: number): boolean {
    const { state } = this;
    if (state.oldAction[n] === 0 || state.oldActionWeight[n] <= 0.02) return false;
    return (
      state.action[n] !== state.oldAction[n] || Math.abs(state.actionRow[n] - state.oldActionRow[n]) > 0.5
    );
  }

  /** Hips and joints of the body in the world, from the blended pose in the root frame. */
  private placeBody(n: number, controls: MotionControls, scale: BodyScale): void {
    const { joints, hip, yawTurn, positions } = this;
    const { root } = this.state;
    const baseY = this.feet.base(n, root[n * 3], controls.position[n * 3 + 1], root[n * 3 + 1]);
    quatFromYaw(yawTurn, 0, root[n * 3 + 2]);
    hip[0] = joints[HIP] * scale.legRatio;
    hip[1] = scale.hipsHeightM + (joints[HIP + 1] - scale.canonicalHipsM) * scale.legRatio;
    hip[2] = joints[HIP + 2] * scale.legRatio;
    quatRotate(hip, 0, yawTurn, 0, hip, 0);
    positions[0] = root[n * 3] + hip[0];
    positions[1] = baseY + hip[1];
    positions[2] = root[n * 3 + 1] + hip[2];
    quatMultiply(joints, 0, yawTurn, 0, joints, 0);
    quatNormalize(joints, 0);
    for (let k = 0; k < scale.bent.length; k++) {
      const joint = scale.bent[k];
      // q' = bend(parent)^-1 · q · bend: the bone points as the canonical one does.
      quatInverseMultiply(joints, joint * 4, scale.bend, JOINT_PARENTS[joint] * 4, joints, joint * 4);
      quatMultiply(joints, joint * 4, joints, joint * 4, scale.bend, joint * 4);
    }
    quatCopy(this.rotations, 0, joints, 0);
    const { body } = this.layers;
    body.scale = scale;
    body.x = root[n * 3];
    body.z = root[n * 3 + 1];
    body.yaw = root[n * 3 + 2];
    body.baseY = baseY;
    this.noteActing(n, controls);
    this.layers.underTrunk(n, this.state.ticks[n], controls);
    placeJoints(positions, this.rotations, joints, 0, scale.restOffsets, PLACED);
  }

  private poseHuman(
    n: number,
    decoded: Float32Array,
    controls: MotionControls,
    tick: number,
    frame: MotionFrame,
  ): void {
    const { state, joints, positions, rotations, dtS, gaze } = this;
    const scale = this.scaleOf(n, controls);
    const stillness = clamp(controls.stillness[n] || 0, 0, 1);
    if (!this.blender.blend(n, state.ticks[n], decoded, this.places, joints)) this.stats.kept += 1;
    const styled = this.addHabits(n, tick, stillness, controls) && !this.clipLayer.holdsBody(n);
    this.placeBody(n, controls, scale);
    if (styled) this.styles.feet(n, scale, state.baseY[n], positions, rotations);
    gaze.apply(
      state,
      n,
      controls.lookAt,
      clamp(controls.lookWeight[n] || 0, 0, 1) * (1 - this.clipLayer.over(n)),
      positions,
      rotations,
      joints,
    );
    strokeHead(state, n, joints);
    const { stillSpeedMps, stillTurnRadps } = this.model.manifest.footLock;
    const clipped = this.clipLayer.holdsBody(n);
    const dances = clipped || this.dances(n);
    // A pushed body that still plays an idle has no steps of its own, nor has one that steps aside.
    const speedMps = speedOf(n, controls);
    const idle = this.model.idle[Math.floor(state.row[n])] === 1;
    const hasty = this.feet.stance(n, controls, this.layers.stumbles(n, tick), idle);
    const still =
      hasty || (!dances && speedMps < stillSpeedMps && Math.abs(controls.yawRate[n]) < stillTurnRadps);
    const contacts = clipped
      ? this.clipLayer.contacts(n)
      : dances
        ? this.model.contacts[Math.floor(actionRow(this.model, state.action[n], state.actionRow[n]))]
        : this.model.contacts[Math.floor(state.row[n])];
    if (!still) anchorRoot(state, n, contacts, speedMps, TOES, positions, dtS);
    frame.contacts[n] = this.feet.apply(n, contacts, still, scale, positions, rotations, joints);
    limitKnees(joints, 0);
    this.layers.body.loweredM = state.pelvisDrop[n];
    this.layers.overArms(n);
    this.moveHands(n, controls);
    writeFace(state, n, tick, stillness, gaze.eyes, dtS, controls.face, frame.face, n * FACE_COUNT);
    this.writeFrame(n, frame);
  }

  /**
   * What everybody has of its own over the motion: posture, style, strokes, breath; a clip brings its own instead. True
   * when a derived style moved the feet.
   */
  private addHabits(n: number, tick: number, stillness: number, controls: MotionControls): boolean {
    const { state, joints, plain, clipLayer, styles } = this;
    const over = clipLayer.over(n);
    if (over > 0) plain.set(joints);
    carry(state.posture, n, joints);
    const styled = styles.pose(n, state.ticks[n], joints);
    this.stroke(n, tick, controls);
    strokeArms(state, n, joints);
    this.clips.apply(state.netId[n], tick, joints);
    breathe(state, n, stillness, this.dtS, joints, styles.breathDepth, styles.breathPace);
    if (over <= 0) return styled;
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      const share = over * clipLayer.lastMask(n, joint);
      if (share > 0) quatSlerp(joints, joint * 4, joints, joint * 4, plain, joint * 4, share);
    }
    const share = over * clipLayer.lastMask(n, 0);
    for (let k = HIP; k < RAW_VALUES; k++) joints[k] += (plain[k] - joints[k]) * share;
    return styled;
  }

  /** True while a whole-body action has the feet: it brings contacts of its own. */
  private dances(n: number): boolean {
    const { model, state } = this;
    if (state.action[n] === 0 || state.actionWeight[n] * state.standing[n] <= 0.5) return false;
    return model.manifest.actions[state.action[n] - 1].mask === 'fullBody';
  }

  /** Tells the layers over the learned motion which hands a gesture has, and whether a sitting action plays. */
  private noteActing(n: number, controls: MotionControls): void {
    const { state } = this;
    const { context } = this.layers;
    context.gesturing = strokingHands(n, controls);
    context.sitActed = 0;
    if (this.clipLayer.plays(n)) context.gesturing = 3;
    if (state.action[n] === 0 || state.actionWeight[n] <= 0) return;
    const { hand, name, mask } = this.model.manifest.actions[state.action[n] - 1];
    if (isSitAction(name)) context.sitActed = state.actionWeight[n];
    else if (hand !== 'none') context.gesturing |= hand === 'left' ? 1 : hand === 'right' ? 2 : 3;
    else if (mask !== 'head') context.gesturing = 3;
  }

  /** Moves the talking strokes on, every tick that this frame stands for. */
  private stroke(n: number, tick: number, controls: MotionControls): void {
    const { state, dtS } = this;
    for (let k = state.ticks[n] - 1; k >= 0; k--)
      advanceStrokes(state, n, tick - k, dtS, controls.strokeTarget, controls.strokeTick);
  }

  private moveHands(n: number, controls: MotionControls): void {
    const { state } = this;
    const acts = state.action[n] > 0 && state.actionWeight[n] > HAND_WEIGHT;
    const hand = acts ? this.model.manifest.actions[state.action[n] - 1].hand : 'none';
    const shape = acts ? this.actionShapes[state.action[n] - 1] : RELAXED;
    this.hands.advance(
      n,
      this.layers.handShape(n, 0, controls) ||
        controls.handLeft[n] ||
        (hand === 'left' || hand === 'both' ? shape : controls.strokeHand[n * 2] || RELAXED),
      this.layers.handShape(n, 1, controls) ||
        controls.handRight[n] ||
        (hand === 'right' || hand === 'both' ? shape : controls.strokeHand[n * 2 + 1] || RELAXED),
    );
  }

  private writeFrame(n: number, frame: MotionFrame): void {
    const { state, joints, positions } = this;
    const at = n * JOINT_COUNT * 4;
    for (let k = 0; k < 3; k++) frame.hips[n * 3 + k] = positions[k];
    for (let q = 0; q < HIP; q += 4) {
      quatNormalize(joints, q);
      quatCopy(frame.joints, at + q, joints, q);
    }
    for (let k = 0; k < FINGER_VALUES; k++) frame.joints[at + HIP + k] = state.fingers[n * FINGER_VALUES + k];
    this.clipLayer.overlayFingers(n, frame.joints, at + HIP);
    frame.netId[n] = state.netId[n];
    frame.posed[n] = 1;
  }
}

/** A human whose capsule is nowhere is left out for the tick rather than let NaN into its state. */
function isSane(controls: MotionControls, n: number): boolean {
  const p = n * 3;
  const sum =
    controls.position[p] +
    controls.position[p + 1] +
    controls.position[p + 2] +
    controls.yaw[n] +
    controls.velocity[p] +
    controls.velocity[p + 2] +
    controls.desired[n * 2] +
    controls.desired[n * 2 + 1] +
    controls.yawRate[n];
  return Number.isFinite(sum);
}

function definedOnly<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
