// CONTRIBUTOR NOTES
// Rotations carry the twist, places carry the direction: after every joint has its rotation, thighs, shins and arms are
// swung so that they point exactly where the file's joints are. For a rigid rig that changes nothing; where joints were left
// out of the map (CMU's hip stubs, twist bones, long spines) it takes 2-9 cm at the hands away.
import { quatBetween, quatInverseMultiply } from '../maths/quat.ts';
import {
  EVALUATION_ORDER,
  HUMAN_JOINTS,
  type HumanJoint,
  JOINT_COUNT,
  JOINT_INDEX,
  JOINT_PARENTS,
} from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, CLIP_LIMITS, type Clip, type ClipOrigin } from './clip.ts';
import { ClipError } from './clip-error.ts';
import { findFloor, levelFeet } from './level-feet.ts';
import { LIMB_BONES } from './limb-bones.ts';
import { mapRig, type RigMap } from './map-rig.ts';
import { type RestTurns, turnsFromMotion, turnsFromRest } from './rest-turns.ts';
import { detectUnit, detectUp, hasSidesSwapped, isUprightRest, limbLengths, restFrame } from './rig-frame.ts';
import { measureRig, type RigMeasure } from './rig-measure.ts';
import type { SourceTake } from './source-take.ts';
import { at3, at4, multiply, NO_TURN, type Quat, rotate, scale, sub, type Vec } from './vectors.ts';

export interface CanonicalOptions {
  /** Unit of the file (m, cm, mm, inch), instead of the one that makes the rig a person. */
  readonly unit?: 'm' | 'cm' | 'mm' | 'inch';
  readonly up?: 'y' | 'z';
  /** Joints the file names itself, by VRM name. */
  readonly known?: ReadonlyMap<string, number>;
  /** Its rest pose is the T-pose of VRM 1.0, upright and facing +Z, and its floor is at y = 0. */
  readonly trusted?: boolean;
  readonly expressions?: Clip['expressions'];
  readonly gaze?: Float32Array;
}

const UNIT_M = { m: 1, cm: 0.01, mm: 0.001, inch: 0.0254 } as const;
/** A limb shorter than this share of the leg is a fault of the rig. */
const LEAST_BONE_SHARE = 0.02;
const ROOT_HALF = Math.SQRT1_2;
const Z_TO_Y: Quat = [-ROOT_HALF, 0, 0, ROOT_HALF];

/**
 * Puts a take of any rig on the one skeleton.
 *
 * @throws ClipError naming file, joint and frame
 */
export function toCanonical(take: SourceTake, options: CanonicalOptions = {}): Clip {
  const known = options.known ?? vrmNames(take.rig.names);
  const map = mapRig(take.rig, take.file, known);
  dropEmptyEnds(take, map);
  refuseZeroBones(take, map);
  const notes = [...take.notes];
  if (!known && hasSidesSwapped(take.rig, map)) {
    swapSides(map);
    notes.push('left and right are named the wrong way round in the file; they were swapped');
  }
  const stand = restFrame(take.rig, map);
  const upright = stand !== undefined && isUprightRest(take.rig, map, (v) => rotate(stand, v));
  // A file with the names of VRM that stands as VRM does is one, whatever its format.
  const straight = upright && known !== undefined && stand[3] > 1 - 1e-6;
  const trusted = options.trusted ?? (straight && turnsFromRest(take, map, stand).kind === 'tPose');
  const found = trusted ? { axis: 'y' as const, turn: NO_TURN } : detectUp(take, map, stand);
  const up = options.up ? { axis: options.up, turn: options.up === 'z' ? Z_TO_Y : NO_TURN } : found;
  const rest = trusted
    ? turnsOfTPose(take, map)
    : upright
      ? turnsFromRest(take, map, stand)
      : turnsFromMotion(take, map, up.turn);
  const unit = options.unit
    ? { unit: options.unit, metresPerUnit: UNIT_M[options.unit] }
    : detectUnit(take.rig, map);
  shareTurnsWithEnds(take, map, rest.turns);
  const context = { take, map, up: up.turn, metres: unit.metresPerUnit, turns: rest.turns };
  if (!trusted) levelFeet(context);
  const measure = measureRig(context);
  const motion = readMotion(context, measure);
  const floorM = trusted ? 0 : findFloor(motion, measure, take.fps);
  if (floorM !== 0) for (let i = 1; i < motion.hips.length; i += 3) motion.hips[i] -= floorM;
  return {
    name: take.name,
    fps: take.fps,
    ...motion,
    rig: measure,
    expressions: options.expressions ?? [],
    gaze: options.gaze,
    origin: describe(take, map, notes, { ...unit, up: up.axis, rest: rest.kind, floorM }),
  };
}

