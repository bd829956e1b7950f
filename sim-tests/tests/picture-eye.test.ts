/** Pictures that guests hold out, looked at by the process of the stage with our own models. */
import { createEye } from '@troupe/server/eye';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { photograph } from './draw-fixture.ts';
import { posedPerson } from './posed-people.ts';

const problems: string[] = [];
const eye = createEye({ onProblem: (message) => problems.push(message) });
afterAll(() => eye.close());

describe('the eye of a stage', () => {
  test('sees one of our own bodies, whole and standing', async () => {
    const sight = await eye.look(await photograph('amara'));
    expect(sight?.people).toMatchObject([{ pose: 'standing', shows: 'whole', across: 'middle' }]);
    expect(sight?.colours.length).toBeGreaterThan(0);
  }, 60_000);
  test('sees a raised arm', async () => {
    const draw = await posedPerson(8);
    const { data, width, height } = await draw({
      rightUpperArm: [0, 0, -1.75],
      rightLowerArm: [0, 0, -0.35],
    });
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    expect((await eye.look(png))?.people).toMatchObject([{ arms: 'oneUp' }]);
  }, 60_000);
  test('nobody where nobody is, and the colours of it', async () => {
    const png = await sharp({ create: { width: 320, height: 200, channels: 3, background: '#1e50c8' } })
      .png()
      .toBuffer();
    expect(await eye.look(png)).toMatchObject({ people: [], colours: [{ name: 'blue', share: 1 }] });
  }, 60_000);
  test('bombs, cut files and noise are told of, and the next picture is looked at', async () => {
    const bomb = await sharp({ create: { width: 14_000, height: 14_000, channels: 3, background: '#000' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const good = await sharp({ create: { width: 64, height: 64, channels: 4, background: '#ffffff00' } })
      .webp()
      .toBuffer();
    problems.length = 0;
    expect(await eye.look(bomb)).toBeUndefined();
    expect(await eye.look(good.subarray(0, 30))).toBeUndefined();
    expect(
      await eye.look(Buffer.from('no picture at all, but long enough to be taken for one')),
    ).toBeUndefined();
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^a picture could not be looked at: .*pixel limit/);
    expect((await eye.look(good))?.colours).toEqual([{ name: 'white', share: 1 }]);
  }, 60_000);
  test('more than wait are not looked at; one that hangs is given up', async () => {
    const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    const looks = await Promise.all(Array.from({ length: 8 }, () => eye.look(png)));
    expect(looks.filter((one) => one === undefined)).toHaveLength(4);
    const told: string[] = [];
    const hasty = createEye({ patienceMs: 1, onProblem: (message) => told.push(message) });
    expect(await hasty.look(png)).toBeUndefined();
    expect(told[0]).toMatch(/without an end/);
    hasty.close();
  }, 60_000);
});
