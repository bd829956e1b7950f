import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClip } from '@troupe/avatars/clip';
import { validateBytes } from 'gltf-validator';
import { afterAll, expect, test, vi } from 'vitest';
import { tinyBvh } from '../../avatars/src/clip/clip-fixtures.ts';
import { readClipBytes } from '../../cli/src/clip-files.ts';
import { run as importClip } from '../../cli/src/clip-import.ts';
import { run as info } from '../../cli/src/clip-info.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-clip-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a BVH becomes a valid VRMA, BVH and JSON on Tilda', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const file = join(folder, 'a.bvh');
  writeFileSync(file, tinyBvh({ frames: 40, scale: 100 }));
  for (const ending of ['vrma', 'bvh', 'clip.json']) {
    const out = join(folder, `b.${ending}`);
    expect(await importClip([file, '--out', out, '--json'])).toBe(0);
    expect(JSON.parse(String(log.mock.lastCall?.[0]))).toMatchObject({ unit: 'cm', fps: 20, frames: 27 });
    expect(readClip(readFileSync(out), out).rig.legLengthM).toBeCloseTo(0.8267, 2);
  }
  const report = await validateBytes(new Uint8Array(readFileSync(join(folder, 'b.vrma'))));
  expect(report.issues.messages.filter((message) => message.severity <= 1)).toEqual([]);
  expect(await info([file, '--json'])).toBe(0);
  expect(JSON.parse(String(log.mock.lastCall?.[0]))).toMatchObject({ frames: 40, unit: 'cm', up: 'y' });
  log.mockRestore();
});

test('2 GB are refused without being read', () => {
  const file = join(folder, 'huge.bvh');
  writeFileSync(file, 'HIERARCHY\n');
  truncateSync(file, 2_000_000_000);
  expect(() => readClipBytes(file)).toThrow(/huge\.bvh: 2000 MB are more than 256 MB/);
});

test('wrong options are named', async () => {
  await expect(importClip(['x.bvh', '--out', 'x.txt'])).rejects.toThrow(/--out x\.txt.*\.vrma/);
  await expect(importClip(['none.bvh', '--out', 'x.vrma', '--body', 'nobody'])).rejects.toThrow(
    /--body nobody/,
  );
  await expect(importClip(['none.bvh', '--out', 'x.vrma'])).rejects.toThrow(/none\.bvh: it cannot be read/);
});
