import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkShowFile, loadShowResources } from '@troupe/server/show-check';
import { formatProblem, type KeyMoment, keyMoments } from '@troupe/server/shows';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type {} from '../../client-sdk/studio/src/lib/probe.ts';
import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { serveChild } from '../browser/serve-child.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const FRAME = { width: 800, height: 450 } as const;
/** While the show goes on the page is small: software GL then draws many pictures a second. Smaller, and people would be drawn coarsely. */
const WAITING = { width: 320, height: 180 } as const;
const CELL = { width: 480, height: 270, label: 24 } as const;
const COLUMNS = 3;
/** The show is played for so long before a moment, s: people walk, speak and gesture as they will. */
const BEFORE_S = 5;
/** The show runs away from the page on a slow machine: so much later than the moment is still that moment, s. */
const LATE_S = 0.8;
const TRIES = 4;
const WAIT_MS = 240_000;

/** `troupe show storyboard FILE`: the key moment of every scene as the audience sees it, on one sheet. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string', default: 'sim-tests/results/storyboards' },
      lang: { type: 'string', default: 'en' },
      only: { type: 'string' },
      frames: { type: 'boolean', default: false },
      reuse: { type: 'string' },
    },
  });
  if (positionals.length !== 1) throw new Error('name one show: troupe show storyboard FILE [--out DIR]');
  const { lang } = values;
  if (lang !== 'en' && lang !== 'ko') throw new Error(`--lang: en or ko, not "${lang}"`);
  const [file] = positionals;
  const check = checkShowFile(file, loadShowResources(ROOT));
  for (const problem of check.problems) console.error(formatProblem(file, problem));
  if (!check.program || !check.stage) throw new Error(`${file} cannot be performed; see above`);
  const { id: name, cast } = check.program;
  const moments = chosen(keyMoments(check.program), values.only);
  const out = resolve(ROOT, values.out);
  mkdirSync(out, { recursive: true });
  const pictures = new Map<string, Buffer>();
  const keep = async (scene: string, picture: Buffer): Promise<void> => {
    pictures.set(scene, picture);
    if (values.frames) writeFileSync(frameFile(out, name, scene), await asJpeg(picture));
  };
  for (const { scene } of moments) {
    const known = values.reuse === undefined ? undefined : frameFile(resolve(values.reuse), name, scene);
    if (known !== undefined && existsSync(known)) await keep(scene, readFileSync(known));
  }
  const missing = moments.filter(({ scene }) => !pictures.has(scene));
  if (missing.length > 0)
    await shootAll(
      missing,
      { file, stage: check.stage, cast: cast.length, lang },
      async (moment, picture) => {
        await keep(moment.scene, picture);
        console.log(`${name}: ${labelOf(moment)}`);
      },
    );
  const sheet = join(out, `${name}.jpg`);
  const frames = moments.map((moment) => {
    return { label: labelOf(moment), picture: pictures.get(moment.scene)! };
  });
  writeFileSync(sheet, await sheetOf(frames));
  console.log(sheet);
  return 0;
}

interface ShownShow {
  readonly file: string;
  readonly stage: string;
  /** Members of the cast. */
  readonly cast: number;
  readonly lang: 'en' | 'ko';
}

const labelOf = ({ scene, atS }: KeyMoment): string => `${scene}  ${clock(atS)}`;
const frameFile = (folder: string, show: string, scene: string): string =>
  join(folder, `${show}-${scene}.jpg`);
const asJpeg = (picture: Buffer): Promise<Buffer> => sharp(picture).jpeg({ quality: 82 }).toBuffer();

