import type { BodyModel } from '../../body/index.ts';
import { alignment } from '../fit/start-pose.ts';

/**
 * Bones in the T-pose of VRM. The mesh keeps its own pose (arms half down); the inverse binds carry the difference, so
 * that lowered arms cost the shoulders nothing.
 */
export interface RestSkeleton {
  readonly names: readonly string[];
  readonly parents: readonly number[];
  /** Bones x 3, from the parent, m. */
  readonly offsets: Float32Array;
  /** Bones x 16, column major. */
  readonly inverseBinds: Float32Array;
}

type Vector = readonly [number, number, number];

const ARM = [
  ['UpperArm', 'LowerArm'],
  ['LowerArm', 'Hand'],
  ['Hand', 'MiddleProximal'],
] as const;
const LEG = [
  ['UpperLeg', 'LowerLeg'],
  ['LowerLeg', 'Foot'],
] as const;

/** @param groundY height of the soles in the mesh, m */
export function restSkeleton(model: BodyModel, joints: Float32Array, groundY: number): RestSkeleton {
  const { bones: names, parents } = model.manifest;
  const head = (b: number): Vector => [joints[b * 3], joints[b * 3 + 1], joints[b * 3 + 2]];
  const turn = new Map<string, Float64Array>();
  for (const [side, x] of [
    ['left', 1],
    ['right', -1],
  ] as const) {
    const along = (a: string, b: string): Vector => {
      const [p, q] = [head(names.indexOf(side + a)), head(names.indexOf(side + b))];
      const d = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
      const length = Math.hypot(...d);
      return [d[0] / length, d[1] / length, d[2] / length];
    };
    for (const [a, b] of ARM) turn.set(side + a, alignment(along(a, b), [x, 0, 0]));
    for (const [a, b] of LEG) turn.set(side + a, alignment(along(a, b), [0, -1, 0]));
    turn.set(`${side}Foot`, turn.get(`${side}LowerLeg`)!);
  }
  const turns: Float64Array[] = [];
  const places: Vector[] = [];
  const offsets = new Float32Array(names.length * 3);
  const inverseBinds = new Float32Array(names.length * 16);
  names.forEach((name, b) => {
    const p = parents[b];
    const h = head(b);
    turns[b] = turn.get(name) ?? (p < 0 ? new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]) : turns[p]);
    if (p < 0) places[b] = [h[0], h[1] - groundY, h[2]];
    else {
      const d = head(p).map((x, k) => h[k] - x);
      const r = turns[p];
      places[b] = [0, 1, 2].map(
        (k) => places[p][k] + r[k * 3] * d[0] + r[k * 3 + 1] * d[1] + r[k * 3 + 2] * d[2],
      ) as unknown as Vector;
    }
    for (let k = 0; k < 3; k++) offsets[b * 3 + k] = places[b][k] - (p < 0 ? 0 : places[p][k]);
    // The node does not turn in the T-pose, so the bind is the turn about the bone's own head.
    const r = turns[b];
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++)
        inverseBinds[b * 16 + column * 4 + row] = r[row * 3 + column];
      inverseBinds[b * 16 + 12 + row] = -(r[row * 3] * h[0] + r[row * 3 + 1] * h[1] + r[row * 3 + 2] * h[2]);
    }
    inverseBinds[b * 16 + 15] = 1;
  });
  return { names, parents, offsets, inverseBinds };
}
