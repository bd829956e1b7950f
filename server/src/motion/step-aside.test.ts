import { fileURLToPath } from 'node:url';
import {
  type BodyProportions,
  canonicalBody,
  createMotionControls,
  createSearchIndex,
  MOTION_DRIVE,
  type SearchIndex,
  STEP_ASIDE,
  stepAsideMps,
} from '@troupe/avatars/motion';
import { forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { beforeAll, describe, expect, test } from 'vitest';
import { createLocalMotion } from './local-motion.ts';
import { type MotionFiles, readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const DT_S = 1 / 20;
const TOES = [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes];

let files: MotionFiles;
let index: SearchIndex;
let body: BodyProportions;

beforeAll(() => {
  files = readMotionModel(FOLDER);
  index = createSearchIndex(files.model);
  body = canonicalBody(files.model.manifest);
}, 60_000);

describe('the law of a step aside', () => {
  test.each([0.18, 0.3, 0.45])('%f m are gone in about a second, gently, and not overshot', (whole) => {
    let [gone, speed, ticks] = [0, 0, 0];
    for (; ticks < 60 && whole - gone > STEP_ASIDE.doneM; ticks++) {
      const next = stepAsideMps(speed, whole - gone, DT_S);
      expect(next - speed).toBeLessThanOrEqual(STEP_ASIDE.gainMps2 * DT_S + 1e-9);
      expect(next).toBeLessThanOrEqual(STEP_ASIDE.mps);
      speed = next;
      gone += speed * DT_S;
    }
    expect(ticks * DT_S).toBeLessThan(1.5);
    expect(gone).toBeLessThanOrEqual(whole + 1e-9);
    expect(stepAsideMps(0.3, 0, DT_S)).toBe(0);
    expect(stepAsideMps(0.3, Number.NaN, DT_S)).toBe(0);
  });
});

describe('a body that steps', () => {
  test.each([
    ['back', 0, -0.42],
    ['to its left', 0.42, 0],
    ['aslant', -0.3, -0.3],
  ])(
    '%s faces on, sets one foot after the other, never crosses them, and stands where it was sent',
    async (_, x, z) => {
      const motion = await createLocalMotion(files, { bodies: [body], capacity: 1, seed: 4, index });
      const frame = motion.createFrame();
      const controls = createMotionControls(1);
      controls.kind[0] = 1;
      controls.netId[0] = 1;
      controls.goalYaw[0] = 0;
      const positions = new Float64Array(JOINT_COUNT * 3);
      const rotations = new Float64Array(JOINT_COUNT * 4);
      const offsets = Float64Array.from(body.restOffsets);
      const whole = Math.hypot(x, z);
      let [gone, speed, slid, both, lowest] = [0, 0, 0, 0, 9];
      const before = [0, 0, 0, 0];
      let planted = 0;
      for (let tick = 0; tick < 90; tick++) {
        if (tick === 20) {
          controls.drive[0] = MOTION_DRIVE.step;
          controls.goal.set([x, z]);
        }
        if (tick === 20 + 34) controls.drive[0] = MOTION_DRIVE.stand;
        if (tick >= 20) {
          speed = stepAsideMps(speed, whole - gone, DT_S);
          gone += speed * DT_S;
          controls.velocity.set([(x / whole) * speed, 0, (z / whole) * speed]);
          controls.position.set([(x * gone) / whole, 0, (z * gone) / whole]);
        }
        await motion.step(controls, 1, tick, frame);
        forwardKinematics(positions, rotations, frame.hips, 0, frame.joints, 0, offsets);
        const toes = TOES.flatMap((joint) => [positions[joint * 3], positions[joint * 3 + 2]]);
        // A foot that is planted in two ticks running stays where it is.
        for (let foot = 0; foot < 2; foot++)
          if (((frame.contacts[0] & planted) >> foot) & 1)
            slid = Math.max(
              slid,
              Math.hypot(toes[foot * 2] - before[foot * 2], toes[foot * 2 + 1] - before[foot * 2 + 1]),
            );
        if (tick > 20 && frame.contacts[0] === 0) both += 1;
        lowest = Math.min(lowest, toes[0] - toes[2]);
        planted = frame.contacts[0];
        before.splice(0, 4, ...toes);
      }
      const { root } = motion.engine.state;
      expect(Math.hypot(root[0] - x, root[1] - z)).toBeLessThan(0.06);
      expect(Math.abs(root[2])).toBeLessThan(0.2);
      expect(slid).toBeLessThan(0.012);
      // Never both feet off the ground, and the left one stays on the left.
      expect(both).toBe(0);
      expect(lowest).toBeGreaterThan(0.02);
      // The feet have come along.
      const middle = [(before[0] + before[2]) / 2 - root[0], (before[1] + before[3]) / 2 - root[1]];
      expect(Math.hypot(...middle)).toBeLessThan(0.2);
      await motion.decoder.release();
    },
  );
});
