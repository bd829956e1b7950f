/** The motion gallery in a real browser: list, action, contacts, a dropped clip, a broken one. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyBvh } from '../../avatars/src/clip/clip-fixtures.ts';
import type {} from '../../client-sdk/studio/src/gallery/gallery-probe.ts';
import { findBrowser, launchBrowser, type TestBrowser } from './launch-browser.ts';
import { type ServeChild, serveChild } from './serve-child.ts';

const binary = await findBrowser();
const SLOW_MS = 60_000;

describe.skipIf(!binary)('the gallery in a browser', () => {
  let server: ServeChild;
  let browser: TestBrowser;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      serveChild(['--performers', '1', '--seed', '7']),
      launchBrowser(binary!, { width: 640, height: 480 }),
    ]);
    page = await browser.context.newPage();
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(`${server.url}/?lang=en#gallery`);
    await page.waitForFunction(() => window.__gallery?.reel() && window.__gallery.view.ready, undefined, {
      timeout: SLOW_MS,
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('an action plays: joints move, feet are planted, sync points are on the timeline', {
    timeout: SLOW_MS,
  }, async () => {
    await page.evaluate(() => window.__gallery!.show('action', 'bow', 'tilda'));
    const pose = (): Promise<number[]> => page.evaluate(() => Array.from(window.__gallery!.view.joints));
    const before = await pose();
    await page.waitForFunction(() => window.__gallery!.timeS() > 1, undefined, { timeout: SLOW_MS });
    const after = await pose();
    expect(Math.max(...after.map((x, i) => Math.abs(x - before[i])))).toBeGreaterThan(0.02);
    expect(await page.locator('.marks button').allTextContents()).toContain('stroke');
    expect(await page.locator('.contacts i').count()).toBeGreaterThan(0);
  });

  test('contacts are drawn in amber, and can be switched off', { timeout: SLOW_MS }, async () => {
    const amber = async (marks: boolean): Promise<number> => {
      const url = await page.evaluate((on) => {
        const { view, shoot } = window.__gallery!;
        view.look = 'orbit';
        view.pitch = 0.9;
        view.marks = on;
        return shoot(0.2, 320, 320);
      }, marks);
      const { data, info } = await sharp(Buffer.from(url.split(',')[1], 'base64'))
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      let count = 0;
      for (let i = 0; i < data.length; i += info.channels)
        if (data[i] > 150 && data[i] - data[i + 2] > 50 && data[i + 1] > 90) count += 1;
      return count;
    };
    expect((await amber(true)) - (await amber(false))).toBeGreaterThan(30);
  });

  test('a BVH given to the page plays on the body; a broken one is refused by joint and frame', {
    timeout: SLOW_MS,
  }, async () => {
    const give = (name: string, text: string): Promise<void> =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await give('hello.bvh', tinyBvh({ frames: 30, scale: 100 }));
    await page.waitForFunction(() => window.__gallery!.reel()?.kind === 'clip', undefined, {
      timeout: SLOW_MS,
    });
    expect(await page.evaluate(() => window.__gallery!.reel()!.frames)).toBe(30);
    const lines = tinyBvh({ frames: 5 }).split('\n');
    const row = lines.length - 3;
    await give('broken.bvh', lines.with(row, lines[row].replace(/\S+$/, 'nan')).join('\n'));
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: SLOW_MS });
    expect(await alert.textContent()).toMatch(
      /broken\.bvh: joint \w+, frame 3: rotation is not a usable number/,
    );
    expect(troubles).toEqual([]);
  });
});
