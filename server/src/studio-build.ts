import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Newest modification time (ms) of any file below a folder; 0 when the folder is not there. */
function newestMs(folder: string): number {
  if (!existsSync(folder)) return 0;
  let newest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

/** Source folders of the page, relative to the checkout. */
const SOURCES = [
  'client-sdk/studio/src',
  'client-sdk/three',
  'client-sdk/connect',
  'client-sdk/playback',
  'client-sdk/protocol',
  'client-sdk/senses',
];

/** True when the page was never built or a source is newer than the build. */
export function studioIsStale(root: string): boolean {
  const built = join(root, 'client-sdk/studio/dist/index.html');
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return SOURCES.some((folder) => newestMs(join(root, folder)) > builtMs);
}

/**
 * Builds the page into client-sdk/studio/dist. Runs beside the server, so poses flow while the page is being made.
 *
 * @throws Error with the builder's own words when it fails
 */
export async function buildStudio(root: string): Promise<void> {
  const folder = join(root, 'client-sdk/studio');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const words: Buffer[] = [];
  child.stdout.on('data', (chunk) => words.push(chunk));
  child.stderr.on('data', (chunk) => words.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new Error(`the studio page could not be built (vite exit ${code}):\n${Buffer.concat(words)}`);
}
