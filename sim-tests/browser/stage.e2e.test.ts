/**
 * The whole way, in a real browser: server, page, stream, picture, words. Software GL, so pictures are small and few.
 */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {} from '../../client-sdk/studio/src/lib/probe.ts';
import { findBrowser, launchBrowser, type TestBrowser } from './launch-browser.ts';
import { pageOverlaps } from './page-overlaps.ts';
import { type ServeChild, serveChild } from './serve-child.ts';

const binary = await findBrowser();
if (!binary) {
  const why = 'no browser: set CHROME_PATH, install chromium, or let `npm ci` fetch @sparticuz/chromium';
  if (process.env.CI) throw new Error(`browser tests cannot run: ${why}`);
  console.warn(`\n*** BROWSER TESTS SKIPPED: ${why} ***\n`);
}

/** Plainest picture: the tests are about people and words, not about how the pool shines. */
const QUERY = '?quality=4&lang=en&probe';
const SLOW_MS = 45_000;
const PICTURE_PAUSE_MS = 160;

describe.skipIf(!binary)('a stage in a browser', () => {
  let server: ServeChild;
  let browser: TestBrowser;
  const troubles: string[] = [];
  let watcher: Page;
  let guest: Page;

  async function openPage(): Promise<Page> {
    const page = await browser.context.newPage();
    // A click waits for pictures, and the first ones of a page take software seconds each.
    page.setDefaultTimeout(2 * SLOW_MS);
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    // Software GL would keep the page's one thread busy with pictures; a few a second leave room for clock and words.
    await page.addInitScript((pauseMs) => {
      const native = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (draw) =>
        native(() => setTimeout(() => draw(performance.now()), pauseMs));
    }, PICTURE_PAUSE_MS);
    await page.goto(`${server.url}/${QUERY}`);
    await page.waitForFunction(
      () => window.__troupe?.state() === 'live' && window.__troupe.sample().people.some((one) => one.shown),
      undefined,
      // A second page opens while the first one draws: software needs its time for the pictures of a crowd.
      { timeout: 2 * SLOW_MS },
    );
    return page;
  }

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      serveChild(['--performers', '4', '--seed', '7']),
      launchBrowser(binary!, { width: 420, height: 300 }),
    ]);
    watcher = await openPage();
  }, 3 * SLOW_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('Tilda is there and her joints move; nobody stands in the T-pose', {
    timeout: 2 * SLOW_MS,
  }, async () => {
    const joints = (): Promise<number[]> =>
      watcher.evaluate(
        () => window.__troupe!.sample().people.find((one) => one.bodyId === 'tilda' && one.shown)!.joints,
      );
    // The page opens when the first body is drawn; hers may be one of the next to load.
    await watcher.waitForFunction(
      () => window.__troupe!.sample().people.some((one) => one.bodyId === 'tilda' && one.shown),
      undefined,
      { timeout: SLOW_MS },
    );
    const first = await joints();
    expect(first).toHaveLength(208);
    await watcher.waitForTimeout(1_500);
    const later = await joints();
    const moved = first.filter((value, i) => Math.abs(value - later[i]) > 1e-4).length;
    expect(moved).toBeGreaterThan(10);
    const arms = await watcher.evaluate(() =>
      window
        .__troupe!.sample()
        .people.filter((one) => one.shown)
        .map((one) => Math.max(Math.abs(one.joints[6 * 4 + 3]), Math.abs(one.joints[7 * 4 + 3]))),
    );
    // A T-pose has upper arms at identity: w = 1 on both sides.
    for (const w of arms) expect(w).toBeLessThan(0.99);
  });

  test('the picture is drawn by a live WebGL context and is not blank', { timeout: SLOW_MS }, async () => {
    const context = await watcher.evaluate(() => {
      const gl = window.__troupe!.view.renderer.getContext();
      return { lost: gl.isContextLost(), calls: window.__troupe!.view.stats.drawCalls };
    });
    expect(context.lost).toBe(false);
    expect(context.calls).toBeGreaterThan(10);
    const { channels } = await sharp(await watcher.screenshot({ timeout: SLOW_MS })).stats();
    for (const channel of channels.slice(0, 3)) {
      expect(channel.stdev).toBeGreaterThan(12);
      expect(channel.mean).toBeGreaterThan(15);
      expect(channel.mean).toBeLessThan(220);
    }
  });

  test('a guest steps in, walks, and is answered by a performer', { timeout: 5 * SLOW_MS }, async () => {
    guest = await openPage();
    await guest.click('text=Step in');
    await guest.fill('#name', 'Mina');
    await guest.click('dialog .primary');
    await guest.waitForFunction(() => window.__troupe!.view.ownNetId > 0, undefined, { timeout: SLOW_MS });
    const own = (): Promise<number[] | undefined> =>
      guest.evaluate(() => {
        const probe = window.__troupe!;
        return probe.sample().people.find((one) => one.netId === probe.view.ownNetId && one.shown)?.hips;
      });
    await expect.poll(own, { timeout: SLOW_MS }).toBeDefined();
    const from = (await own())!;
    await guest.focus('canvas');
    await guest.keyboard.down('w');
    await expect.poll(async () => from[2] - (await own())![2], { timeout: SLOW_MS }).toBeGreaterThan(0.8);
    await guest.keyboard.up('w');
    await guest.fill('#say', 'Hello Tilda, who are you?');
    await guest.press('#say', 'Enter');
    const answered = () =>
      guest.evaluate(() =>
        window.__troupe!.told().some((one) => one.kind === 'say' && one.brain !== 'guest'),
      );
    await expect.poll(answered, { timeout: SLOW_MS }).toBe(true);
    // She is heard and read while she speaks, and the mute holds.
    const hears = (sound: boolean) =>
      guest.waitForFunction((wanted) => window.__troupe!.heard().length > 0 === wanted, sound, {
        polling: 50,
        timeout: SLOW_MS,
      });
    await guest.fill('#say', 'Tilda, tell me about your paintings.');
    await guest.press('#say', 'Enter');
    await hears(true);
    await expect.poll(() => guest.locator('.caption .said').count(), { timeout: SLOW_MS }).toBe(1);
    // On a phone and in small windows, too, everything has a place of its own.
    const size = guest.viewportSize()!;
    for (const [width, height] of [
      [size.width, size.height],
      [390, 844],
      [800, 450],
    ]) {
      await guest.setViewportSize({ width, height });
      await expect
        .poll(() => pageOverlaps(guest), { timeout: SLOW_MS, message: `${width} x ${height}` })
        .toBe('');
    }
    await guest.setViewportSize(size);
    await guest.getByRole('button', { name: 'Sound', exact: true }).click();
    await hears(false);
    await guest.click('.bar button:first-child');
    const gestured = () =>
      guest.evaluate(() => window.__troupe!.told().some((one) => one.kind === 'gesture'));
    await expect.poll(gestured, { timeout: SLOW_MS }).toBe(true);
  });

  test('two browsers see the same bodies, words and gestures at the same stage time', {
    timeout: SLOW_MS,
  }, async () => {
    const roster = (page: Page) =>
      page.evaluate(() =>
        window
          .__troupe!.sample()
          .people.map((one) => `${one.netId} ${one.bodyId}`)
          .sort(),
      );
    expect(await roster(watcher)).toEqual(await roster(guest));

    const told = (page: Page) => page.evaluate(() => window.__troupe!.told());
    const seen = await told(guest);
    const key = (one: (typeof seen)[number]): string => `${one.atMs} ${one.netId} ${one.kind} ${one.text}`;
    const others = (): Promise<string[]> => told(watcher).then((list) => list.map(key));
    for (const one of seen) await expect.poll(others, { timeout: 15_000 }).toContain(key(one));

    // Stage clocks of both pages differ by less than two ticks, once each has a ping that found its thread idle.
    const apart = async (): Promise<number> =>
      Math.abs((await stageOffset(watcher)) - (await stageOffset(guest)));
    await expect.poll(apart, { timeout: 20_000, interval: 500 }).toBeLessThan(100);

    const same = await sameFrames(watcher, guest);
    expect(same.compared).toBeGreaterThan(3);
    expect(same.metresMax).toBeLessThan(0.003);
    expect(same.degreesMax).toBeLessThan(0.5);
  });

  test('nothing complained', () => {
    expect(troubles).toEqual([]);
  });
});