/** Joints by VRM name, when a file uses those; undefined when any that is needed has another name. */
function vrmNames(names: readonly string[]): Map<string, number> | undefined {
  const known = new Map(names.flatMap((name, i) => (name in JOINT_INDEX ? [[name, i] as const] : [])));
  const needed = [
    'hips',
    'spine',
    'head',
    ...LIMB_BONES.map(([bone]) => HUMAN_JOINTS[bone]),
    'leftFoot',
    'rightFoot',
  ];
  return needed.every((name) => known.has(name)) ? known : undefined;
}

/** What the parts of the conversion share. */
export interface CanonicalContext {
  readonly take: SourceTake;
  readonly map: RigMap;
  /** Turn of the file's world to +Y up. */
  readonly up: Quat;
  readonly metres: number;
  /** Constant turn of each canonical joint (see RestTurns); changed by the levelling of the feet. */
  readonly turns: Quat[];
}

function swapSides(map: RigMap): void {
  const before = map.slice();
  HUMAN_JOINTS.forEach((name, j) => {
    if (name.startsWith('left')) map[j] = before[JOINT_INDEX[name.replace('left', 'right') as HumanJoint]];
    if (name.startsWith('right')) map[j] = before[JOINT_INDEX[name.replace('right', 'left') as HumanJoint]];
  });
}

/** An End Site of no length ends nothing. */
function dropEmptyEnds(take: SourceTake, map: RigMap): void {
  const { rig } = take;
  const least = limbLengths(rig, map).leg * LEAST_BONE_SHARE;
  for (let j = 0; j < JOINT_COUNT; j++) {
    const joint = map[j];
    if (joint < 0 || !rig.ends[joint]) continue;
    const bone = sub(at3(rig.restPositions, joint), at3(rig.restPositions, rig.parents[joint]));
    if (!(Math.hypot(...bone) > least)) map[j] = -1;
  }
}

function refuseZeroBones(take: SourceTake, map: RigMap): void {
  const { rig, file } = take;
  const bones = LIMB_BONES.filter(([, end]) => map[end] >= 0).map(([bone, end]) => ({
    end: map[end],
    length: Math.hypot(...sub(at3(rig.restPositions, map[end]), at3(rig.restPositions, map[bone]))),
  }));
  const longest = Math.max(...bones.map((bone) => bone.length));
  const bad = bones.find((bone) => !(bone.length > longest * LEAST_BONE_SHARE) || !(longest < 1e9));
  if (bad)
    throw new ClipError(
      'zeroBone',
      file,
      'the bone that ends here has no length at rest; give it its OFFSET or translation',
      { joint: rig.names[bad.end] },
    );
}

function turnsOfTPose(take: SourceTake, map: RigMap): RestTurns {
  const turns = Array.from(map, (joint): Quat => {
    const [x, y, z, w] = joint < 0 ? NO_TURN : at4(take.rig.restRotations, joint);
    return [-x, -y, -z, w];
  });
  return { kind: 'tPose', turns };
}

/** An End Site turns with the joint it ends, so it rests as that one does. */
function shareTurnsWithEnds(take: SourceTake, map: RigMap, turns: Quat[]): void {
  for (let j = 0; j < JOINT_COUNT; j++)
    if (map[j] >= 0 && take.rig.ends[map[j]]) turns[j] = turns[JOINT_PARENTS[j]];
}

/** Rotations and hips of every frame. */
export interface CanonicalMotion {
  readonly frames: number;
  readonly hips: Float32Array;
  readonly joints: Float32Array;
}

