import type { Part } from '../dress/part.ts';

/** How a part hangs: chains of bones around an upright axis, from a height downwards. */
export interface HangPlan {
  readonly part: Part;
  /** Bone that the top keeps to. */
  readonly parent: number;
  /** Bone that carries the chain of a direction. */
  readonly carrier: (angle: number) => number;
  /** Upright axis that the chains stand around, m. */
  readonly axis: readonly [x: number, z: number];
  /** Where the chains begin, m. */
  readonly topY: number;
  /** Directions of the chains, rad; 0 is the front. */
  readonly angles: readonly number[];
  /** Wished length of a bone, m, and most bones a chain. */
  readonly boneM: number;
  readonly bonesMax: number;
  /** Shorter than this hangs still, m. */
  readonly shortestM: number;
}

/** Joints of one chain from the top to the tip, m; the last moves nothing, it only ends the last bone. */
export interface Chain {
  readonly angle: number;
  readonly joints: readonly (readonly [number, number, number])[];
}

const FEW = 24;
/** Tips are ragged: the lowest share of the vertices does not count. */
const RAGGED = 0.04;

const turnBetween = (a: number, b: number): number => {
  const d = Math.abs(a - b) % (2 * Math.PI);
  return d > Math.PI ? 2 * Math.PI - d : d;
};

const angleOf = (plan: HangPlan, x: number, z: number): number =>
  Math.atan2(x - plan.axis[0], z - plan.axis[1]);

/** Lays chains through what hangs: each joint is the middle of the vertices around it. */
export function layChains(plan: HangPlan): Chain[] {
  const { positions } = plan.part;
  const members: number[][] = plan.angles.map(() => []);
  for (let i = 0; i < positions.length; i += 3) {
    if (positions[i + 1] >= plan.topY) continue;
    members[nearestChains(plan.angles, angleOf(plan, positions[i], positions[i + 2]))[0]].push(i);
  }
  return plan.angles.flatMap((angle, c) => {
    const own = members[c];
    if (own.length < FEW) return [];
    const heights = own.map((i) => positions[i + 1]).sort((a, b) => a - b);
    const length = plan.topY - heights[Math.floor(heights.length * RAGGED)];
    if (length < plan.shortestM) return [];
    const bones = Math.min(plan.bonesMax, Math.max(2, Math.round(length / plan.boneM)));
    const step = length / bones;
    const joints: [number, number, number][] = [];
    for (let k = 0; k <= bones; k++) {
      const y = plan.topY - k * step;
      const near = own.filter((i) => Math.abs(positions[i + 1] - y) < step * 0.6);
      const mean = (axis: number) =>
        near.reduce((sum, i) => sum + positions[i + axis], 0) / Math.max(1, near.length);
      joints.push(
        near.length > 0 ? [mean(0), y, mean(2)] : [joints.at(-1)?.[0] ?? 0, y, joints.at(-1)?.[2] ?? 0],
      );
    }
    return [{ angle, joints }];
  });
}

/** The nearest chain of a direction and the next nearest. */
function nearestChains(angles: readonly number[], angle: number): [number, number] {
  let first = 0;
  let second = -1;
  for (let c = 1; c < angles.length; c++) {
    if (turnBetween(angles[c], angle) < turnBetween(angles[first], angle)) {
      second = first;
      first = c;
    } else if (second < 0 || turnBetween(angles[c], angle) < turnBetween(angles[second], angle)) second = c;
  }
  return [first, second < 0 ? first : second];
}

/**
 * Binds what hangs to its chains: two chains by direction, two bones of each by height; above the chains the part
 * keeps its own weights.
 *
 * @param firstBone index of each chain's first bone
 */
export function bindToChains(plan: HangPlan, chains: readonly Chain[], firstBone: readonly number[]): Part {
  const { part } = plan;
  const joints = part.joints.slice();
  const weights = part.weights.slice();
  const angles = chains.map(({ angle }) => angle);
  for (let v = 0; v < part.positions.length / 3; v++) {
    const [x, y, z] = part.positions.subarray(v * 3, v * 3 + 3);
    if (y >= plan.topY) continue;
    const angle = angleOf(plan, x, z);
    const [a, b] = nearestChains(angles, angle);
    const [da, db] = [turnBetween(angles[a], angle), turnBetween(angles[b], angle)];
    const shareB = a === b ? 0 : da / Math.max(1e-6, da + db);
    const shares = new Map<number, number>();
    for (const [chain, share] of [
      [a, 1 - shareB],
      [b, shareB],
    ] as const)
      spread(shares, plan, chains[chain], firstBone[chain], y, share);
    put(shares, joints, weights, v * 4);
  }
  return { ...part, joints, weights };
}

/** Shares of two neighbouring bones at a height: half way down a bone it is that bone's alone. */
function spread(
  shares: Map<number, number>,
  plan: HangPlan,
  { joints }: Chain,
  firstBone: number,
  y: number,
  share: number,
): void {
  const bones = joints.length - 1;
  const step = (plan.topY - joints[bones][1]) / bones;
  const at = Math.min(bones - 1, Math.max(-1, (plan.topY - y) / step - 0.5));
  const low = Math.floor(at);
  const bone = (k: number) => (k < 0 ? plan.parent : firstBone + Math.min(k, bones - 1));
  const add = (k: number, w: number) => shares.set(bone(k), (shares.get(bone(k)) ?? 0) + w);
  add(low, share * (1 - (at - low)));
  add(low + 1, share * (at - low));
}

/** The four largest shares as bytes that sum to 255. */
function put(shares: Map<number, number>, joints: Uint8Array, weights: Uint8Array, at: number): void {
  const most = [...shares].sort((a, b) => b[1] - a[1]).slice(0, 4);
  const sum = most.reduce((total, [, share]) => total + share, 0);
  let rest = 255;
  for (let k = 0; k < 4; k++) {
    const [bone, share] = most[k] ?? [0, 0];
    const byte = Math.min(rest, Math.round((share / sum) * 255));
    joints[at + k] = bone;
    weights[at + k] = byte;
    rest -= byte;
  }
  weights[at] += rest;
}
