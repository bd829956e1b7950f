/** One photo to a body, end to end. The "photo" is a render of one of our own generated bodies. */
import { fileURLToPath } from 'node:url';
import { checkVrm, readGlbJson } from '@troupe/avatars/body';
import { PhotoRefused, runPhoto } from '@troupe/avatars/photo';
import { HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import { validateBytes } from 'gltf-validator';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { PHOTO_SIZE, photograph } from './draw-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODEL = `${ROOT}assets/models/body`;
const LIMIT_MS = 90_000;

describe('a body from one photo', () => {
  let made: Awaited<ReturnType<typeof runPhoto>>;
  const steps: string[] = [];

  beforeAll(async () => {
    made = await runPhoto(await photograph('bruno'), {
      modelFolder: MODEL,
      wishes: { heightM: 1.8, name: 'Test person' },
      stageId: 'test-person',
      tell: (step) => steps.push(step),
    });
  }, LIMIT_MS);

  test('lies on the person in the picture', () => {
    expect(made.report.reprojection).toBeLessThan(0.01);
    expect(made.report.iou).toBeGreaterThan(0.85);
    expect(made.report.heightM).toBeCloseTo(1.8, 1);
  });

  test('is a valid glTF and a good VRM 1.0 with 52 bones and every expression', async () => {
    const report = await validateBytes(made.vrm, { maxIssues: 50 });
    expect(report.issues.messages.filter((m: { severity: number }) => m.severity === 0)).toEqual([]);
    expect(checkVrm(made.vrm)).toEqual([]);
  });

  test('may be used by nobody but the giver, and says what was seen', () => {
    const json = readGlbJson(made.vrm) as {
      extensions: { VRMC_vrm: { meta: Record<string, unknown>; expressions: { custom: object } } };
    };
    const { meta, expressions } = json.extensions.VRMC_vrm;
    expect(meta).toMatchObject({
      name: 'Test person',
      avatarPermission: 'onlyAuthor',
      commercialUsage: 'personalNonProfit',
      allowRedistribution: false,
      modification: 'prohibited',
    });
    expect(meta.copyrightInformation).toMatch(/consent.*% was seen.*% filled/);
    expect(Object.keys(expressions.custom).length).toBeGreaterThanOrEqual(51);
    const { seen, mirrored, filled } = made.report.surface;
    expect(seen + mirrored + filled).toBeCloseTo(1, 6);
    expect(seen).toBeGreaterThan(0.15);
  });

  test('comes with three levels for the stage on the 52 joints', async () => {
    const { lods, body } = made.stage!;
    expect(body.restOffsets).toHaveLength(HUMAN_JOINTS.length * 3);
    expect(body.files.lods).toHaveLength(3);
    for (const [i, most] of [28_000, 13_500, 1_700].entries()) {
      const report = await validateBytes(lods[i], { maxIssues: 20 });
      expect(report.issues.numErrors).toBe(0);
      expect(body.triangles.lods[i]).toBeLessThan(most);
      const json = readGlbJson(lods[i]) as { nodes: { name: string }[]; skins: { joints: number[] }[] };
      const names = json.skins[0].joints.map((joint) => json.nodes[joint].name).sort();
      expect(names).toEqual([...HUMAN_JOINTS].sort());
    }
  });

  test('stays within a GiB and tells its steps', () => {
    expect(made.peakMiB).toBeLessThan(1024);
    expect(steps[0]).toBe('reading the picture');
    expect(steps).toContain('painting');
  });
});

describe('pictures that cannot become a body', () => {
  const code = (photo: Uint8Array) =>
    runPhoto(photo, { modelFolder: MODEL }).then(
      () => 'made',
      (error) => (error instanceof PhotoRefused ? error.code : String(error)),
    );

  test(
    'nobody, half a person, several people',
    async () => {
      const wall = await sharp({ create: { ...PHOTO_SIZE, channels: 3, background: '#8899aa' } })
        .jpeg()
        .toBuffer();
      expect(await code(wall)).toBe('no-person');
      const whole = await photograph('bruno');
      const half = await sharp(whole)
        .extract({ left: 60, top: 0, width: 580, height: 470 })
        .jpeg()
        .toBuffer();
      expect(await code(half)).toBe('half-person');
      // The largest network and the body model are not read for it.
      await expect(runPhoto(half, { modelFolder: MODEL })).rejects.toSatisfy(
        ({ peakMiB }: PhotoRefused) => (peakMiB ?? 999) < 300,
      );
      const other = await photograph('nadia', -0.2);
      const both = await sharp({ create: { width: 1400, height: 1000, channels: 3, background: '#808080' } })
        .composite([
          { input: whole, left: 0, top: 0 },
          { input: other, left: 700, top: 0 },
        ])
        .jpeg()
        .toBuffer();
      expect(await code(both)).toBe('several-people');
      // One of them small in a wide picture: found only when it is looked at in parts.
      const small = await sharp(other).resize({ height: 560 }).toBuffer();
      const wide = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#808080' } })
        .composite([
          { input: whole, left: 100, top: 0 },
          { input: small, left: 1500, top: 400 },
        ])
        .jpeg()
        .toBuffer();
      expect(await code(wide)).toBe('several-people');
    },
    LIMIT_MS,
  );

  test('a run can be cancelled, and a run that is too slow is ended', async () => {
    const photo = await photograph('bruno');
    const stop = new AbortController();
    const cancelled = runPhoto(photo, { modelFolder: MODEL, signal: stop.signal, tell: () => stop.abort() });
    await expect(cancelled).rejects.toThrow('cancelled');
    const slow = runPhoto(photo, { modelFolder: MODEL, limits: { secondsMax: 0.2 } });
    await expect(slow).rejects.toMatchObject({ code: 'time' });
  });
});
