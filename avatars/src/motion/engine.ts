// CONTRIBUTOR NOTES
// The engine works in two halves around the network, because a session's run is a promise: `advance` decides what every
// human plays and fills the batch, `pose` turns the decoded rows into bodies. Nothing is allocated in either.
// A jump decodes the old row too (about 8 % more rows); everything else about velocities comes from the last tick's pose.

import { FACE_COUNT } from '../face/face-presets.ts';
import {
  quatCopy,
  quatFromYaw,
  quatInverseMultiply,
  quatMultiply,
  quatNormalize,
  quatRotate,
} from '../maths/quat.ts';
import { randomOfState } from '../maths/random.ts';
import { placeJoints } from '../skeleton/forward-kinematics.ts';
import {
  BODY_JOINT_COUNT,
  EVALUATION_ORDER,
  JOINT_COUNT,
  JOINT_INDEX,
  JOINT_PARENTS,
} from '../skeleton/human-joints.ts';
import { limitKnees } from '../skeleton/joint-limits.ts';
import { actionRow, createActionLayer } from './action-layer.ts';
import { type BodyProportions, type BodyScale, createBodyScale } from './body-scale.ts';
import type { MotionControls, MotionFrame } from './controls.ts';
import { createFootLock, type GroundAt } from './foot-lock.ts';
import { createGaze } from './gaze.ts';
import { createHands, HAND_SHAPES, handShapeOfAction } from './hands.ts';
import { breathe, resetLife, writeFace } from './life.ts';
import { CODE, type MotionModel, writeCode } from './motion-model.ts';
import { createMotionState, FINGER_VALUES, type MotionState, RAW_VALUES } from './motion-state.ts';
import { createPlayback, PLAYBACK_DEFAULTS, type PlaybackStats } from './playback.ts';
import { type BatchPlaces, createPoseBlend } from './pose-blend.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';

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
  /** Index built elsewhere for the same model. */
  readonly index?: SearchIndex;
  /** Clock of the search's share of time (ms), for benches. */
  readonly nowMs?: () => number;
}

/** Counts since the engine was made. */
export interface MotionStats extends PlaybackStats {
  /** Rows given to the network. */
  rows: number;
  /** Poses kept because the network's answer was unusable. */
  kept: number;
  /** Runs of the network that threw, and what the last one said. */
  failures: number;
  lastFailure: string;
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
  readonly stats: MotionStats;
}

const FREE = 0;
const LEG_ORDER = [
  'leftUpperLeg',
  'rightUpperLeg',
  'leftLowerLeg',
  'rightLowerLeg',
  'leftFoot',
  'rightFoot',
  'leftToes',
  'rightToes',
].map((name) => JOINT_INDEX[name as keyof typeof JOINT_INDEX]);
const TRUNK_ORDER = ['spine', 'chest', 'upperChest', 'neck', 'head'].map(
  (name) => JOINT_INDEX[name as keyof typeof JOINT_INDEX],
);
const PLACED = Int32Array.from(
  EVALUATION_ORDER.filter((joint) => LEG_ORDER.includes(joint) || TRUNK_ORDER.includes(joint)),
);
const HIP = BODY_JOINT_COUNT * 4;
const NOWHERE = new Float32Array(0);

