// CONTRIBUTOR NOTES
// The chains are added when the VRM is written, behind the bones of the body model: fitting, painting and the stage's
// far levels know nothing of them (there hair goes with head and chest, a skirt with the legs: no simulation, nothing
// to explode in a crowd). A skirt whose chains all hung on the hips let a raised thigh slip out between two of them:
// twelve chains stood aside and the leg came through. So each hangs on the leg of its side and swings about that. A collider that a chain touches at rest would push hair off the head for good, so each is
// shrunk until no chain touches it in the T-pose.

import { distanceToSegment } from '../../maths/segment.ts';
import { headOf } from '../dress/head-frame.ts';
import type { RestBody } from '../dress/make-garments.ts';
import type { Part } from '../dress/part.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { RestSkeleton } from './rest-skeleton.ts';
import { bindToChains, type Chain, type HangPlan, layChains } from './spring-chains.ts';
import { bodyColliders, type SpringCollider } from './spring-colliders.ts';

/** How what hangs moves; units as VRMC_springBone 1.0 has them. */
interface SpringSettings {
  readonly name: string;
  readonly groups: readonly SpringCollider['group'][];
  /** At the first bone and at the last. */
  readonly stiffness: readonly [number, number];
  readonly gravityPower: number;
  readonly dragForce: number;
  readonly hitRadius: number;
}

const HAIR: SpringSettings = {
  name: 'hair',
  groups: ['head', 'trunk'],
  stiffness: [0.9, 0.4],
  // Hair that lies on the back is not plumb: 0.12 pulls its ends 21 mm into it.
  gravityPower: 0.1,
  dragForce: 0.4,
  hitRadius: 0.014,
};
const SKIRT: SpringSettings = {
  name: 'skirt',
  groups: ['legs'],
  stiffness: [0.7, 0.35],
  gravityPower: 0.15,
  dragForce: 0.5,
  hitRadius: 0.03,
};

const DEGREES = Math.PI / 180;
/** Before the shoulders and behind them, where most hair hangs; a fringe stays with the head. */
const HAIR_ANGLES = [65, 115, 142, 168, -168, -142, -115, -65].map((angle) => angle * DEGREES);
const SKIRT_ANGLES = Array.from({ length: 12 }, (_, i) => (i * 30 - 165) * DEGREES);

/** Skeleton and parts with chains in them, and the extension that moves them. */
export interface SprungBody {
  readonly skeleton: RestSkeleton;
  readonly parts: readonly Part[];
  readonly extension: Record<string, unknown> | undefined;
}

/** Gives long hair and skirts chains of bones; a body without either is returned as it is. */
export function addSprings(
  space: BodySpace,
  rest: RestBody,
  skeleton: RestSkeleton,
  parts: readonly Part[],
): SprungBody {
  const hung: { settings: SpringSettings; chains: Chain[]; firstBone: number[] }[] = [];
  let grown = skeleton;
  const sprung = parts.map((part) => {
    const plan = planOf(space, rest, part);
    const chains = plan ? layChains(plan) : [];
    if (!plan || chains.length < 2) return part;
    const settings = part.name === 'hair' ? HAIR : SKIRT;
    const firstBone: number[] = [];
    chains.forEach((chain, c) => {
      firstBone.push(grown.names.length);
      grown = addChain(grown, rest, chain, plan.carrier(chain.angle), `${settings.name}${c + 1}`);
    });
    hung.push({ settings, chains, firstBone });
    return bindToChains(plan, chains, firstBone);
  });
  if (hung.length === 0) return { skeleton, parts, extension: undefined };
  return {
    skeleton: grown,
    parts: sprung,
    extension: extensionOf(bodyColliders(space, rest, skeleton), grown, hung),
  };
}

function planOf(space: BodySpace, rest: RestBody, part: Part): HangPlan | undefined {
  const bone = (name: string) => space.model.manifest.bones.indexOf(name);
  if (part.name === 'hair') {
    const head = headOf(space, rest);
    return {
      part,
      parent: bone('head'),
      carrier: () => bone('head'),
      axis: [0, head.centre[2]],
      topY: head.chinY + head.heightM * 0.3,
      angles: HAIR_ANGLES,
      boneM: 0.08,
      bonesMax: 5,
      shortestM: 0.11,
    };
  }
  if (part.name !== 'skirt') return undefined;
  const hips = bone('hips') * 3;
  return {
    part,
    parent: bone('hips'),
    carrier: (angle) => bone(angle > 0 ? 'leftUpperLeg' : 'rightUpperLeg'),
    axis: [0, rest.joints[hips + 2]],
    topY: rest.joints[hips + 1],
    angles: SKIRT_ANGLES,
    boneM: 0.13,
    bonesMax: 4,
    shortestM: 0.15,
  };
}

