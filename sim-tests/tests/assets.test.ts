import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AssetManifest, checkManifest } from '@troupe/assets';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../assets/', import.meta.url));

test('assets/manifest.json is up to date (if not: node assets/make-manifest.mjs)', () => {
  const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as AssetManifest;
  const paths = execFileSync('git', ['ls-files', '-z', 'models', 'bodies', 'stages', 'personas', 'shows'], {
    cwd: folder,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => path !== '');
  expect(paths.length).toBeGreaterThan(5);
  expect(checkManifest(folder, manifest, paths)).toEqual([]);
});