/** Plays a show on a stage of its own and takes the picture of each moment. */
async function shootAll(
  moments: readonly KeyMoment[],
  { file, stage, cast, lang }: ShownShow,
  taken: (moment: KeyMoment, picture: Buffer) => Promise<void>,
): Promise<void> {
  const binary = await findBrowser();
  if (!binary)
    throw new Error('there is no browser: set CHROME_PATH to a Chromium, or run `npm ci` on linux-x64');
  const server = await serveChild(['--performers', '1', '--stage', stage, '--voice', 'none']);
  const browser = await launchBrowser(binary, WAITING);
  try {
    await ask(server.url, '/load?play=1', readFileSync(file, 'utf8'));
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/?view=program&lang=${lang}&quality=1&fixed`);
    await page.waitForFunction(isReady, cast, { timeout: WAIT_MS });
    for (const moment of moments) await taken(moment, await shoot(page, server.url, moment));
  } finally {
    await browser.close();
    await server.stop();
  }
}

function chosen(moments: KeyMoment[], only: string | undefined): KeyMoment[] {
  if (only === undefined) return moments;
  const wanted = only.split(',');
  const unknown = wanted.find((scene) => !moments.some((moment) => moment.scene === scene));
  if (unknown !== undefined)
    throw new Error(`--only ${unknown}: the scenes are ${moments.map(({ scene }) => scene).join(', ')}`);
  return moments.filter(({ scene }) => wanted.includes(scene));
}

async function ask(url: string, path: string, body: string, type = 'text/plain'): Promise<void> {
  const response = await fetch(`${url}/show${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  if (!response.ok) throw new Error(`/show${path}: HTTP ${response.status} ${await response.text()}`);
}

/** In the page: the whole cast is shown and every body has arrived. */
function isReady(cast: number): boolean {
  const probe = window.__troupe;
  if (probe?.state() !== 'live' || !probe.show()) return false;
  const { people } = probe.sample();
  const ids = new Set(people.map((one) => one.bodyId));
  const bodies = [...ids].every((id) => probe.view.library.get(id)?.levels.every((level) => level));
  return people.filter((one) => one.shown).length >= cast && bodies;
}

/** Plays up to a moment, keeps it, and takes its picture in full size. */
async function shoot(page: Page, url: string, moment: KeyMoment): Promise<Buffer> {
  for (let go = 1; ; go++) {
    const fromS = Math.max(0, moment.atS - Math.min(BEFORE_S, moment.intoS));
    const body = JSON.stringify({ decisions: moment.decisions });
    await ask(url, `/seek?value=${fromS}`, body, 'application/json');
    await ask(url, '/play', '');
    if (moment.atS - fromS > 0.5) await page.waitForFunction(isBefore, moment.atS, { timeout: WAIT_MS });
    const lateS = await page.evaluate(holdAt, { scene: moment.scene, atS: moment.atS, waitMs: WAIT_MS });
    if (lateS < LATE_S || go === TRIES) break;
    await page.evaluate(() => window.__troupe!.hold(false));
  }
  // The picture stands still; what is said would go on over it.
  await ask(url, '/pause', '');
  await page.setViewportSize(FRAME);
  const frames = (): Promise<number> => page.evaluate(() => window.__troupe!.view.renderer.info.render.frame);
  const before = await frames();
  const deadline = Date.now() + WAIT_MS;
  while ((await frames()) < before + 3 && Date.now() < deadline) await page.waitForTimeout(150);
  const picture = await page.screenshot({ timeout: WAIT_MS });
  await page.setViewportSize(WAITING);
  await page.evaluate(() => window.__troupe!.hold(false));
  return picture;
}

/** In the page: it has heard of the seek, and the moment is still to come. */
function isBefore(atS: number): boolean {
  const probe = window.__troupe!;
  const show = probe.show();
  const shownS = show ? (show.clockMs + (probe.shownMs() - show.atMs) * show.rate) / 1000 : atS;
  return show?.status === 'playing' && shownS < atS - 0.1 && shownS > atS - 8;
}

/** In the page: waits for the moment and keeps it; tells how much too late it was, s. */
function holdAt({ scene, atS, waitMs }: { scene: string; atS: number; waitMs: number }): Promise<number> {
  const startMs = performance.now();
  return new Promise((done, fail) => {
    const look = (): void => {
      const probe = window.__troupe!;
      const show = probe.show();
      const shownS = show ? (show.clockMs + (probe.shownMs() - show.atMs) * show.rate) / 1000 : 0;
      // The show may still stand where it was before the seek.
      const there = show?.scene === scene && show.status === 'playing' && probe.view.show.directs;
      if (there && shownS >= atS && shownS < atS + 20) {
        probe.hold(true);
        done(shownS - atS);
      } else if (performance.now() - startMs > waitMs) fail(new Error(`the scene ${scene} did not come`));
      else requestAnimationFrame(look);
    };
    look();
  });
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

async function sheetOf(frames: readonly { label: string; picture: Buffer }[]): Promise<Buffer> {
  const rows = Math.ceil(frames.length / COLUMNS);
  const columns = Math.min(COLUMNS, frames.length);
  const tall = CELL.height + CELL.label;
  const layers = await Promise.all(
    frames.flatMap(({ label, picture }, i) => {
      const left = (i % COLUMNS) * CELL.width;
      const top = Math.floor(i / COLUMNS) * tall;
      const text = Buffer.from(
        `<svg width="${CELL.width}" height="${CELL.label}"><text x="8" y="17" font-family="Pretendard, sans-serif" font-size="14" fill="#ecebe6">${label}</text></svg>`,
      );
      return [
        sharp(picture)
          .resize(CELL.width, CELL.height)
          .toBuffer()
          .then((input) => ({ input, left, top })),
        Promise.resolve({ input: text, left, top: top + CELL.height }),
      ];
    }),
  );
  const canvas = {
    width: columns * CELL.width,
    height: rows * tall,
    channels: 3 as const,
    background: '#14151c',
  };
  return sharp({ create: canvas }).composite(layers).jpeg({ quality: 80, mozjpeg: true }).toBuffer();
}