/** Bones of one chain behind all others; from the mesh's pose to the T-pose they turn as what carries them. */
function addChain(
  skeleton: RestSkeleton,
  rest: RestBody,
  chain: Chain,
  parent: number,
  name: string,
): RestSkeleton {
  const { joints } = chain;
  const first = skeleton.names.length;
  const offsets = new Float32Array((first + joints.length) * 3);
  const inverseBinds = new Float32Array((first + joints.length) * 16);
  offsets.set(skeleton.offsets);
  inverseBinds.set(skeleton.inverseBinds);
  const turned = (v: readonly number[]) =>
    [0, 1, 2].map((row) =>
      v.reduce((sum, x, column) => sum + skeleton.inverseBinds[parent * 16 + column * 4 + row] * x, 0),
    );
  joints.forEach((place, k) => {
    const from = k === 0 ? rest.joints.subarray(parent * 3, parent * 3 + 3) : joints[k - 1];
    offsets.set(turned(place.map((x, axis) => x - from[axis])), (first + k) * 3);
    inverseBinds.set(skeleton.inverseBinds.subarray(parent * 16, parent * 16 + 12), (first + k) * 16);
    inverseBinds.set([...turned(place.map((x) => -x)), 1], (first + k) * 16 + 12);
  });
  return {
    names: [...skeleton.names, ...joints.map((_, k) => `${name}_${k}`)],
    parents: [...skeleton.parents, ...joints.map((_, k) => (k === 0 ? parent : first + k - 1))],
    offsets,
    inverseBinds,
  };
}

/** Places of all bones in the T-pose, m. */
function placesOf({ offsets, parents }: RestSkeleton): Float64Array {
  const places = new Float64Array(offsets.length);
  parents.forEach((parent, b) => {
    for (let k = 0; k < 3; k++)
      places[b * 3 + k] = offsets[b * 3 + k] + (parent < 0 ? 0 : places[parent * 3 + k]);
  });
  return places;
}

const RADIUS_MIN_M = 0.015;

function extensionOf(
  colliders: readonly SpringCollider[],
  skeleton: RestSkeleton,
  hung: readonly { settings: SpringSettings; chains: readonly Chain[]; firstBone: readonly number[] }[],
): Record<string, unknown> {
  const places = placesOf(skeleton);
  const shrunk = colliders.map((collider) => {
    let { radius } = collider;
    for (const { settings, chains, firstBone } of hung) {
      if (!settings.groups.includes(collider.group)) continue;
      chains.forEach(({ joints }, c) => {
        for (let k = 1; k < joints.length; k++)
          radius = Math.min(radius, distanceTo(collider, places, firstBone[c] + k) - settings.hitRadius);
      });
    }
    return { ...collider, radius: Math.max(RADIUS_MIN_M, radius) };
  });
  const groups = [...new Set(shrunk.map(({ group }) => group))];
  return {
    specVersion: '1.0',
    colliders: shrunk.map(({ bone, offset, tail, radius }) => ({
      node: bone,
      shape: tail ? { capsule: { offset, radius, tail } } : { sphere: { offset, radius } },
    })),
    colliderGroups: groups.map((name) => ({
      name,
      colliders: shrunk.flatMap(({ group }, i) => (group === name ? [i] : [])),
    })),
    springs: hung.flatMap(({ settings, chains, firstBone }) =>
      chains.map(({ joints }, c) => ({
        name: `${settings.name}${c + 1}`,
        joints: joints.map((_, k) => jointOf(settings, firstBone[c] + k, k / Math.max(1, joints.length - 2))),
        colliderGroups: settings.groups.map((group) => groups.indexOf(group)),
      })),
    ),
  };
}

function jointOf(settings: SpringSettings, node: number, along: number) {
  const [root, tip] = settings.stiffness;
  return {
    node,
    hitRadius: settings.hitRadius,
    stiffness: root + (tip - root) * Math.min(1, along),
    gravityPower: settings.gravityPower,
    gravityDir: [0, -1, 0],
    dragForce: settings.dragForce,
  };
}

/** Distance of a joint to the middle line of a collider in the T-pose, m. */
function distanceTo({ bone, offset, tail }: SpringCollider, places: Float64Array, joint: number): number {
  const at = (v: readonly number[]) =>
    [0, 1, 2].map((k) => places[bone * 3 + k] + v[k]) as unknown as readonly [number, number, number];
  return distanceToSegment(places.subarray(joint * 3, joint * 3 + 3), at(offset), at(tail ?? offset));
}
