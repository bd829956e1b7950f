import { fileURLToPath } from 'node:url';
import { FACE_INDEX } from '@troupe/avatars/face';
import { quatInverseMultiply, quatRotate, quatToVector } from '@troupe/avatars/maths';
import {
  canonicalBody,
  createMotionControls,
  createSearchIndex,
  HAND_SHAPES,
  type MotionControls,
  type MotionFrame,
  type SearchIndex,
} from '@troupe/avatars/motion';
import { forwardKinematics, GAZE_LIMITS, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalMotion } from './local-motion.ts';
import { type MotionFiles, readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
let files: MotionFiles;
let index: SearchIndex;
beforeAll(() => {
  files = readMotionModel(FOLDER);
  index = createSearchIndex(files.model);
});

async function watch<T>(
  ticks: number,
  each: (tick: number, c: MotionControls) => void,
  see: (frame: MotionFrame, rotations: Float64Array, positions: Float64Array) => T,
): Promise<T[]> {
  const body = canonicalBody(files.model.manifest);
  const motion = await createLocalMotion(files, { bodies: [body], capacity: 1, seed: 3, index });
  const controls = createMotionControls(1);
  controls.kind[0] = 1;
  controls.netId[0] = 1;
  controls.goalYaw[0] = Number.NaN;
  const frame = motion.createFrame();
  const seen: T[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    each(tick, controls);
    await motion.step(controls, 1, tick, frame);
    const positions = new Float64Array(JOINT_COUNT * 3);
    const rotations = new Float64Array(JOINT_COUNT * 4);
    forwardKinematics(
      positions,
      rotations,
      frame.hips,
      0,
      frame.joints,
      0,
      Float64Array.from(body.restOffsets),
    );
    seen.push(see(frame, rotations, positions));
  }
  await motion.decoder.release();
  return seen;
}

/** Headings of head and upper chest, and what the eyes add, rad. */
function headings(frame: MotionFrame, rotations: Float64Array) {
  const heading = (joint: number): number => {
    const ahead = [0, 0, 1];
    quatRotate(ahead, 0, rotations, joint * 4, ahead, 0);
    return Math.atan2(ahead[0], ahead[2]);
  };
  const eyes = (frame.face[FACE_INDEX.lookLeft] - frame.face[FACE_INDEX.lookRight]) * GAZE_LIMITS.eyeYawRad;
  return { head: heading(JOINT_INDEX.head), chest: heading(JOINT_INDEX.upperChest), eyes };
}

const lookFrom =
  (rad: number, fromTick: number, ramp = 1) =>
  (tick: number, controls: MotionControls) => {
    if (tick < fromTick) return;
    controls.lookWeight[0] += (1 - controls.lookWeight[0]) * ramp;
    controls.lookAt.set([Math.sin(rad) * 3, 1.55, Math.cos(rad) * 3]);
  };

describe('a gaze', () => {
  it('has the eyes there first, the head after them, and the eyes go back as the head comes', async () => {
    for (const ramp of [1, 0.15]) {
      const seen = await watch(60, lookFrom(0.7, 20, ramp), headings);
      const from = seen[19].head;
      const to = seen[55].head;
      expect(to - from).toBeGreaterThan(0.5);
      // Two ticks: eyes as far as eyes go, the head hardly begun.
      expect(seen[22].eyes).toBeGreaterThan(0.35);
      expect((seen[21].head - from) / (to - from)).toBeLessThan(0.5);
      expect(Math.abs(seen[55].eyes)).toBeLessThan(0.1);
      // Once eyes and head together are on it they stay on it while the head still turns: the eyes counter.
      const arrived = seen.findIndex(
        ({ head, eyes }, tick) => tick > 20 && Math.abs(head + eyes - 0.7) < 0.1,
      );
      expect(arrived).toBeLessThan(20 + 9);
      const still = seen[arrived].head;
      expect(to - still).toBeGreaterThan(0.1);
      for (const { head, eyes } of seen.slice(arrived, 58))
        expect(Math.abs(head + eyes - 0.7)).toBeLessThan(0.12);
    }
  });

  it('turns the head no faster and no farther than people do, and gives up what is behind', async () => {
    for (const rad of [-1.3, 0.4, 1.7, 2.9]) {
      const seen = await watch(70, lookFrom(rad, 20), headings);
      const speeds = seen.slice(21).map(({ head }, i) => Math.abs(head - seen[20 + i].head) * 20);
      expect(Math.max(...speeds), String(rad)).toBeLessThan(7);
      for (const { head, chest, eyes } of seen) {
        expect(Math.abs(head - chest)).toBeLessThan(GAZE_LIMITS.yawRad + 0.35);
        expect(Math.abs(eyes)).toBeLessThanOrEqual(GAZE_LIMITS.eyeYawRad + 1e-6);
      }
      if (rad === 2.9) expect(Math.abs(seen[69].head - seen[19].head)).toBeLessThan(0.5);
    }
  });
});

describe('stillness', () => {
  it('calms a body in steps, down to a statue that does not move at all', async () => {
    const sway = async (stillness: number): Promise<number> => {
      const seen = await watch(
        400,
        (_, controls) => controls.stillness.fill(stillness),
        (frame) => Array.from(frame.joints.subarray(0, 22 * 4)),
      );
      let way = 0;
      for (let tick = 101; tick < 400; tick++)
        way += Math.hypot(...seen[tick].map((value, k) => value - seen[tick - 1][k]));
      return way;
    };
    const lively = await sway(0);
    const calm = await sway(0.7);
    expect(calm).toBeLessThan(lively * 0.75);
    expect(await sway(1)).toBeLessThan(lively * 0.01);
  });
});

describe('hands', () => {
  it('take every shape within a third of a second, each unlike the others', async () => {
    const shapes = await Promise.all(
      HAND_SHAPES.slice(1).map((_, i) =>
        watch(
          30,
          (tick, controls) => controls.handRight.fill(tick < 15 ? 1 : i + 1),
          (frame) => Array.from(frame.joints.subarray(37 * 4, 52 * 4)),
        ),
      ),
    );
    const turnBetween = (a: number[], b: number[]): number => {
      let most = 0;
      const turn = [0, 0, 0, 0];
      const vector = [0, 0, 0];
      for (let q = 0; q < a.length; q += 4) {
        quatInverseMultiply(turn, 0, a, q, b, q);
        quatToVector(vector, 0, turn, 0);
        most = Math.max(most, Math.hypot(...vector));
      }
      return most;
    };
    for (let a = 0; a < shapes.length; a++) {
      expect(turnBetween(shapes[a][22], shapes[a][29])).toBeLessThan(0.02);
      for (let b = a + 1; b < shapes.length; b++)
        expect(
          turnBetween(shapes[a][29], shapes[b][29]),
          `${HAND_SHAPES[a + 1]}, ${HAND_SHAPES[b + 1]}`,
        ).toBeGreaterThan(0.1);
    }
  });
});
