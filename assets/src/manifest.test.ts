import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ASSET_GROUPS, buildManifest, checkManifest } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-assets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return path;
};

describe('the manifest of assets', () => {
  const paths = [
    put('personas/tilda.json', '{}'),
    put('bodies/tilda/body.json', 'abc'),
    put('models/motion/m.bin', ''),
  ];
  const manifest = buildManifest(folder, paths);

  test('lists every file once with bytes and sum, under the licence of its group', () => {
    const bodies = manifest.groups.find((group) => group.id === 'bodies')!;
    expect(bodies.files).toEqual([
      {
        path: 'bodies/tilda/body.json',
        bytes: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
    ]);
    expect(manifest.groups.flatMap((group) => group.files)).toHaveLength(3);
    expect(checkManifest(folder, manifest, paths)).toEqual([]);
  });

  test('a changed, a missing, a new and a groupless file are each named', () => {
    put('bodies/tilda/body.json', 'abd');
    const now = [paths[1], paths[2], put('bodies/mina/body.json', ''), put('stray.txt', '')];
    expect(checkManifest(folder, manifest, now)).toEqual([
      { path: 'bodies/tilda/body.json', problem: 'changed' },
      { path: 'personas/tilda.json', problem: 'missing' },
      { path: 'bodies/mina/body.json', problem: 'unlisted' },
      { path: 'stray.txt', problem: 'groupless' },
    ]);
    expect(() => buildManifest(folder, now)).toThrow(/assets\/stray\.txt.*asset-groups\.ts/);
  });

  test('groups have names and folders of their own and say what they may be used for', () => {
    expect(new Set(ASSET_GROUPS.map((group) => group.id)).size).toBe(ASSET_GROUPS.length);
    expect(new Set(ASSET_GROUPS.map((group) => group.path)).size).toBe(ASSET_GROUPS.length);
    for (const group of ASSET_GROUPS) expect(group.licence).toMatch(/^[\w.-]+$/);
  });
});
