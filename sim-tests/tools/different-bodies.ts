import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BodyProportions } from '@troupe/avatars/motion';
import { BODY_JOINT_COUNT, HUMAN_JOINTS, JOINT_INDEX } from '@troupe/avatars/skeleton';

/** A body of the cast with its own measures. */
export interface CastBody extends BodyProportions {
  readonly heightM: number;
}

/** Reads the measures of every body of a folder like assets/bodies, by id. */
export function readCast(folder: string): CastBody[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => JSON.parse(readFileSync(join(folder, entry.name, 'body.json'), 'utf8')) as CastBody)
    .sort((a, b) => a.id.localeCompare(b.id));
}

/**
 * What makes one body another, m and shares: lengths of the 21 bones, how tall it stands, hips over the ground, leg,
 * widths of shoulders and hips, and leg and trunk as a share of the height.
 */
export function bodyMeasures(body: CastBody): number[] {
  const { restOffsets, heightM, hipsHeightM, legLengthM } = body;
  const bone = (joint: number): number => Math.hypot(...restOffsets.slice(joint * 3, joint * 3 + 3));
  const bones = HUMAN_JOINTS.slice(1, BODY_JOINT_COUNT).map((_, k) => bone(k + 1));
  const across = (name: 'leftUpperLeg' | 'leftShoulder' | 'leftUpperArm'): number =>
    restOffsets[JOINT_INDEX[name] * 3] * 2;
  const trunk = ['spine', 'chest', 'upperChest', 'neck'] as const;
  const trunkM = trunk.reduce((sum, name) => sum + bone(JOINT_INDEX[name]), 0);
  const shoulders = across('leftShoulder') + across('leftUpperArm');
  return [
    ...bones,
    heightM,
    hipsHeightM,
    legLengthM,
    shoulders,
    across('leftUpperLeg'),
    legLengthM / heightM,
    trunkM / heightM,
    shoulders / heightM,
  ];
}

/**
 * The bodies that differ most: farthest-point choice over measures in units of their spread in the cast. It begins
 * with the two farthest apart; each next one is the farthest from its nearest among those chosen.
 */
export function mostDifferent(bodies: readonly CastBody[], count: number): CastBody[] {
  if (count < 2 || count > bodies.length)
    throw new Error(`--bodies: a number from 2 to ${bodies.length}, the bodies there are`);
  const rows = bodies.map(bodyMeasures);
  const spreads = rows[0].map((_, k) => {
    const mean = rows.reduce((sum, row) => sum + row[k], 0) / rows.length;
    return Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / rows.length) || 1;
  });
  const apart = (a: number, b: number): number =>
    Math.hypot(...rows[a].map((value, k) => (value - rows[b][k]) / spreads[k]));
  const all = bodies.map((_, i) => i);
  const pairs = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b] as const));
  const chosen: number[] = pairs
    .reduce((best, pair) => (apart(pair[0], pair[1]) > apart(best[0], best[1]) ? pair : best))
    .slice();
  while (chosen.length < count) {
    const nearest = (i: number): number => Math.min(...chosen.map((c) => apart(i, c)));
    chosen.push(all.reduce((best, i) => (nearest(i) > nearest(best) ? i : best)));
  }
  return chosen.map((i) => bodies[i]);
}
