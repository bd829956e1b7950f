/** Derived styles on the real model: to be told apart by eye, sound on their feet, without a pop, and nobody else's business. */
import { fileURLToPath } from 'node:url';
import {
  canonicalBody,
  createMotionFrame,
  createSearchIndex,
  type MotionFrame,
  type MotionStyle,
  type SearchIndex,
  stylesOf,
} from '@troupe/avatars/motion';
import { GAZE_LIMITS, HINGE_LIMITS, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import {
  createLocalMotion,
  type LocalMotion,
  type MotionFiles,
  readMotionModel,
} from '@troupe/server/motion';
import { beforeAll, describe, expect, test } from 'vitest';
import { walkStraight } from '../bench/motion-styles.ts';
import { createCrowd } from '../tools/motion-crowd.ts';
import {
  measureQuality,
  runCrowd,
  SHOWN,
  secondDifferenceMost,
  shownPositions,
  WIDTH,
} from '../tools/motion-metrics.ts';
import type { StyleMeasures } from '../tools/style-measures.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const SLOW_MS = 120_000;

let files: MotionFiles;
let index: SearchIndex;
let styles: MotionStyle[];
let derived: MotionStyle[];

beforeAll(() => {
  files = readMotionModel(FOLDER);
  index = createSearchIndex(files.model);
  styles = stylesOf(files.model.manifest);
  derived = styles.filter((style) => style.derived !== undefined);
}, SLOW_MS);

const open = (
  capacity: number,
  known: readonly MotionStyle[] = styles,
  from: MotionFiles = files,
): Promise<LocalMotion> =>
  createLocalMotion(from, {
    bodies: [canonicalBody(files.model.manifest)],
    capacity,
    seed: 3,
    index,
    styles: known,
  });
const indexOf = (name: string): number => styles.findIndex((style) => style.name === name);

describe('a person without a derived style', () => {
  const PEOPLE = 8;

  async function posesOf(motion: LocalMotion, last: number) {
    const learned = styles.length - derived.length;
    const { capsule } = files.model.manifest;
    const crowd = createCrowd({ people: PEOPLE, seed: 5, capsule, faces: true, looks: true });
    for (let n = 0; n < PEOPLE; n++) crowd.controls.style[n] = n === PEOPLE - 1 ? last : n % learned;
    const frames: MotionFrame[] = [];
    const rows: number[] = [];
    for (let tick = 0; tick < 200; tick++) {
      crowd.step();
      const frame = createMotionFrame(PEOPLE);
      await motion.step(crowd.controls, PEOPLE, tick, frame);
      frames.push(frame);
      rows.push(...motion.engine.state.row.subarray(0, PEOPLE - 1));
    }
    await motion.decoder.release();
    return { frames, rows };
  }

  test('moves to the bit as in an engine that knows of none', { timeout: SLOW_MS }, async () => {
    const plain = await posesOf(await open(PEOPLE, stylesOf(files.model.manifest, [])), 0);
    const known = await posesOf(await open(PEOPLE), 0);
    plain.frames.forEach((frame, tick) => {
      expect(known.frames[tick].joints).toEqual(frame.joints);
      expect(known.frames[tick].hips).toEqual(frame.hips);
    });
  });

  test('is left alone by a neighbour who has one', { timeout: SLOW_MS }, async () => {
    // The int8 network rounds by the batch it is asked in; the exact one tells what the engine does.
    const exact = { ...files, network: files.exactNetwork };
    const plain = await posesOf(await open(PEOPLE, styles, exact), 0);
    const mixed = await posesOf(await open(PEOPLE, styles, exact), indexOf('old'));
    expect(mixed.rows).toEqual(plain.rows);
    let apart = 0;
    let neighbour = 0;
    const others = (PEOPLE - 1) * JOINT_COUNT * 4;
    plain.frames.forEach(({ joints }, tick) => {
      const seen = mixed.frames[tick].joints;
      for (let k = 0; k < joints.length; k++) {
        const far = Math.abs(seen[k] - joints[k]);
        if (k < others) apart = Math.max(apart, far);
        else neighbour = Math.max(neighbour, far);
      }
    });
    expect(apart).toBeLessThan(1e-3);
    expect(neighbour).toBeGreaterThan(0.1);
  });

  test('is one again a while after a derived style: its time and steps are as recorded', async () => {
    const motion = await open(1);
    const crowd = createCrowd({ people: 1, seed: 5, capsule: files.model.manifest.capsule });
    const frame = motion.createFrame();
    const { tempo, stride } = motion.engine.state;
    for (let tick = 0; tick < 80; tick++) {
      crowd.controls.style[0] = tick < 40 ? indexOf('old') : 0;
      crowd.step();
      await motion.step(crowd.controls, 1, tick, frame);
      if (tick === 39) expect(stride[0]).toBeLessThan(0.7);
    }
    expect([tempo[0], stride[0]]).toEqual([1, 1]);
    await motion.decoder.release();
  });
});

/** A difference in one of these, in its own unit, is seen at a glance. */
const SEEN: Partial<StyleMeasures> = {
  trunkDeg: 8,
  headDeg: 14,
  stepCm: 12,
  widthCm: 5,
  elbowDeg: 20,
  hipsCm: 3,
  stepsPerMin: 12,
  liftCm: 4,
};

describe('derived styles', () => {
  test('each is told from its base and from every other by several measures', {
    timeout: SLOW_MS,
  }, async () => {
    const looks = new Map<string, StyleMeasures>();
    for (const style of [styles[indexOf('neutral')], ...derived])
      looks.set(style.name, await walkStraight(files, style, 3, index));
    const names = [...looks.keys()];
    for (const a of names) {
      for (const b of names.slice(names.indexOf(a) + 1)) {
        const seen = Object.entries(SEEN).filter(
          ([key, least]) =>
            Math.abs(looks.get(a)![key as keyof StyleMeasures] - looks.get(b)![key as keyof StyleMeasures]) >=
            least,
        );
        expect(seen.length, `${a} against ${b}: ${seen.map(([key]) => key)}`).toBeGreaterThanOrEqual(2);
      }
    }
    const [neutral, tired, sad, proud, old] = ['neutral', 'tired', 'sad', 'proud', 'old'].map(
      (name) => looks.get(name)!,
    );
    expect(tired.stepsPerMin).toBeLessThan(neutral.stepsPerMin * 0.9);
    expect(tired.trunkDeg).toBeGreaterThan(neutral.trunkDeg + 8);
    expect(sad.headDeg).toBeGreaterThan(neutral.headDeg + 25);
    expect(sad.armSwingDeg).toBeLessThan(neutral.armSwingDeg * 0.7);
    expect(proud.trunkDeg).toBeLessThan(neutral.trunkDeg - 5);
    expect(proud.widthCm).toBeLessThan(neutral.widthCm * 0.5);
    expect(old.stepCm).toBeLessThan(neutral.stepCm * 0.65);
    expect(old.trunkDeg).toBeGreaterThan(neutral.trunkDeg + 15);
  });

  test('stand firm, keep to their way and to human joints, in turns and stops too', {
    timeout: SLOW_MS,
  }, async () => {
    for (const style of derived) {
      const motion = await open(4);
      const { capsule } = files.model.manifest;
      const crowd = createCrowd({ people: 4, seed: 11, capsule, styles, faces: true, spacingM: 3 });
      crowd.controls.style.fill(indexOf(style.name));
      const run = await runCrowd(motion, crowd, 500);
      const quality = await measureQuality(motion, run);
      expect(quality.finite, style.name).toBe(true);
      expect(quality.skateCmps, style.name).toBeLessThan(2);
      expect(quality.penetrationCm, style.name).toBeLessThan(1);
      expect(quality.kneeFlipPercent, style.name).toBeLessThan(0.1);
      expect(quality.trajectoryCm, style.name).toBeLessThan(8);
      expect(Math.max(...worstBends(run.joints, run.ticks * 4)), style.name).toBeLessThanOrEqual(0);
      await motion.decoder.release();
    }
  });

  test('give way to one another without a pop', { timeout: SLOW_MS }, async () => {
    const people = 6;
    const shaken = async (every: number): Promise<number> => {
      const motion = await open(people);
      const { capsule } = files.model.manifest;
      const crowd = createCrowd({
        people,
        seed: 11,
        capsule,
        styles,
        spacingM: 3,
        direct: (controls, tick) => {
          const turn = every > 0 ? Math.floor(tick / every) : 0;
          const all = [0, ...derived.map(({ name }) => indexOf(name))];
          for (let n = 0; n < people; n++) controls.style[n] = all[(turn * (1 + (n % 3)) + n) % all.length];
        },
      });
      const run = await runCrowd(motion, crowd, 600);
      await motion.decoder.release();
      const { frames, positions } = shownPositions(run, canonicalBody(files.model.manifest).restOffsets);
      const peaks: number[] = [];
      for (let n = 0; n < people; n++)
        for (let frame = 3 * SHOWN; frame < frames; frame++)
          peaks.push(secondDifferenceMost(positions, frame, people * WIDTH, n * WIDTH));
      peaks.sort((a, b) => a - b);
      return peaks[Math.floor(peaks.length * 0.999)];
    };
    const [kept, changed] = [await shaken(0), await shaken(25)];
    expect(changed / kept).toBeLessThan(1.3);
  });
});

/** Deep breath moves neck and head by this much on top, rad. */
const BREATH_RAD = 0.12;

/** How far hinges and necks go beyond their limits, rad; below 0: within. */
function worstBends(joints: Float32Array, poses: number): number[] {
  const beyond = [-1, -1, -1];
  const flexion = (pose: number, joint: number): number => {
    const q = (pose * JOINT_COUNT + joint) * 4;
    return 2 * Math.atan2(joints[q] * Math.sign(joints[q + 3] || 1), Math.abs(joints[q + 3]));
  };
  const { neck, head, leftLowerLeg, rightLowerLeg } = JOINT_INDEX;
  for (let pose = 0; pose < poses; pose++) {
    const down = flexion(pose, neck) + flexion(pose, head);
    beyond[0] = Math.max(beyond[0], down - GAZE_LIMITS.downRad - BREATH_RAD, -down - GAZE_LIMITS.upRad);
    for (const knee of [leftLowerLeg, rightLowerLeg]) {
      const bend = flexion(pose, knee);
      beyond[1] = Math.max(beyond[1], bend - HINGE_LIMITS.mostRad, HINGE_LIMITS.leastRad - bend - 1e-3);
    }
  }
  return beyond;
}
