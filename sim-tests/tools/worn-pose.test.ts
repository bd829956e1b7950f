import { fileURLToPath } from 'node:url';
import { createRandom, quatFromVector, quatIdentity } from '@troupe/avatars/maths';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import { describe, expect, it } from 'vitest';
import { mostDifferent, readCast } from './different-bodies.ts';
import type { MotionRun } from './motion-metrics.ts';
import { openVrmSkeleton } from './vrm-skeleton.ts';
import { streamRun, wearRun } from './worn-pose.ts';

const BODIES = fileURLToPath(new URL('../../assets/bodies', import.meta.url));
const cast = readCast(BODIES);
const vrmOf = (id: string) => openVrmSkeleton(`${BODIES}/${id}/${id}.vrm`);
const body = (id: string) => cast.find((one) => one.id === id)!;

/** Two people whose joints wander about, ten ticks long. */
function someRun(): MotionRun {
  const [people, ticks] = [2, 10];
  const random = createRandom(5);
  const joints = new Float32Array(ticks * people * JOINT_COUNT * 4);
  const angles = new Float64Array(people * JOINT_COUNT * 3).map(() => random() - 0.5);
  for (let i = 0; i < ticks * people * JOINT_COUNT; i++) {
    quatIdentity(joints, i * 4);
    const a = (i % (people * JOINT_COUNT)) * 3;
    for (let k = 0; k < 3; k++) angles[a + k] += (random() - 0.5) * 0.1;
    quatFromVector(joints, i * 4, angles[a], angles[a + 1], angles[a + 2]);
  }
  const hips = new Float32Array(ticks * people * 3).map(() => 0.9 + random() * 0.02);
  return { ticks, people, hips, joints } as unknown as MotionRun;
}

describe('the bodies that differ most', () => {
  it('are different ones, hold the extremes and do not hang on the order', () => {
    const chosen = mostDifferent(cast, 5).map(({ id }) => id);
    expect(new Set(chosen).size).toBe(5);
    const tallest = cast.reduce((best, one) => (one.heightM > best.heightM ? one : best));
    expect(chosen).toContain(tallest.id);
    expect(new Set(mostDifferent([...cast].reverse(), 5).map(({ id }) => id))).toEqual(new Set(chosen));
    expect(() => mostDifferent(cast, 99)).toThrow(/--bodies/);
  });
});

describe("a streamed pose on the bones of a body's own file", () => {
  it('keeps every bone, and is where the engine has it but for the wire', () => {
    const run = someRun();
    for (const id of ['tilda', 'kwame']) {
      const errors = wearRun(run, streamRun(run), body(id).restOffsets, vrmOf(id), 1);
      expect(errors.poses).toBe(20);
      expect(errors.boneLengthMm).toBeLessThan(0.05);
      expect(errors.skeletonMm).toBeLessThan(0.1);
      const most = Math.max(...errors.streamMm);
      expect(most).toBeGreaterThan(0.3);
      expect(most).toBeLessThan(8);
    }
  });

  it("shows when a pose was made for somebody else's bones", () => {
    const run = someRun();
    const errors = wearRun(run, streamRun(run), body('mei').restOffsets, vrmOf('kwame'), 1);
    expect(errors.boneLengthMm).toBeGreaterThan(10);
    expect(errors.skeletonMm).toBeGreaterThan(20);
  });
});
