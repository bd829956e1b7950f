import type { BodyModel } from '../../body/index.ts';

/** Where on a body every vertex lies, in words that do not depend on its shape. */
export interface BodyChart {
  /** Index into CHART_PARTS. */
  readonly part: Uint8Array;
  /** Along the part: arms 0 shoulder, 1 elbow, 2 wrist; legs 0 hip, 1 knee, 2 ankle; trunk 0 hips .. 1 neck. */
  readonly along: Float32Array;
  /** 1 left, -1 right. */
  readonly side: Int8Array;
}

export const CHART_PARTS = ['trunk', 'head', 'neck', 'arm', 'hand', 'leg', 'foot'] as const;
export type ChartPart = (typeof CHART_PARTS)[number];

const PART_OF: readonly (readonly [RegExp, ChartPart])[] = [
  [/^(head|jaw|leftEye|rightEye)$/, 'head'],
  [/^neck$/, 'neck'],
  [/(UpperArm|LowerArm)$/, 'arm'],
  [/(Hand|Thumb|Index|Middle|Ring|Little)/, 'hand'],
  [/(UpperLeg|LowerLeg)$/, 'leg'],
  [/(Foot|Toes)$/, 'foot'],
];

/** Charts a body from its rest vertices and bones. */
export function chartBody(model: BodyModel, positions: Float32Array, joints: Float32Array): BodyChart {
  const names = model.manifest.bones;
  const partOfBone = names.map((name) => PART_OF.find(([match]) => match.test(name))?.[1] ?? 'trunk');
  const at = (name: string): [number, number, number] => {
    const b = names.indexOf(name) * 3;
    return [joints[b], joints[b + 1], joints[b + 2]];
  };
  const count = positions.length / 3;
  const chart = { part: new Uint8Array(count), along: new Float32Array(count), side: new Int8Array(count) };
  const [low, high] = [at('leftUpperLeg')[1], at('neck')[1]];
  for (let v = 0; v < count; v++) {
    const p: [number, number, number] = [positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]];
    const share = new Map<ChartPart, number>();
    for (let k = 0; k < 4; k++) {
      const part = partOfBone[model.skinJoints[v * 4 + k]];
      share.set(part, (share.get(part) ?? 0) + model.skinWeights[v * 4 + k]);
    }
    const part = [...share].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
    const side = p[0] >= 0 ? 'left' : 'right';
    chart.part[v] = CHART_PARTS.indexOf(part);
    chart.side[v] = p[0] >= 0 ? 1 : -1;
    if (part === 'arm' || part === 'hand') {
      chart.along[v] = chainShare(p, [
        at(`${side}UpperArm`),
        at(`${side}LowerArm`),
        at(`${side}Hand`),
        at(`${side}MiddleDistal`),
      ]);
    } else if (part === 'leg' || part === 'foot') {
      chart.along[v] = chainShare(p, [at(`${side}UpperLeg`), at(`${side}LowerLeg`), at(`${side}Foot`)]);
    } else {
      chart.along[v] = (p[1] - low) / (high - low);
    }
  }
  return chart;
}

type Point = readonly [number, number, number];

/** How far along a chain of joints a point lies: whole numbers at the joints. */
function chainShare(p: Point, joints: readonly Point[]): number {
  let best = Number.POSITIVE_INFINITY;
  let out = 0;
  for (let i = 0; i + 1 < joints.length; i++) {
    const [a, b] = [joints[i], joints[i + 1]];
    const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const length2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    const t = ((p[0] - a[0]) * d[0] + (p[1] - a[1]) * d[1] + (p[2] - a[2]) * d[2]) / length2;
    const c = Math.min(1, Math.max(0, t));
    const far = Math.hypot(p[0] - a[0] - c * d[0], p[1] - a[1] - c * d[1], p[2] - a[2] - c * d[2]);
    if (far >= best) continue;
    best = far;
    out = i + (i === 0 && t < 0 ? t : i + 2 === joints.length ? Math.max(0, t) : c);
  }
  return out;
}
