import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FACE_INDEX } from '@troupe/avatars/face';
import { quatToVector } from '@troupe/avatars/maths';
import {
  type BodyProportions,
  canonicalBody,
  createMotionControls,
  createSearchIndex,
  type MotionControls,
  type MotionFrame,
  POSE_VALUES,
  type SearchIndex,
} from '@troupe/avatars/motion';
import { BODY_JOINT_COUNT, forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalMotion, type LocalMotion } from './local-motion.ts';
import { type MotionFiles, readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const WIDTH = JOINT_COUNT * 4;

let files: MotionFiles;
let index: SearchIndex;
let body: BodyProportions;

beforeAll(() => {
  files = readMotionModel(FOLDER);
  index = createSearchIndex(files.model);
  body = canonicalBody(files.model.manifest);
});

function open(
  capacity: number,
  more: Partial<Parameters<typeof createLocalMotion>[1]> = {},
): Promise<LocalMotion> {
  return createLocalMotion(files, { bodies: [body], capacity, seed: 1, index, ...more });
}

/** People who stand side by side. */
function standing(people: number): MotionControls {
  const controls = createMotionControls(people);
  for (let n = 0; n < people; n++) {
    controls.kind[n] = 1;
    controls.netId[n] = n + 1;
    controls.goalYaw[n] = Number.NaN;
    controls.position[n * 3] = n * 1.5;
  }
  return controls;
}

/** Lets person n walk straight on along +Z at a speed. */
function walkOn(controls: MotionControls, n: number, speedMps: number): void {
  controls.drive[n] = 1;
  controls.walking[n] = 1;
  controls.goalSpeed[n] = speedMps;
  controls.remaining[n] = 50;
  controls.goal[n * 2 + 1] = controls.position[n * 3 + 2] + 50;
  controls.desired[n * 2 + 1] = speedMps;
  controls.velocity[n * 3 + 2] = speedMps;
  controls.position[n * 3 + 2] += speedMps / 20;
}

function expectSound(frame: MotionFrame, people: number): void {
  for (let n = 0; n < people; n++) {
    expect(frame.posed[n]).toBe(1);
    expect(Number.isFinite(frame.hips[n * 3] + frame.hips[n * 3 + 1] + frame.hips[n * 3 + 2])).toBe(true);
    for (let q = n * WIDTH; q < (n + 1) * WIDTH; q += 4) {
      expect(Math.hypot(...frame.joints.subarray(q, q + 4))).toBeCloseTo(1, 4);
    }
  }
}

function placed(frame: MotionFrame, n: number, restOffsets: readonly number[]): Float64Array {
  const positions = new Float64Array(JOINT_COUNT * 3);
  forwardKinematics(
    positions,
    new Float64Array(WIDTH),
    frame.hips,
    n * 3,
    frame.joints,
    n * WIDTH,
    Float64Array.from(restOffsets),
  );
  return positions;
}

async function run(
  motion: LocalMotion,
  controls: MotionControls,
  people: number,
  ticks: number,
  each?: (tick: number) => void,
) {
  const frame = motion.createFrame();
  for (let tick = 0; tick < ticks; tick++) {
    each?.(tick);
    await motion.step(controls, people, tick, frame);
  }
  return frame;
}

describe('the network', () => {
  it('answers the golden vectors of the training code', async () => {
    const golden = JSON.parse(readFileSync(`${FOLDER}/golden.json`, 'utf8')) as {
      decode: { xz: number[]; pose: number[] }[];
    };
    const { decoder } = await open(1);
    const codes = Float32Array.from(golden.decode.flatMap(({ xz }) => xz));
    const poses = await decoder.decode(codes, golden.decode.length);
    golden.decode.forEach(({ pose }, row) => {
      pose.forEach((value, k) => {
        expect(Math.abs(poses[row * POSE_VALUES + k] - value)).toBeLessThan(1e-4);
      });
    });
  });

  it('has an int8 twin for crowds that stays within half a centimetre and about a degree', async () => {
    const golden = JSON.parse(readFileSync(`${FOLDER}/golden.json`, 'utf8')) as {
      decode: { xz: number[]; pose: number[] }[];
    };
    const twin = await createLocalMotion(readMotionModel(FOLDER, 'int8'), {
      bodies: [body],
      capacity: 1,
      seed: 1,
      index,
    });
    const codes = Float32Array.from(golden.decode.flatMap(({ xz }) => xz));
    const poses = await twin.decoder.decode(codes, golden.decode.length);
    let exact = true;
    golden.decode.forEach(({ pose }, row) => {
      pose.forEach((value, k) => {
        const error = Math.abs(poses[row * POSE_VALUES + k] - value);
        expect(error).toBeLessThan(k < 3 ? 0.005 : 0.02);
        if (error > 1e-4) exact = false;
      });
    });
    expect(exact).toBe(false);
  });
});

describe('a pose', () => {
  it('stays finite and unit when the network answers NaN, nothing, or nonsense', async () => {
    const motion = await open(2);
    const controls = standing(2);
    const frame = await run(motion, controls, 2, 20, () => walkOn(controls, 0, 1.2));
    for (let tick = 20; tick < 40; tick++) {
      walkOn(controls, 0, 1.2);
      const rows = motion.engine.advance(controls, 2, tick);
      const answer = [
        null,
        new Float32Array(rows * POSE_VALUES).fill(Number.NaN),
        new Float32Array(rows * POSE_VALUES),
      ];
      motion.engine.pose(answer[tick % 3], controls, 2, tick, frame);
      expectSound(frame, 2);
    }
    expect(motion.engine.stats.kept).toBe(40);
    await run(motion, controls, 2, 1);
    expectSound(frame, 2);
  });

  it('is there at once even for a newcomer without an answer', async () => {
    const motion = await open(1);
    const controls = standing(1);
    const frame = motion.createFrame();
    motion.engine.advance(controls, 1, 0);
    motion.engine.pose(null, controls, 1, 0, frame);
    expectSound(frame, 1);
    expect(frame.hips[1]).toBeCloseTo(0.965, 1);
  });

  it('survives controls that are no numbers', async () => {
    const motion = await open(2);
    const controls = standing(2);
    const frame = await run(motion, controls, 2, 60, (tick) => {
      walkOn(controls, 0, 1);
      if (tick !== 20) return;
      for (const array of [
        controls.lookAt,
        controls.lookWeight,
        controls.stillness,
        controls.goal,
        controls.face,
      ]) {
        array.fill(Number.NaN);
      }
      controls.remaining.fill(Number.NaN);
      controls.goalSpeed.fill(Number.NaN);
      controls.style.fill(250);
      controls.body.fill(250);
      controls.action.fill(250);
    });
    expectSound(frame, 2);
    expect(frame.face.every(Number.isFinite)).toBe(true);
    controls.position[0] = Number.NaN;
    await motion.step(controls, 2, 60, frame);
    expect([frame.posed[0], frame.posed[1]]).toEqual([0, 1]);
  });

  it('follows a capsule that is put elsewhere, and a slot that changes hands', async () => {
    const motion = await open(2);
    const controls = standing(2);
    const frame = await run(motion, controls, 2, 30);
    controls.position[0] = 40;
    controls.netId[1] = 77;
    controls.position[5] = -9;
    await motion.step(controls, 2, 30, frame);
    expect(Math.abs(frame.hips[0] - 40)).toBeLessThan(0.25);
    expect(Math.abs(frame.hips[5] + 9)).toBeLessThan(0.25);
    expect(frame.netId[1]).toBe(77);
    controls.kind[0] = 0;
    await motion.step(controls, 2, 31, frame);
    expect(frame.posed[0]).toBe(0);
  });

  it('is the same again under the same seed and another under another', async () => {
    const poses = await Promise.all(
      [5, 5, 6].map(async (seed) => {
        const controls = standing(1);
        const frame = await run(await open(1, { seed }), controls, 1, 60, () => walkOn(controls, 0, 1.1));
        return Array.from(frame.joints);
      }),
    );
    expect(poses[0]).toEqual(poses[1]);
    expect(poses[0]).not.toEqual(poses[2]);
  });
});

describe('people', () => {
  it('do not stand like twins', async () => {
    const people = 24;
    const frame = await run(await open(people), standing(people), people, 40);
    for (let a = 0; a < people; a++) {
      for (let b = a + 1; b < people; b++) {
        let apart = 0;
        for (let q = 0; q < BODY_JOINT_COUNT * 4; q += 4) {
          let dot = 0;
          for (let k = 0; k < 4; k++)
            dot += frame.joints[a * WIDTH + q + k] * frame.joints[b * WIDTH + q + k];
          apart += 2 * Math.acos(Math.min(1, Math.abs(dot)));
        }
        expect(apart / BODY_JOINT_COUNT).toBeGreaterThan(0.015);
      }
    }
  });

  it('of any size stand and walk on the ground, not in it', async () => {
    const sizes = [0.72, 0.9, 1, 1.15].map((size) => ({
      id: `size ${size}`,
      hipsHeightM: body.hipsHeightM * size,
      legLengthM: body.legLengthM * size,
      restOffsets: body.restOffsets.map((x) => x * size),
    }));
    const motion = await open(4, { bodies: sizes });
    const controls = standing(4);
    controls.body.set([0, 1, 2, 3]);
    const heights: number[] = [];
    const frame = motion.createFrame();
    for (let tick = 0; tick < 120; tick++) {
      for (let n = 0; n < 4; n++) walkOn(controls, n, 1.1);
      await motion.step(controls, 4, tick, frame);
      if (tick < 20) continue;
      sizes.forEach((size, n) => {
        const positions = placed(frame, n, size.restOffsets);
        const left = positions[JOINT_INDEX.leftToes * 3 + 1];
        const right = positions[JOINT_INDEX.rightToes * 3 + 1];
        expect(Math.min(left, right)).toBeGreaterThan(0);
        heights.push(Math.min(left, right));
      });
    }
    heights.sort((a, b) => a - b);
    expect(heights[Math.floor(heights.length * 0.9)]).toBeLessThan(0.05);
  });

  it('put their feet on steps and slopes', async () => {
    const groundAt = (_x: number, z: number): number =>
      z < 2 ? 0 : z < 3.6 ? Math.floor((z - 2) / 0.4 + 1) * 0.15 : 0.6;
    const motion = await open(1, { groundAt });
    const controls = standing(1);
    const frame = motion.createFrame();
    const errors: number[] = [];
    for (let tick = 0; tick < 130; tick++) {
      walkOn(controls, 0, 0.9);
      controls.position[1] = groundAt(0, controls.position[2]);
      await motion.step(controls, 1, tick, frame);
      const positions = placed(frame, 0, body.restOffsets);
      for (const [bit, toe] of [
        [1, JOINT_INDEX.leftToes],
        [2, JOINT_INDEX.rightToes],
      ]) {
        if (tick < 10 || !(frame.contacts[0] & bit)) continue;
        errors.push(Math.abs(positions[toe * 3 + 1] - 0.02 - groundAt(0, positions[toe * 3 + 2])));
      }
    }
    errors.sort((a, b) => a - b);
    expect(frame.hips[1]).toBeGreaterThan(1.4);
    expect(errors[Math.floor(errors.length * 0.9)]).toBeLessThan(0.05);
  });

  it('look where they are told, head and eyes, within what necks can do', async () => {
    const motion = await open(2);
    const controls = standing(2);
    controls.lookWeight.fill(1);
    controls.lookAt.set([2, 1.6, 2, 1.5, 1.6, -3]);
    const frame = await run(motion, controls, 2, 40);
    const headings = [0, 1].map((n) => {
      const rotations = new Float64Array(WIDTH);
      forwardKinematics(
        new Float64Array(JOINT_COUNT * 3),
        rotations,
        frame.hips,
        n * 3,
        frame.joints,
        n * WIDTH,
        Float64Array.from(body.restOffsets),
      );
      const vector = [0, 0, 0];
      quatToVector(vector, 0, rotations, JOINT_INDEX.head * 4);
      return vector[1];
    });
    const eyes = (frame.face[FACE_INDEX.lookLeft] - frame.face[FACE_INDEX.lookRight]) * 0.6;
    expect(headings[0] + eyes).toBeGreaterThan(Math.PI / 4 - 0.3);
    expect(headings[0] + eyes).toBeLessThan(Math.PI / 4 + 0.3);
    // What is straight behind is not looked at: the body must turn first.
    expect(Math.abs(headings[1])).toBeLessThan(0.6);
  });

  it('blink and breathe, unless they are to be still', async () => {
    const motion = await open(2);
    const controls = standing(2);
    controls.stillness[1] = 1;
    const shut = [0, 0];
    const chest: number[][] = [[], []];
    const frame = motion.createFrame();
    for (let tick = 0; tick < 400; tick++) {
      await motion.step(controls, 2, tick, frame);
      for (let n = 0; n < 2; n++) {
        if (frame.face[n * 18 + FACE_INDEX.blink] > 0.6) shut[n] += 1;
        if (tick > 60) chest[n].push(frame.joints[n * WIDTH + JOINT_INDEX.upperChest * 4]);
      }
    }
    expect(shut[0]).toBeGreaterThan(2);
    expect(shut[0]).toBeLessThan(40);
    expect(shut[1]).toBe(0);
    const range = (list: number[]): number => Math.max(...list) - Math.min(...list);
    expect(range(chest[0])).toBeGreaterThan(0.004);
    expect(range(chest[1])).toBeLessThan(1e-4);
  });
});

describe('an action', () => {
  it('raises the hand of a wave above the shoulder and ends by itself; called off, it ends sooner', async () => {
    const names = files.model.manifest.actions.map((action) => action.name);
    const wave = names.indexOf('waveRight');
    const heights = await Promise.all(
      [200, 25].map(async (until) => {
        const motion = await open(1);
        const controls = standing(1);
        const list: number[] = [];
        const frame = motion.createFrame();
        for (let tick = 0; tick < 140; tick++) {
          controls.action[0] = tick >= 10 && tick < until ? wave + 1 : 0;
          controls.actionStartTick[0] = 10;
          await motion.step(controls, 1, tick, frame);
          const positions = placed(frame, 0, body.restOffsets);
          list.push(positions[JOINT_INDEX.rightHand * 3 + 1] - positions[JOINT_INDEX.rightUpperArm * 3 + 1]);
        }
        return list;
      }),
    );
    expect(Math.max(...heights[0].slice(25, 60))).toBeGreaterThan(0.1);
    expect(heights[0][9]).toBeLessThan(-0.2);
    expect(heights[0][135]).toBeLessThan(-0.2);
    expect(heights[1][45]).toBeLessThan(-0.2);
  });
});
