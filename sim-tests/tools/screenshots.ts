import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type {} from '../../client-sdk/studio/src/lib/probe.ts';
import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { serveChild } from '../browser/serve-child.ts';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const SIZE = { width: 1280, height: 720 } as const;
/** While waiting for the moment the page is small: software GL then draws many pictures a second. */
const WAITING_SIZE = { width: 400, height: 225 } as const;
/** Software GL needs seconds for a picture of this size. */
const WAIT_MS = 180_000;

/** `troupe screenshots`: pictures for the README, taken from a real stage with 60 performers. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string', default: 'docs/pictures' },
      performers: { type: 'string', default: '60' },
      seed: { type: 'string', default: '5' },
    },
  });
  const binary = await findBrowser();
  if (!binary)
    throw new Error('there is no browser: set CHROME_PATH to a Chromium, or run `npm ci` on linux-x64');
  const out = resolve(ROOT, values.out);
  mkdirSync(out, { recursive: true });
  const server = await serveChild(['--performers', values.performers, '--seed', values.seed]);
  const browser = await launchBrowser(binary, WAITING_SIZE);
  try {
    const page = await browser.context.newPage();
    await page.goto(`${server.url}/?view=program&lang=en&quality=0&fixed`);
    await page.waitForFunction(everybodyIsThere, Number(values.performers), { timeout: WAIT_MS });
    await nearTilda(page);
    await save(page, join(out, 'tilda.png'));
    await wholePlaza(page);
    await save(page, join(out, 'plaza.png'));
  } finally {
    await browser.close();
    await server.stop();
  }
  return 0;
}

/** In the page: all performers are shown and every body has arrived. */
function everybodyIsThere(performers: number): boolean {
  const probe = window.__troupe;
  if (probe?.state() !== 'live') return false;
  const { people } = probe.sample();
  const ids = new Set(people.map((one) => one.bodyId));
  const bodies = [...ids].every((id) => probe.view.library.get(id)?.levels.every((level) => level));
  return people.filter((one) => one.shown).length >= performers && bodies;
}

/** Waits until Tilda stands free with nothing close before her, then goes near. */
async function nearTilda(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const probe = window.__troupe!;
      const { view } = probe;
      const tilda = [...view.people.values()].find((one) => one.info.name === 'Tilda');
      if (!tilda) return false;
      const [x, y, z, w] = tilda.joints;
      const facing = Math.atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y));
      probe.look(tilda.netId);
      view.rig.distanceM = 2.5;
      view.rig.pitch = 0.03;
      view.rig.yaw = facing + 0.35;
      const state = window as unknown as { tildaAt?: number[]; tildaStill?: number };
      const at = [tilda.hips[0], tilda.hips[2]];
      const last = state.tildaAt ?? at;
      state.tildaAt = at;
      const still = Math.hypot(at[0] - last[0], at[1] - last[1]) < 0.03;
      state.tildaStill = still ? (state.tildaStill ?? 0) + 1 : 0;
      const cameraFree = view.camera.position.distanceTo(view.rig.target as never) > 2.2;
      // The camera is before her, not still on its way round: she may have turned on the spot.
      const away = Math.atan2(view.camera.position.x - tilda.hips[0], view.camera.position.z - tilda.hips[2]);
      const before = Math.cos(away - facing) > 0.8;
      const ready = state.tildaStill > 3 && cameraFree && before && tilda.heroFade >= 1;
      // Pictures of full size take seconds in software: the moment is kept for them.
      if (ready) probe.hold(true);
      return ready;
    },
    undefined,
    { timeout: WAIT_MS, polling: 700 },
  );
}

async function wholePlaza(page: Page): Promise<void> {
  await page.evaluate(() => {
    const probe = window.__troupe!;
    const { view } = probe;
    probe.hold(false);
    view.subject = { x: -2.5, y: 0.9, z: -4 };
    view.rig.distanceM = 24;
    view.rig.pitch = 0.13;
    view.rig.yaw = 0.42;
    // A flight across the plaza takes a slow machine longer than anybody waits.
    view.rig.cut();
    if (view.labels) view.labels.namesShown = false;
  });
  await page.waitForTimeout(4_000);
  await page.evaluate(() => window.__troupe!.hold(true));
}

/** PNG with a palette: a third of the size, and dusk has few colours. */
async function save(page: Page, file: string): Promise<void> {
  await page.setViewportSize(SIZE);
  const frames = (): Promise<number> => page.evaluate(() => window.__troupe!.view.renderer.info.render.frame);
  const before = await frames();
  const deadline = Date.now() + WAIT_MS;
  while ((await frames()) < before + 4 && Date.now() < deadline) await page.waitForTimeout(200);
  const picture = await page.screenshot({ timeout: WAIT_MS });
  await page.setViewportSize(WAITING_SIZE);
  writeFileSync(file, await sharp(picture).png({ palette: true, quality: 90, effort: 8 }).toBuffer());
  console.log(file);
}
