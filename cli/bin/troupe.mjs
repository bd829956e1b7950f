#!/usr/bin/env node
// The front door. Plain JavaScript on purpose: an older system Node must be able to read this far and hand over to
// the Node 24 that npm installed beside us.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
  // Compiled code is kept beside the packages, so that a command and its children begin sooner the next time; where that
  // cannot be written it is compiled anew, as ever.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL('../../node_modules/.cache/node-compile', import.meta.url),
  );
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `troupe: Node ${process.versions.node} is too old (need ${NODE_MAJOR_MIN} or newer) and node_modules/.bin/node is not there.\n` +
        'Run `npm ci` in the checkout (it installs Node 24 for linux-x64), or install Node 24 yourself.',
    );
    process.exitCode = 1;
  } else {
    const run = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: 'inherit',
    });
    process.exitCode = run.status ?? 1;
  }
}
