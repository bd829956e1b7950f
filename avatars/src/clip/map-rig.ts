import { type HumanJoint, JOINT_INDEX } from '../skeleton/human-joints.ts';
import { ClipError, printable } from './clip-error.ts';
import { type NamedPart, namedPart, type Part } from './joint-names.ts';
import type { SourceRig } from './source-take.ts';

/** Joint of the file for each of the 52 canonical joints, -1 for those it lacks. */
export type RigMap = Int32Array;

const SIDES = ['left', 'right'] as const;
const FINGER_SEGMENTS = { 1: 'Proximal', 2: 'Intermediate', 3: 'Distal' } as const;
const THUMB_SEGMENTS = { 1: 'Metacarpal', 2: 'Proximal', 3: 'Distal' } as const;
const NEEDED: readonly Part[] = ['UpperLeg', 'LowerLeg', 'Foot', 'UpperArm', 'LowerArm'];
const SHOWN_NAMES = 24;

/**
 * Finds the 52 joints in a rig with names of any known tool: limbs, head and fingers by name, the trunk by its place
 * between them.
 *
 * @param known canonical joints that the file names itself (VRM), which are taken as they are
 * @throws ClipError (missingJoint) naming what was looked for and what there is
 */
export function mapRig(rig: SourceRig, file: string, known?: ReadonlyMap<string, number>): RigMap {
  const map = new Int32Array(52).fill(-1);
  if (known) {
    for (const [name, joint] of known) if (name in JOINT_INDEX) map[JOINT_INDEX[name as HumanJoint]] = joint;
    return checkNeeded(map, rig, file, true);
  }
  const parts = collectParts(rig);
  for (const side of SIDES) {
    mapLimbs(map, rig, parts, side);
    mapFingers(map, parts, side);
  }
  map[JOINT_INDEX.head] = parts.get('head') ?? parts.get('neck') ?? -1;
  checkNeeded(map, rig, file);
  mapTrunk(map, rig, parts, file);
  return map;
}

/** First joint (nearest the root) of every part a name speaks of. */
function collectParts(rig: SourceRig): Map<string, number> {
  const parts = new Map<string, number>();
  rig.names.forEach((name, joint) => {
    const named: NamedPart | undefined = rig.ends[joint] ? undefined : namedPart(name);
    // The last neck is the one under the head; of all others the first is the joint, the rest are its twists.
    if (named && (named.part === 'neck' || !parts.has(named.side + named.part)))
      parts.set(named.side + named.part, joint);
  });
  return parts;
}

function mapLimbs(map: RigMap, rig: SourceRig, parts: Map<string, number>, side: 'left' | 'right'): void {
  const set = (joint: string, source: number | undefined): void => {
    if (source !== undefined) map[JOINT_INDEX[`${side}${joint}` as HumanJoint]] = source;
  };
  const get = (part: Part): number | undefined => parts.get(side + part);
  set('UpperLeg', get('UpperLeg') ?? get('hip'));
  for (const part of ['LowerLeg', 'LowerArm'] as const) set(part, get(part));
  set('Foot', get('Foot') ?? endOf(rig, get('LowerLeg')));
  set('Hand', get('Hand') ?? endOf(rig, get('LowerArm')));
  set('Toes', get('Toes') ?? endOf(rig, get('Foot')));
  // "Shoulder" is the collar bone where an arm follows it, and the arm itself where there is no other.
  const arm = get('UpperArm') ?? get('shoulder');
  set('UpperArm', arm);
  const collar = get('Shoulder') ?? get('shoulder');
  if (collar !== arm) set('Shoulder', collar);
}

function mapFingers(map: RigMap, parts: Map<string, number>, side: 'left' | 'right'): void {
  for (const finger of ['Thumb', 'Index', 'Middle', 'Ring', 'Little'] as const) {
    for (const segment of [1, 2, 3] as const) {
      const joint = parts.get(`${side}${finger}${segment}`);
      const name = (finger === 'Thumb' ? THUMB_SEGMENTS : FINGER_SEGMENTS)[segment];
      if (joint !== undefined) map[JOINT_INDEX[`${side}${finger}${name}` as HumanJoint]] = joint;
    }
  }
}

/** The End Site of a joint, if it has one. */
function endOf(rig: SourceRig, joint: number | undefined): number | undefined {
  if (joint === undefined) return undefined;
  const found = rig.parents.findIndex((parent, j) => parent === joint && rig.ends[j]);
  return found < 0 ? undefined : found;
}

function checkNeeded(map: RigMap, rig: SourceRig, file: string, known = false): RigMap {
  const needed = [
    ...(known ? ['hips'] : []),
    'head',
    ...SIDES.flatMap((side) => NEEDED.map((part) => side + part)),
  ] as HumanJoint[];
  for (const joint of needed) {
    if (map[JOINT_INDEX[joint]] >= 0) continue;
    const names = rig.names.filter((_, j) => !rig.ends[j]);
    const shown = names.slice(0, SHOWN_NAMES).map(printable).join(', ');
    throw new ClipError(
      'missingJoint',
      file,
      `no joint of the file is the ${joint}; it has ${shown}${names.length > SHOWN_NAMES ? ' …' : ''}. Rename the joint (VRM names always work)`,
      { joint },
    );
  }
  return map;
}

/** Joints from the root to `joint`, both included. */
function pathTo(rig: SourceRig, joint: number): number[] {
  const path: number[] = [];
  for (let j = joint; j >= 0; j = rig.parents[j]) path.unshift(j);
  return path;
}

/** Last joint two paths share, as an index into them; -1 when they begin at different roots. */
function forkOf(a: readonly number[], b: readonly number[]): number {
  let i = -1;
  while (i + 1 < a.length && i + 1 < b.length && a[i + 1] === b[i + 1]) i += 1;
  return i;
}

function mapTrunk(map: RigMap, rig: SourceRig, parts: Map<string, number>, file: string): void {
  const path = (joint: HumanJoint): number[] => pathTo(rig, map[JOINT_INDEX[joint]]);
  const head = path('head');
  const legs = Math.min(forkOf(head, path('leftUpperLeg')), forkOf(head, path('rightUpperLeg')));
  const arms = Math.min(forkOf(head, path('leftUpperArm')), forkOf(head, path('rightUpperArm')));
  const hips = Math.min(legs, arms);
  if (hips < 0)
    throw new ClipError(
      'missingJoint',
      file,
      'legs, arms and head hang on no common joint; the file has no hips. Put all of them under one',
      { joint: 'hips' },
    );
  map[JOINT_INDEX.hips] = head[hips];
  const trunk = head.slice(hips + 1, arms + 1);
  const [spine, chest, upperChest] = [0, Math.round((trunk.length - 1) / 2), trunk.length - 1];
  if (trunk.length > 0) map[JOINT_INDEX.spine] = trunk[spine];
  if (trunk.length > 1) map[JOINT_INDEX.chest] = trunk[trunk.length > 2 ? chest : 1];
  if (trunk.length > 2) map[JOINT_INDEX.upperChest] = trunk[upperChest];
  const above = head.slice(arms + 1, -1);
  const neck = parts.get('neck');
  if (above.length > 0) map[JOINT_INDEX.neck] = neck && above.includes(neck) ? neck : above[above.length - 1];
}
