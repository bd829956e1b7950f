import { distanceToSegment } from '../../maths/segment.ts';
import { headOf } from '../dress/head-frame.ts';
import type { RestBody } from '../dress/make-garments.ts';
import { type BodySpace, mainBone } from '../fit/body-space.ts';
import type { RestSkeleton } from './rest-skeleton.ts';

type Vector = readonly [number, number, number];

/** A sphere (no tail) or capsule in the frame of a bone, m. */
export interface SpringCollider {
  readonly group: 'head' | 'trunk' | 'legs';
  readonly bone: number;
  readonly offset: Vector;
  readonly tail?: Vector;
  readonly radius: number;
}

/** Cloth over the body, m. */
const CLOTH_M = 0.008;
/** Share of a bone's vertices that lie inside its collider: the bulk, not folds and bumps. */
const BULK = 0.6;

/** What hair and skirts must not go through: head, neck, shoulders, chest, hips and legs, measured on this body. */
export function bodyColliders(space: BodySpace, rest: RestBody, skeleton: RestSkeleton): SpringCollider[] {
  const names = space.model.manifest.bones;
  const bone = (name: string) => names.indexOf(name);
  const place = (name: string): Vector => {
    const b = bone(name) * 3;
    return [rest.joints[b], rest.joints[b + 1], rest.joints[b + 2]];
  };
  const own = verticesOf(space);
  const head = headOf(space, rest);
  const headPlace = place('head');
  const middle: Vector = [0, head.chinY + head.heightM * 0.55, headPlace[2] + head.heightM * 0.08];
  const out: SpringCollider[] = [
    {
      group: 'head',
      bone: bone('head'),
      offset: [middle[0] - headPlace[0], middle[1] - headPlace[1], middle[2] - headPlace[2]],
      radius: quantile(
        own(['head']).map((v) => Math.abs(rest.positions[v * 3])),
        0.92,
      ),
    },
  ];
  const limb = (group: SpringCollider['group'], from: string, to: string) => {
    const [a, b] = [place(from), place(to)];
    const far = own([from]).map((v) => toSegment(rest.positions, v, a, b));
    const child = bone(to) * 3;
    const tail: Vector = [skeleton.offsets[child], skeleton.offsets[child + 1], skeleton.offsets[child + 2]];
    out.push({ group, bone: bone(from), offset: [0, 0, 0], tail, radius: quantile(far, BULK) + CLOTH_M });
  };
  limb('head', 'neck', 'head');
  for (const name of ['upperChest', 'chest', 'hips']) {
    const across = lying(rest, own([name]), place(name));
    out.push({ group: name === 'hips' ? 'legs' : 'trunk', bone: bone(name), ...across });
  }
  for (const side of ['left', 'right']) {
    limb('trunk', `${side}Shoulder`, `${side}UpperArm`);
    limb('legs', `${side}UpperLeg`, `${side}LowerLeg`);
    limb('legs', `${side}LowerLeg`, `${side}Foot`);
  }
  return out;
}

/** A capsule across the trunk: as deep as it, and as wide. */
function lying(rest: RestBody, vertices: readonly number[], at: Vector) {
  const zs = vertices.map((v) => rest.positions[v * 3 + 2]);
  const ys = vertices.map((v) => rest.positions[v * 3 + 1]);
  const [front, back] = [quantile(zs, 0.9), quantile(zs, 0.1)];
  const radius = (front - back) / 2;
  const half = Math.max(
    0.01,
    quantile(
      vertices.map((v) => Math.abs(rest.positions[v * 3])),
      0.85,
    ) - radius,
  );
  const [y, z] = [quantile(ys, 0.5) - at[1], (front + back) / 2 - at[2]];
  return {
    offset: [-half - at[0], y, z] as Vector,
    tail: [half - at[0], y, z] as Vector,
    radius: radius + CLOTH_M,
  };
}

/** Vertices that follow a bone more than any other. */
function verticesOf(space: BodySpace): (names: readonly string[]) => number[] {
  const { manifest } = space.model;
  const main = Array.from({ length: space.vertices }, (_, v) => mainBone(space, v));
  return (names) => {
    const wanted = names.map((name) => manifest.bones.indexOf(name));
    return main.flatMap((b, v) => (wanted.includes(b) ? [v] : []));
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0.03;
}

function toSegment(positions: Float32Array, v: number, a: Vector, b: Vector): number {
  const p = [0, 1, 2].map((k) => positions[v * 3 + k]);
  return distanceToSegment(p, a, b);
}
