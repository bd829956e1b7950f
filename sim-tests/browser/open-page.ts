import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { type BrowserBinary, launchBrowser } from './launch-browser.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page of the tests' own in a browser of its own, served from the sources. */
export interface OpenPage {
  readonly page: Page;
  /** What the page complained of so far. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a page that lies in `sim-tests/browser`.
 *
 * @param binary the browser
 * @param name file of the page, with its query, e.g. `crowd-page.html?quality=4`
 * @param size of the picture, pixels
 * @param files answers to what the page asks for by these names
 */
export async function openPage(
  binary: BrowserBinary,
  name: string,
  size: { readonly width: number; readonly height: number },
  files: Readonly<Record<string, Buffer>>,
): Promise<OpenPage> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'troupe-vite-'));
  const path = `sim-tests/browser/${name}`;
  const [server, browser] = await Promise.all([
    createServer({
      root: ROOT,
      configFile: false,
      cacheDir,
      logLevel: 'error',
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
      optimizeDeps: { entries: [path.split('?')[0]] },
    }),
    launchBrowser(binary, size),
  ]);
  await server.listen();
  const page = await browser.context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`);
  });
  for (const [file, body] of Object.entries(files))
    await page.route(`**/${file}`, (route) => route.fulfill({ body }));
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  const { port } = server.httpServer!.address() as { port: number };
  await page.goto(`http://127.0.0.1:${port}/${path}`);
  return {
    page,
    troubles,
    async close() {
      await browser.close();
      await server.close();
      rmSync(cacheDir, { recursive: true, force: true });
    },
  };
}
