import { readFileSync } from 'node:fs';
import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { describe, expect, test } from 'vitest';
import {
  IMPOSTOR_FRAME,
  IMPOSTOR_FRAMES,
  impostorFrame,
  lowerToes,
  NO_FRAME,
  poseFrame,
  toesAtRest,
  yawOf,
} from './impostor-frames.ts';

const file = JSON.parse(
  readFileSync(new URL('../../../assets/bodies/kwame/body.json', import.meta.url), 'utf8'),
) as { restOffsets: number[]; heightM: number };
const rest = Float64Array.from(file.restOffsets);

function posed(frame: number): { positions: Float64Array; rotations: Float64Array } {
  const positions = new Float64Array(156);
  const rotations = new Float64Array(208);
  poseFrame(frame, rest, positions, rotations);
  return { positions, rotations };
}

const chosen = ({ positions, rotations }: ReturnType<typeof posed>, held = -1): number =>
  impostorFrame(positions, rotations, file.heightM, rest[1], held);

describe('pictures for far away', () => {
  test('every frame is chosen for the pose that it shows, with the feet on the ground', () => {
    for (let frame = 0; frame < IMPOSTOR_FRAMES; frame++) {
      const pose = posed(frame);
      expect(chosen(pose), `frame ${frame}`).toBe(frame);
      expect(lowerToes(pose.positions)).toBeCloseTo(toesAtRest(rest), 5);
      expect(yawOf(pose.rotations)).toBeCloseTo(0, 5);
    }
  });
  test('a stride that begins to close keeps its picture a little', () => {
    const pose = posed(IMPOSTOR_FRAME.leftAhead);
    const toes = JOINT_INDEX.leftToes * 3 + 2;
    const other = JOINT_INDEX.rightToes * 3 + 2;
    pose.positions[toes] = pose.positions[other] + 0.11 * file.heightM;
    expect(chosen(pose, IMPOSTOR_FRAME.leftAhead)).toBe(IMPOSTOR_FRAME.leftAhead);
    expect(chosen(pose, IMPOSTOR_FRAME.stand)).toBe(IMPOSTOR_FRAME.stand);
  });
  test('who sits or lies stays a mesh', () => {
    const sits = posed(IMPOSTOR_FRAME.stand);
    sits.positions[1] -= 0.4;
    expect(chosen(sits)).toBe(NO_FRAME);
    const lies = posed(IMPOSTOR_FRAME.stand);
    lies.rotations.set([Math.SQRT1_2, 0, 0, Math.SQRT1_2]);
    expect(chosen(lies)).toBe(NO_FRAME);
  });
});