/** Stage time minus wall time of a page, ms. */
function stageOffset(page: Page): Promise<number> {
  return page.evaluate(() => window.__troupe!.sample().stageMs - Date.now());
}

/** How far everybody's frames in two pages differ where both have one for the very same stage time. */
async function sameFrames(
  one: Page,
  other: Page,
): Promise<{ compared: number; metresMax: number; degreesMax: number }> {
  const frames = (page: Page) =>
    page.evaluate(() => {
      const probe = window.__troupe!;
      return probe
        .sample()
        .people.flatMap(({ netId }) => probe.frames(netId).map((frame) => ({ netId, ...frame })));
    });
  const [a, b] = await Promise.all([frames(one), frames(other)]);
  const known = new Map(b.map((frame) => [`${frame.netId} ${frame.presentAtMs}`, frame]));
  const result = { compared: 0, metresMax: 0, degreesMax: 0 };
  for (const frame of a) {
    const twin = known.get(`${frame.netId} ${frame.presentAtMs}`);
    if (!twin) continue;
    result.compared++;
    const metres = Math.hypot(...frame.hips.map((value, k) => value - twin.hips[k]));
    const dot = Math.abs(frame.turn.reduce((sum, value, k) => sum + value * twin.turn[k], 0));
    result.metresMax = Math.max(result.metresMax, metres);
    result.degreesMax = Math.max(result.degreesMax, (2 * Math.acos(Math.min(1, dot)) * 180) / Math.PI);
  }
  return result;
}
