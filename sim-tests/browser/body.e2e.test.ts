/** The body page in a real browser: a photo given, watched, corrected, worn on stage, deleted; a bad one refused. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {} from '../../client-sdk/studio/src/body/body-probe.ts';
import type {} from '../../client-sdk/studio/src/lib/probe.ts';
import { photograph } from '../tests/draw-fixture.ts';
import { findBrowser, launchBrowser, type TestBrowser } from './launch-browser.ts';
import { type ServeChild, serveChild } from './serve-child.ts';

const binary = await findBrowser();
/** A body takes seconds, and minutes where everything else runs beside it. */
const SLOW_MS = 450_000;
const PICTURE_PAUSE_MS = 160;

describe.skipIf(!binary)('the body page in a browser', () => {
  let server: ServeChild;
  let browser: TestBrowser;
  let page: Page;
  let photo: Buffer<ArrayBuffer>;
  const troubles: string[] = [];

  const give = (name: string, buffer: Buffer): Promise<void> =>
    page.locator('.drop input[type=file]').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
  const phase = () => page.evaluate(() => window.__body!.phase());
  const until = (wanted: 'give' | 'work' | 'made') =>
    page.waitForFunction((one) => window.__body?.phase() === one, wanted, { timeout: SLOW_MS });
  const settled = (check: () => unknown) => expect.poll(check, { timeout: SLOW_MS, interval: 300 });

  beforeAll(async () => {
    [server, browser, photo] = await Promise.all([
      serveChild(['--performers', '1', '--seed', '7']),
      launchBrowser(binary!, { width: 900, height: 620 }),
      photograph('nadia'),
    ]);
    page = await browser.context.newPage();
    page.setDefaultTimeout(SLOW_MS);
    page.on('pageerror', (error) => troubles.push(error.message));
    // Software GL would keep the page's one thread busy with pictures; a few a second are enough.
    await page.addInitScript((pauseMs) => {
      const native = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (draw) =>
        native(() => setTimeout(() => draw(performance.now()), pauseMs));
    }, PICTURE_PAUSE_MS);
    await page.goto(`${server.url}/?lang=en&quality=4&probe#body`);
    await page.waitForFunction(() => window.__body, undefined, { timeout: SLOW_MS });
  }, SLOW_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  }, SLOW_MS);

  test('nothing is sent without a name and consent; what is no photo is refused in words', {
    timeout: SLOW_MS,
  }, async () => {
    const make = page.getByRole('button', { name: 'Make the body' });
    expect(await make.isDisabled()).toBe(true);
    await give('note.jpg', Buffer.from('I am a text'));
    await page.getByLabel('Your name').fill('Mina');
    expect(await make.isDisabled()).toBe(true);
    await page.getByLabel(/I am the person in this photo/).check();
    await make.click();
    await page.getByRole('alert').waitFor({ timeout: SLOW_MS });
    expect(await page.getByRole('alert').textContent()).toMatch(/no JPEG.*formats/);
    await page.getByRole('button', { name: '한국어' }).click();
    expect(await page.getByRole('alert').textContent()).toMatch(/사진이 아니에요/);
    await page.getByRole('button', { name: 'English' }).click();
  });

  test('a photo becomes a body before one’s eyes', { timeout: SLOW_MS }, async () => {
    await give('me.jpg', photo);
    await page.getByLabel('Your name').fill('Mina');
    await page.getByLabel('Name of the body').fill('Mina');
    await page.getByLabel('Height (cm)').fill('168');
    await page.getByLabel(/I am the person in this photo/).check();
    await page.getByRole('button', { name: 'Make the body' }).click();
    await settled(() => page.evaluate(() => window.__body!.previews())).toContain('mask');
    expect(await phase()).toBe('work');
    expect(await page.locator('li[aria-current=step]').count()).toBe(1);
    const { stdev } = (await sharp(await page.locator('.big img').screenshot()).stats()).channels[0];
    expect(stdev).toBeGreaterThan(10);
    await until('made');
    expect(await page.evaluate(() => window.__body!.body()!.heightM)).toBeCloseTo(1.68, 1);
    await page.waitForSelector('canvas[data-ready=true]', { timeout: SLOW_MS });
    const shot = await page.locator('canvas').screenshot({ timeout: SLOW_MS });
    for (const channel of (await sharp(shot).stats()).channels.slice(0, 3))
      expect(channel.stdev).toBeGreaterThan(6);
    expect(await page.getByRole('link', { name: /Download the .vrm/ }).getAttribute('href')).toMatch(
      /photo-bodies\/[\w-]{32}\/body\.vrm$/,
    );
  });

  test('hair is corrected from what was understood', { timeout: SLOW_MS }, async () => {
    const before = await page.evaluate(() => window.__body!.body()!.id);
    await page.getByRole('combobox', { name: /^Hair/ }).selectOption('long');
    await page.getByLabel('choose the hair colour myself').check();
    await page.getByLabel('Hair colour', { exact: true }).fill('#a03020');
    await page.getByRole('button', { name: 'Make it anew' }).click();
    await settled(() => page.evaluate(() => window.__body!.body()?.id)).not.toBe(before);
    await until('made');
    expect(await page.evaluate(() => window.__body!.body()!.hair)).toEqual({
      style: 'long',
      colour: [160, 48, 32],
    });
  });

  test('it walks onto the stage', { timeout: SLOW_MS }, async () => {
    const bodyId = await page.evaluate(() => window.__body!.body()!.id);
    await page.getByRole('button', { name: 'Enter the stage with it' }).click();
    const own = page.locator('.body.own input');
    await own.waitFor({ state: 'attached', timeout: SLOW_MS });
    expect(await own.getAttribute('value')).toBe(bodyId);
    expect(await own.isChecked()).toBe(true);
    await page.fill('#name', 'Mina');
    await page.click('dialog .primary');
    const worn = () =>
      page.evaluate(() => {
        const probe = window.__troupe;
        return probe?.sample().people.find((one) => one.netId === probe.view.ownNetId && one.shown)?.bodyId;
      });
    await settled(worn).toBe(bodyId);
  });

  test('deleted, nothing is left of it', { timeout: SLOW_MS }, async () => {
    await page.goto(`${server.url}/?lang=en&quality=4&probe#body`);
    await until('made');
    const bodyId = await page.evaluate(() => window.__body!.body()!.id);
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await until('give');
    expect(await page.getByRole('status').first().textContent()).toMatch(/Everything was deleted/);
    expect((await fetch(`${server.url}/assets/bodies/${bodyId}/body.json`)).status).toBe(404);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(troubles).toEqual([]);
  });
});