/** Builds the motion engine of one stage; about half a second, most of it the search index. */
export function createMotionEngine(options: MotionEngineOptions): MotionEngine {
  const { model, capacity } = options;
  const settings = { ...MOTION_ENGINE_DEFAULTS, ...definedOnly(options) };
  const dtS = 1 / settings.tickHz;
  const groundAt: GroundAt = options.groundAt ?? (() => 0);
  const scales = options.bodies.map((body) => createBodyScale(body, model.manifest));
  if (!scales.length) throw new Error('motion engine: there are no bodies');
  const state = createMotionState(capacity);
  const index = options.index ?? createSearchIndex(model);
  const playback = createPlayback({
    model,
    index,
    state,
    dtS,
    seed: settings.seed,
    exact: settings.exact,
    otherIdlePersonPenalty: settings.otherIdlePersonPenalty,
    nowMs: options.nowMs ?? (() => 0),
  });
  const layer = createActionLayer(model, state, dtS);
  const blender = createPoseBlend(model, state, layer, dtS);
  const feet = createFootLock(model, state, dtS);
  const gaze = createGaze(dtS);
  const hands = createHands(state, dtS);
  const actionShapes = model.manifest.actions.map((action) =>
    HAND_SHAPES.indexOf(handShapeOfAction(action.name)),
  );
  const relaxed = HAND_SHAPES.indexOf('relaxed');

  const codes = new Float32Array(capacity * 4 * CODE);
  const places: BatchPlaces = {
    pose: new Int32Array(capacity),
    action: new Int32Array(capacity),
    oldPose: new Int32Array(capacity),
    oldAction: new Int32Array(capacity),
  };
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const joints = new Float64Array(RAW_VALUES);
  const yawTurn = new Float64Array(4);
  const hip = new Float64Array(3);
  const stats: MotionStats = Object.assign(playback.stats, { rows: 0, kept: 0, failures: 0, lastFailure: '' });
  const { footLock } = model.manifest;
  let batch = 0;

  function newcomer(n: number, tick: number, controls: MotionControls): void {
    playback.spawn(n, controls);
    feet.reset(n);
    resetLife(state, n, tick, dtS);
    hands.reset(n, randomOfState(state.dice[n]));
    state.gaze.fill(0, n * 3, n * 3 + 3);
    state.gazeV.fill(0, n * 3, n * 3 + 3);
  }

  function enqueue(f: number): number {
    writeCode(model, f, codes, batch * CODE);
    return batch++;
  }

  function enqueueHuman(n: number): void {
    const jumped = state.oldRow[n] >= 0 || actionChanged(n);
    places.pose[n] = enqueue(state.row[n]);
    places.action[n] =
      state.action[n] > 0 && state.actionWeight[n] > 0
        ? enqueue(actionRow(model, state.action[n], state.actionRow[n]))
        : -1;
    places.oldPose[n] = -1;
    places.oldAction[n] = -1;
    if (!jumped) return;
    places.oldPose[n] = state.oldRow[n] >= 0 ? enqueue(state.oldRow[n]) : places.pose[n];
    if (state.oldAction[n] === 0 || state.oldActionWeight[n] <= 0) return;
    if (actionChanged(n)) {
      places.oldAction[n] = enqueue(actionRow(model, state.oldAction[n], state.oldActionRow[n]));
    } else {
      places.oldAction[n] = places.action[n];
      state.oldActionWeight[n] = state.actionWeight[n];
    }
  }

  /** True when an action that was to be seen has given way to another one, or ended early. */
  function actionChanged(n: number): boolean {
    if (state.oldAction[n] === 0 || state.oldActionWeight[n] <= 0.02) return false;
    return (
      state.action[n] !== state.oldAction[n] || Math.abs(state.actionRow[n] - state.oldActionRow[n]) > 0.5
    );
  }

  function advance(controls: MotionControls, count: number, tick: number): number {
    batch = 0;
    for (let n = 0; n < count; n++) {
      if (controls.kind[n] === FREE || !isSane(controls, n)) {
        if (controls.kind[n] === FREE) state.netId[n] = 0;
        places.pose[n] = -1;
        continue;
      }
      if (state.netId[n] !== controls.netId[n]) newcomer(n, tick, controls);
      const scale = scales[controls.body[n]] ?? scales[0];
      playback.advance(n, tick, controls, scale);
      if (state.posed[n] === 0) feet.reset(n);
      layer.advance(n, tick, controls);
      enqueueHuman(n);
    }
    stats.rows += batch;
    return batch;
  }

  /** Hips and joints of the body in the world, from the blended pose in the root frame. */
  function placeBody(n: number, controls: MotionControls, scale: BodyScale): void {
    const { root } = state;
    const baseY = feet.base(n, groundAt, root[n * 3], controls.position[n * 3 + 1], root[n * 3 + 1]);
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
    quatCopy(rotations, 0, joints, 0);
    placeJoints(positions, rotations, joints, 0, scale.restOffsets, PLACED);
  }

  function poseHuman(
    n: number,
    decoded: Float32Array,
    controls: MotionControls,
    tick: number,
    frame: MotionFrame,
  ): void {
    const scale = scales[controls.body[n]] ?? scales[0];
    if (!blender.blend(n, decoded, places, joints)) stats.kept += 1;
    breathe(state, n, controls.stillness[n], dtS, joints);
    placeBody(n, controls, scale);
    const weight = Number.isFinite(controls.lookWeight[n])
      ? Math.min(1, Math.max(0, controls.lookWeight[n]))
      : 0;
    gaze.apply(state.gaze, state.gazeV, n, controls.lookAt, n * 3, weight, positions, rotations, joints);
    const i = Math.floor(state.row[n]);
    let contacts = model.contacts[i];
    if (state.action[n] > 0 && state.actionWeight[n] * state.standing[n] > 0.5) {
      const action = model.manifest.actions[state.action[n] - 1];
      if (action.mask === 'fullBody')
        contacts = model.contacts[Math.floor(actionRow(model, state.action[n], state.actionRow[n]))];
    }
    const speed = Math.hypot(controls.velocity[n * 3], controls.velocity[n * 3 + 2]);
    const still = speed < footLock.stillSpeedMps && Math.abs(controls.yawRate[n]) < footLock.stillTurnRadps;
    frame.contacts[n] = feet.apply(n, contacts, still, scale, groundAt, positions, rotations, joints);
    limitKnees(joints, 0);
    const hand =
      state.action[n] > 0 && state.actionWeight[n] > 0.15
        ? model.manifest.actions[state.action[n] - 1].hand
        : 'none';
    const shape = state.action[n] > 0 ? actionShapes[state.action[n] - 1] : relaxed;
    hands.advance(
      n,
      controls.handLeft[n] || (hand === 'left' || hand === 'both' ? shape : relaxed),
      controls.handRight[n] || (hand === 'right' || hand === 'both' ? shape : relaxed),
    );
    writeFace(
      state,
      n,
      tick,
      controls.stillness[n],
      gaze.eyes,
      dtS,
      controls.face,
      frame.face,
      n * FACE_COUNT,
    );
    writeFrame(n, frame);
  }

  function writeFrame(n: number, frame: MotionFrame): void {
    const at = n * JOINT_COUNT * 4;
    for (let k = 0; k < 3; k++) frame.hips[n * 3 + k] = positions[k];
    for (let joint = 0; joint < BODY_JOINT_COUNT; joint++) {
      quatNormalize(joints, joint * 4);
      quatCopy(frame.joints, at + joint * 4, joints, joint * 4);
    }
    const fingers = at + BODY_JOINT_COUNT * 4;
    for (let k = 0; k < FINGER_VALUES; k++) frame.joints[fingers + k] = state.fingers[n * FINGER_VALUES + k];
    frame.netId[n] = state.netId[n];
    frame.posed[n] = 1;
  }

  return {
    model,
    index,
    state,
    codes,
    stats,
    advance,
    pose(decoded, controls, count, tick, frame) {
      const rows = decoded ?? NOWHERE;
      for (let n = 0; n < count; n++) {
        if (places.pose[n] < 0 || controls.kind[n] === FREE) frame.posed[n] = 0;
        else poseHuman(n, rows, controls, tick, frame);
      }
    },
  };
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
