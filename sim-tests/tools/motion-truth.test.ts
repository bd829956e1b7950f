import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { footContacts } from '@troupe/avatars/clip';
import { BODY_JOINT_COUNT, HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import { readMotionModel } from '@troupe/server/motion';
import { afterAll, describe, expect, it } from 'vitest';
import { readCast } from './different-bodies.ts';
import { followTruth } from './motion-follow.ts';
import { readTruth, type TrueMotion, truthClip } from './motion-truth.ts';

const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'troupe-truth-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Somebody in the T-pose who is drawn along a line at a speed: nobody's recording. */
function drawn(frames: number, mps: number): TrueMotion {
  const each = <T>(make: (i: number) => T[]): T[] => Array.from({ length: frames }, (_, i) => make(i)).flat();
  return {
    name: 'line',
    title: 'a line',
    kind: 'move',
    style: 'neutral',
    action: '',
    take: 'none',
    frames,
    hips: each((i) => [0, 0.965, (mps * i) / 20]),
    joints: each(() => Array.from({ length: BODY_JOINT_COUNT }, () => [0, 0, 0, 1]).flat()),
    root: each((i) => [0, (mps * i) / 20, 0]),
    contacts: each(() => [3]),
  };
}

const document = (motions: unknown[], more: object = {}): string =>
  JSON.stringify({
    format: 'troupe-motion-truth',
    version: 1,
    hz: 20,
    joints: HUMAN_JOINTS.slice(0, BODY_JOINT_COUNT),
    motions,
    ...more,
  });

describe('recordings to hold beside the model', () => {
  const file = join(folder, 'truth.json');

  it('are read as clips of the canonical person', () => {
    writeFileSync(file, document([drawn(30, 0)]));
    const clip = truthClip(readTruth(file)[0], readMotionModel(join(ASSETS, 'models/motion')).model.manifest);
    expect(clip.frames).toBe(30);
    expect(footContacts(clip).every((feet) => feet === 3)).toBe(true);
  });

  it.each([
    ['no file', undefined, /no such file.*truth\.py/],
    [
      'other numbers',
      document([{ ...drawn(30, 1), hips: [1, 2, 3] }]),
      /line has not the numbers of 30 frames/,
    ],
    ['other joints', document([drawn(30, 1)], { joints: ['a'] }), /joints are not those/],
    ['NaN', document([drawn(30, 1)]).replace('0.965', 'null'), /motions\.0\.hips/],
    ['another format', '{"format":"x"}', /format/],
  ])('%s is refused with what to do', (_, text, message) => {
    const bad = join(folder, text === undefined ? 'none.json' : 'bad.json');
    if (text !== undefined) writeFileSync(bad, text);
    expect(() => readTruth(bad)).toThrow(message);
  });

  it('the model goes the way of one, at its pace, from the first picture on', async () => {
    const files = readMotionModel(join(ASSETS, 'models/motion'));
    const body = readCast(join(ASSETS, 'bodies')).find(({ id }) => id === 'tilda')!;
    const reel = await followTruth(files, body, drawn(60, 1.2), { style: 0, action: 0 });
    for (const frame of [0, 20, 40, 59]) {
      expect(Math.abs(reel.hips[frame * 3])).toBeLessThan(0.15);
      expect(Math.abs(reel.hips[frame * 3 + 2] - 0.06 * frame)).toBeLessThan(0.2);
    }
    expect(new Set(reel.contacts).size).toBeGreaterThan(1);
  }, 60_000);
});
