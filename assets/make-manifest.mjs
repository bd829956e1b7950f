// Writes assets/manifest.json from the tracked files: `node assets/make-manifest.mjs`, after any change of an asset.
// `--check` writes nothing and fails when the manifest is not up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildManifest, checkManifest } from './src/index.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const manifestFile = new URL('manifest.json', import.meta.url);
const paths = execFileSync('git', ['ls-files', '-z', 'models', 'bodies', 'stages', 'personas', 'shows'], {
  cwd: folder,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '');

if (process.argv.includes('--check')) {
  const problems = checkManifest(folder, JSON.parse(readFileSync(manifestFile, 'utf8')), paths);
  for (const { path, problem } of problems) console.error(`assets/${path}: ${problem}`);
  if (problems.length > 0) {
    console.error('assets/manifest.json is not up to date; run `node assets/make-manifest.mjs`');
    process.exitCode = 1;
  }
} else {
  const manifest = buildManifest(folder, paths);
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  const files = manifest.groups.flatMap((group) => group.files);
  const megabytes = files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
  console.log(`${files.length} files, ${megabytes.toFixed(1)} MB`);
}
