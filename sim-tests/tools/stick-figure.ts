import type { BodyProportions } from '@troupe/avatars/motion';
import {
  BODY_JOINT_COUNT,
  forwardKinematics,
  HUMAN_JOINTS,
  JOINT_COUNT,
  JOINT_PARENTS,
} from '@troupe/avatars/skeleton';
import type { MotionRun } from './motion-metrics.ts';

/** Scale of the pictures. */
export const PX_PER_M = 150;

/** World positions of all 52 joints of one person at every tick. */
export function placeRun(
  run: Pick<MotionRun, 'ticks' | 'hips' | 'joints'>,
  body: BodyProportions,
): Float64Array[] {
  const offsets = Float64Array.from(body.restOffsets);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  return Array.from({ length: run.ticks }, (_, tick) => {
    const positions = new Float64Array(JOINT_COUNT * 3);
    forwardKinematics(positions, rotations, run.hips, tick * 3, run.joints, tick * JOINT_COUNT * 4, offsets);
    return positions;
  });
}

function colour(joint: number): string {
  const name = HUMAN_JOINTS[joint];
  if (name.startsWith('left')) return '#c0392b';
  return name.startsWith('right') ? '#2471a3' : '#222';
}

/** One stick figure as SVG: red is left, blue right; seen from `viewRad` (0: from the front), its root at (x, y). */
export function figure(
  positions: Float64Array,
  viewRad: number,
  x: number,
  y: number,
  root: readonly number[],
  fingers: boolean,
) {
  const cos = Math.cos(viewRad);
  const sin = Math.sin(viewRad);
  const at = (joint: number): [number, number] => {
    const dx = positions[joint * 3] - root[0];
    const dz = positions[joint * 3 + 2] - root[1];
    return [x + (cos * dx + sin * dz) * PX_PER_M, y - (positions[joint * 3 + 1] - root[2]) * PX_PER_M];
  };
  const lines: string[] = [];
  const order = Array.from({ length: fingers ? JOINT_COUNT : BODY_JOINT_COUNT }, (_, j) => j).slice(1);
  for (const joint of order) {
    const [x1, y1] = at(JOINT_PARENTS[joint]);
    const [x2, y2] = at(joint);
    const width = joint < BODY_JOINT_COUNT ? 3.2 : 1;
    lines.push(
      `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${colour(joint)}" stroke-width="${width}" stroke-linecap="round"/>`,
    );
  }
  const [hx, hy] = at(HUMAN_JOINTS.indexOf('head'));
  lines.push(
    `<circle cx="${hx}" cy="${hy - 0.1 * PX_PER_M}" r="${0.1 * PX_PER_M}" fill="none" stroke="#222" stroke-width="2"/>`,
  );
  return lines.join('');
}
