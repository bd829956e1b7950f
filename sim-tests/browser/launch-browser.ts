/**
 * The test browser. CONTRIBUTOR NOTES:
 * - `--enable-unsafe-swiftshader` is needed since Chromium 139; without it WebGL fails in silence, so tests must also
 *   assert a live context and pixels that differ.
 * - @sparticuz/chromium writes straight into the temporary folder and unpacks its system libraries (NSS, NSPR, expat)
 *   only on Lambda: we give it a folder of its own and set the environment it looks for, then hand the libraries over by
 *   LD_LIBRARY_PATH. It then needs nothing of the system but glibc and libgcc_s.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';

/** Keeps it from running before the server it is a guest of. */
const OWN_MACHINE = fileURLToPath(new URL('./own-machine.sh', import.meta.url));
const SYSTEM_FONTS = '/etc/fonts/fonts.conf';

/** Software GL, no network chatter. */
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
];

export interface BrowserBinary {
  readonly path: string;
  /** Extra environment it needs. */
  readonly env: Record<string, string>;
}

/** Finds a browser: $CHROME_PATH, then Debian's, then the one from npm; undefined when there is none. */
export async function findBrowser(): Promise<BrowserBinary | undefined> {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but there is no such file`);
    return { path: named, env: {} };
  }
  if (existsSync('/usr/bin/chromium')) return { path: '/usr/bin/chromium', env: {} };
  return npmBrowser().catch((error: Error) => {
    console.warn(`browser: the one from npm could not be unpacked: ${error.message}`);
    return undefined;
  });
}

async function npmBrowser(): Promise<BrowserBinary | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = join(tmpdir(), `troupe-chromium-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true });
  const kept = { TMPDIR: process.env.TMPDIR, runtime: process.env.AWS_EXECUTION_ENV };
  process.env.TMPDIR = folder;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
  const before = { ...process.env };
  try {
    const { default: pack } = await import('@sparticuz/chromium');
    const path = await pack.executablePath();
    const libraries = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH ?? ''].filter(Boolean);
    // Its own fonts.conf names folders that are not there; a page that asks for a Korean letter then ends the browser.
    const fonts = existsSync(SYSTEM_FONTS) ? dirname(SYSTEM_FONTS) : join(folder, 'fonts');
    return { path, env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_PATH: fonts } };
  } finally {
    for (const key of ['FONTCONFIG_PATH', 'HOME', 'LD_LIBRARY_PATH'] as const) restore(key, before[key]);
    restore('TMPDIR', kept.TMPDIR);
    restore('AWS_EXECUTION_ENV', kept.runtime);
  }
}

function restore(key: string, value: string | undefined): void {
  if (value === undefined) delete process.env[key];
  else process.env[key] = value;
}

export interface LaunchOptions {
  /** Size of the page in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly locale: string;
  /** Switches of the browser besides the usual ones. */
  readonly flags: readonly string[];
}

export const LAUNCH_DEFAULTS: LaunchOptions = { width: 800, height: 500, locale: 'en-US', flags: [] };

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts a browser with a profile of its own, removed on close. */
export async function launchBrowser(
  binary: BrowserBinary,
  options: Partial<LaunchOptions> = {},
): Promise<TestBrowser> {
  const { width, height, locale, flags } = { ...LAUNCH_DEFAULTS, ...options };
  const profile = mkdtempSync(join(tmpdir(), 'troupe-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: OWN_MACHINE,
    headless: true,
    args: [...FLAGS, ...flags],
    env: { ...(process.env as Record<string, string>), ...binary.env, TROUPE_BROWSER: binary.path },
    viewport: { width, height },
    locale,
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
