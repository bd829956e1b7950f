import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const START_MS_MAX = 240_000;
const STOP_MS_MAX = 4_000;

/** A `troupe serve` of one's own. */
export interface ServeChild {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `troupe serve` on a free port as a child process and waits until the stage is there, and the page is built and served.
 *
 * @param page false: nobody looks at the page, so it is not waited for
 * @throws Error with the server's own words when it does not come up
 */
export async function serveChild(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  page = true,
): Promise<ServeChild> {
  const child = spawn(
    process.execPath,
    [resolve(ROOT, 'cli/bin/troupe.mjs'), 'serve', '--port', '0', ...args],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A stage of a test keeps its memories to itself, whatever database there is.
      env: { ...process.env, DATABASE_URL: '', HOST: '127.0.0.1', ...env },
    },
  );
  let words = '';
  child.stdout?.on('data', (chunk) => {
    words += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    words += chunk;
  });
  const deadline = Date.now() + START_MS_MAX;
  const fail = (why: string): Error => {
    child.kill('SIGKILL');
    return new Error(`troupe serve ${why}:\n${words}`);
  };
  let url = '';
  while (true) {
    if (child.exitCode !== null) throw fail(`ended with exit code ${child.exitCode}`);
    if (Date.now() > deadline) throw fail(`was not ready after ${START_MS_MAX / 1000} s`);
    const port = /http:\/\/localhost:(\d+)/.exec(words)?.[1];
    if (port) url = `http://127.0.0.1:${port}`;
    if (url !== '' && (!page || (await pageIsThere(url)))) break;
    await new Promise((done) => setTimeout(done, 150));
  }
  return { url, stop: () => stop(child) };
}

async function pageIsThere(url: string): Promise<boolean> {
  const page = await fetch(url).catch(() => undefined);
  return page?.ok === true && (await page.text()).includes('id="app"');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await gone;
  clearTimeout(timer);
}