function readMotion(context: CanonicalContext, measure: RigMeasure): CanonicalMotion {
  const { take, map, up, metres, turns } = context;
  const positions = new Float64Array(take.rig.names.length * 3);
  const rotations = new Float64Array(take.rig.names.length * 4);
  // A still is held for two frames, so that it is a motion like any other.
  const frames = Math.max(2, take.frames);
  const hips = new Float32Array(frames * 3);
  const joints = new Float32Array(frames * CLIP_FRAME_VALUES);
  const world = new Float64Array(JOINT_COUNT * 4);
  const place = (joint: number): Vec => rotate(up, at3(positions, map[joint]));
  for (let frame = 0; frame < frames; frame++) {
    take.pose(frame, positions, rotations);
    for (const j of EVALUATION_ORDER) {
      const turn =
        map[j] >= 0 ? multiply(up, at4(rotations, map[j]), turns[j]) : at4(world, JOINT_PARENTS[j]);
      world.set(turn, j * 4);
    }
    for (const [bone, end] of LIMB_BONES)
      if (map[end] >= 0) swing(world, bone, at3(measure.restOffsets, end), sub(place(end), place(bone)));
    hips.set(scale(place(0), metres), frame * 3);
    writeLocals(world, joints, frame);
    refuseBroken(take, hips, joints, map, frame);
  }
  return { frames, hips, joints };
}

function swing(world: Float64Array, joint: number, rest: Vec, wanted: Vec): void {
  const now = rotate(at4(world, joint), rest);
  if (!(Math.hypot(...wanted) > 1e-9)) return;
  const turn: Quat = [0, 0, 0, 1];
  quatBetween(turn, 0, ...now, ...wanted);
  world.set(multiply(turn, at4(world, joint)), joint * 4);
}

function writeLocals(world: Float64Array, joints: Float32Array, frame: number): void {
  const at = frame * CLIP_FRAME_VALUES;
  const local: Quat = [0, 0, 0, 1];
  for (let j = 0; j < JOINT_COUNT; j++) {
    if (j === 0) for (let k = 0; k < 4; k++) local[k] = world[k];
    else quatInverseMultiply(local, 0, world, JOINT_PARENTS[j] * 4, world, j * 4);
    const n = Math.hypot(...local);
    let along = 1;
    if (frame > 0) {
      const before = at - CLIP_FRAME_VALUES + j * 4;
      along = 0;
      for (let k = 0; k < 4; k++) along += joints[before + k] * local[k];
    }
    for (let k = 0; k < 4; k++) joints[at + j * 4 + k] = ((along < 0 ? -1 : 1) * local[k]) / n;
  }
}

/** Nothing leaves here that is not finite and within reach. */
function refuseBroken(
  take: SourceTake,
  hips: Float32Array,
  joints: Float32Array,
  map: RigMap,
  frame: number,
): void {
  for (let k = 0; k < 3; k++) {
    const value = hips[frame * 3 + k];
    if (Math.abs(value) <= CLIP_LIMITS.reachM) continue;
    throw new ClipError(
      'outOfRange',
      take.file,
      `the hips are ${value} m from the origin, more than ${CLIP_LIMITS.reachM}; cut this frame or move the take`,
      { joint: take.rig.names[map[0]], frame },
    );
  }
  for (let i = frame * CLIP_FRAME_VALUES; i < (frame + 1) * CLIP_FRAME_VALUES; i++) {
    if (Number.isFinite(joints[i])) continue;
    const j = Math.floor(i / 4) % JOINT_COUNT;
    throw new ClipError('notANumber', take.file, 'the rotation comes out as no number; cut this frame', {
      joint: take.rig.names[map[j]] ?? HUMAN_JOINTS[j],
      frame,
    });
  }
}

function describe(
  take: SourceTake,
  map: RigMap,
  notes: readonly string[],
  found: Pick<ClipOrigin, 'unit' | 'metresPerUnit' | 'up' | 'rest' | 'floorM'>,
): ClipOrigin {
  const { rig } = take;
  const entries = HUMAN_JOINTS.flatMap((name, j) => (map[j] < 0 ? [] : [[name, rig.names[map[j]]] as const]));
  return {
    format: take.format,
    joints: rig.ends.filter((end) => !end).length,
    ...found,
    names: Object.fromEntries(entries),
    notes,
  };
}
