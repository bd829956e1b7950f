import { fileURLToPath } from 'node:url';
import { AUDIO_FEATURES, audioFeatures } from '@troupe/avatars/gesture';
import { canonicalBody, createMotionControls } from '@troupe/avatars/motion';
import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { describe, expect, test } from 'vitest';
import { openGestureModel } from './gesture-model.ts';
import { createLocalMotion } from './local-motion.ts';
import { createInlineMotion, createMotionRunner } from './motion-runner.ts';
import { readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const stub = (kind = ''): string => fileURLToPath(new URL(`./fixtures/gesture-stub${kind}`, import.meta.url));

/** A tone of so many Hz, 16 kHz. */
const tone = (hz: number, seconds: number, size = 0.5): Float32Array =>
  Float32Array.from({ length: seconds * 16_000 }, (_, i) => size * Math.sin((2 * Math.PI * hz * i) / 16_000));

describe('what a gesture model hears', () => {
  test('a tone has its pitch, its energy and its band', () => {
    const features = audioFeatures(tone(200, 1), 20);
    expect(features.length).toBe(20 * AUDIO_FEATURES.count);
    const middle = features.subarray(10 * 42, 11 * 42);
    expect(middle[41]).toBeCloseTo(2, 1);
    expect(middle[40]).toBeCloseTo(Math.log(0.125), 1);
    const high = audioFeatures(tone(3000, 1), 20).subarray(10 * 42, 11 * 42);
    const peak = (frame: Float32Array): number =>
      frame.subarray(0, 40).indexOf(Math.max(...frame.subarray(0, 40)));
    expect(peak(high)).toBeGreaterThan(peak(middle) + 10);
  });
  test('silence and numbers that are none are quiet and voiceless', () => {
    for (const value of [0, Number.NaN]) {
      const features = audioFeatures(new Float32Array(8_000).fill(value), 50);
      expect(features.length).toBe(25 * 42);
      expect(features[41]).toBe(0);
      expect(features.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the slot gesture.onnx', () => {
  test('a model of the right shape moves the arms of who speaks, and nobody else, and gives them back', async () => {
    const model = await openGestureModel(stub());
    const files = readMotionModel(FOLDER);
    const play = async (speaks: boolean): Promise<Float32Array[]> => {
      const motion = await createLocalMotion(files, {
        bodies: [canonicalBody(files.model.manifest)],
        capacity: 2,
        seed: 1,
      });
      const controls = createMotionControls(2);
      for (let n = 0; n < 2; n++) {
        controls.kind[n] = 1;
        controls.netId[n] = n + 1;
        controls.goalYaw[n] = Number.NaN;
        controls.position[n * 3] = n * 2;
      }
      const frame = motion.createFrame();
      if (speaks) expect(await motion.speak(model, 1, 5, audioFeatures(tone(200, 1), 20))).toBe(true);
      const seen: Float32Array[] = [];
      for (let tick = 0; tick < 40; tick++) {
        await motion.step(controls, 2, tick, frame);
        seen.push(frame.joints.slice());
      }
      await motion.decoder.release();
      return seen;
    };
    const [quiet, loud] = [await play(false), await play(true)];
    const arm = (frames: Float32Array[], tick: number, n: number): number[] => {
      const at = (n * (frames[tick].length / 2 / 4) + JOINT_INDEX.leftLowerArm) * 4;
      return [...frames[tick].subarray(at, at + 4)];
    };
    const far = (tick: number, n: number): number => {
      const dot = arm(quiet, tick, n).reduce((sum, value, k) => sum + value * arm(loud, tick, n)[k], 0);
      return 2 * Math.acos(Math.min(1, Math.abs(dot)));
    };
    expect(far(4, 0)).toBeLessThan(0.01);
    expect(far(15, 0)).toBeGreaterThan(0.2);
    expect(far(39, 0)).toBeLessThan(0.02);
    for (const tick of [4, 15, 39]) expect(far(tick, 1)).toBeLessThan(0.01);
    await model.release();
  }, 60_000);

  test.each([
    ['-shape', /pose is \[1,20,13\], not \[1, T', 12\]/],
    ['-nan', /numbers that are none/],
    ['-name', /maps features to motion, not features to pose/],
    ['-missing', /cannot read/],
  ])('a model that is wrong (%s) is refused with what is wrong', async (kind, message) => {
    await expect(openGestureModel(stub(kind))).rejects.toThrow(message);
  });

  test('one that is too slow is refused', async () => {
    let ms = 0;
    const nowMs = (): number => (ms += 400);
    await expect(openGestureModel(stub(), { nowMs })).rejects.toThrow(/took 400 ms for 1.0 s/);
  });

  test('one that becomes slow is told of and left out after three times', async () => {
    let step = 0;
    let ms = 0;
    const said: string[] = [];
    const nowMs = (): number => (ms += step);
    const model = await openGestureModel(stub(), { nowMs, onProblem: (message) => said.push(message) });
    const features = audioFeatures(tone(200, 1), 20);
    expect(await model.run(features)).toBeDefined();
    step = 2_000;
    for (let i = 0; i < 3; i++) expect(await model.run(features)).toBeUndefined();
    expect(said).toHaveLength(3);
    expect(said[2]).toMatch(/left out/);
    step = 0;
    expect(await model.run(features)).toBeUndefined();
    await model.release();
  });

  test.each(['inline', 'worker'])(
    'a refused model leaves the %s stage running, with a clear word',
    async (way) => {
      const said: string[] = [];
      const create = way === 'inline' ? createInlineMotion : createMotionRunner;
      const files = readMotionModel(FOLDER);
      const runner = await create({
        folder: FOLDER,
        bodies: [canonicalBody(files.model.manifest)],
        capacity: 2,
        seed: 1,
        gestureFolder: stub('-nan'),
        onProblem: (message) => said.push(message),
      });
      expect(said.join()).toMatch(/numbers that are none.*strokes on words/);
      await runner.speak({ netId: 1, startTick: 0, features: audioFeatures(tone(200, 1), 20) });
      await runner.close();
    },
    60_000,
  );
});
