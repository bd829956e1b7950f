import { HUMAN_JOINTS, JOINT_COUNT, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, type Clip } from './clip.ts';
import { quatToEulerZxy } from './euler.ts';

const UNITS = { m: 1, cm: 100 } as const;

export interface BvhWriteOptions {
  /** Unit of lengths; centimetres, as most tools expect, unless told otherwise. */
  readonly unit?: keyof typeof UNITS;
}

/** Length of the End Sites, m: only what is drawn beyond the last joint. */
const END_M = 0.04;

/**
 * A clip as BVH: its own T-pose, joints by their VRM names, hips with six channels. Joints that the clip never moves
 * (fingers of a take without any) are left out.
 */
export function writeBvh(clip: Clip, options: BvhWriteOptions = {}): string {
  const scale = UNITS[options.unit ?? 'cm'];
  const written = writtenJoints(clip);
  const order: number[] = [];
  const lines = ['HIERARCHY'];
  const number = (value: number): string => (value * scale).toFixed(5);
  const joint = (j: number, depth: number): void => {
    order.push(j);
    const tab = '\t'.repeat(depth);
    const offset = j === 0 ? [0, 0, 0] : Array.from(clip.rig.restOffsets.subarray(j * 3, j * 3 + 3));
    lines.push(`${tab}${j === 0 ? 'ROOT' : 'JOINT'} ${HUMAN_JOINTS[j]}`, `${tab}{`);
    lines.push(`${tab}\tOFFSET ${offset.map(number).join(' ')}`);
    const turns = 'Zrotation Xrotation Yrotation';
    lines.push(`${tab}\tCHANNELS ${j === 0 ? `6 Xposition Yposition Zposition ${turns}` : `3 ${turns}`}`);
    const children = written.filter((child) => JOINT_PARENTS[child] === j);
    for (const child of children) joint(child, depth + 1);
    if (children.length === 0) {
      const end = endOffset(j).map((value) => number(value * END_M));
      lines.push(`${tab}\tEnd Site`, `${tab}\t{`, `${tab}\t\tOFFSET ${end.join(' ')}`, `${tab}\t}`);
    }
    lines.push(`${tab}}`);
  };
  joint(0, 0);
  lines.push('MOTION', `Frames: ${clip.frames}`, `Frame Time: ${(1 / clip.fps).toFixed(9)}`);
  const euler = [0, 0, 0];
  for (let frame = 0; frame < clip.frames; frame++) {
    const row = Array.from(clip.hips.subarray(frame * 3, frame * 3 + 3), number);
    for (const j of order) {
      quatToEulerZxy(euler, clip.joints, frame * CLIP_FRAME_VALUES + j * 4);
      for (const angle of euler) row.push(((angle * 180) / Math.PI).toFixed(5));
    }
    lines.push(row.join(' '));
  }
  return `${lines.join('\n')}\n`;
}

/** The 22 joints of the body, and the fingers that move with all they hang on. */
export function writtenJoints(clip: Clip): number[] {
  const wanted = new Set<number>();
  for (let j = 0; j < JOINT_COUNT; j++) {
    if (j >= 22 && !clip.rig.moved[j]) continue;
    for (let up = j; up >= 0; up = JOINT_PARENTS[up]) wanted.add(up);
  }
  return [...wanted].sort((a, b) => a - b);
}

function endOffset(joint: number): number[] {
  const name = HUMAN_JOINTS[joint];
  if (name === 'head') return [0, 4, 0];
  if (name.endsWith('Toes')) return [0, 0, 1];
  return [name.startsWith('left') ? 1 : -1, 0, 0];
}
